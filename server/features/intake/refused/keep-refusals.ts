import { bulkUpsert } from '../../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { newId } from '../../../platform/new-id.ts'
import type { Deps } from '../../deps.ts'
import type { KnownSource } from '../authenticate.ts'
import type { IntakeResult } from '../contract.ts'
import { hashesOf } from './hashes-of.ts'

/** Refusals kept of one request: a system that sends nonsense all night must not fill the disk. */
const KEPT_OF_A_REQUEST = 50
const KEPT_LENGTH = 64 * 1024

interface Told {
  source: Pick<KnownSource, 'corpId' | 'id' | 'name'>
  items: readonly unknown[]
  results: readonly IntakeResult[]
}

/** Keeps refused items, sealed, with why, to be mended and sent again. */
export async function keepRefusals(tx: SqlTx, deps: Deps, { source, items, results }: Told): Promise<void> {
  const { corpId } = source
  const at = deps.clock.now()
  await settleTaken(tx, { source, results, at })
  const refused = results
    .flatMap((result, n) => (result.result === 'refused' ? [{ ...result, raw: items[n] }] : []))
    .slice(0, KEPT_OF_A_REQUEST)
    .map((one) => ({ ...one, refusalId: newId(at.getTime()), text: JSON.stringify(one.raw) }))
  if (refused.length === 0) return
  await bulkUpsert(tx, {
    table: 'IntakeRefusal',
    columns: ['corpId', 'id', 'sourceId', 'kind', 'factId', 'errorsJson', 'at', 'bodySealed'],
    key: ['corpId', 'id'],
    update: 'none',
    rows: refused.map(({ kind, id, errors = [], refusalId, text }) => ({
      corpId,
      id: refusalId,
      sourceId: source.id,
      kind: kind.slice(0, 40),
      factId: id,
      errorsJson: JSON.stringify(errors),
      at,
      bodySealed: text.length > KEPT_LENGTH ? null : deps.sealer.seal(text),
    })),
  })
  await bulkUpsert(tx, {
    table: 'IntakeRefusalKey',
    columns: ['corpId', 'refusalId', 'valueHash'],
    key: ['corpId', 'refusalId', 'valueHash'],
    update: 'none',
    rows: refused.flatMap(({ refusalId, raw }) =>
      hashesOf(deps, raw, source.name).map((valueHash) => ({ corpId, refusalId, valueHash })),
    ),
  })
}

/** The source mended facts by itself: what it said of them before need not be kept. */
async function settleTaken(
  tx: SqlTx,
  { source: { corpId, id }, results, at }: Omit<Told, 'items'> & { at: Date },
): Promise<void> {
  const taken = results.filter(({ result }) => result !== 'refused')
  if (taken.length === 0) return
  const open = await tx.all<{ id: string; kind: string; factId: string }>(
    `SELECT "id", "kind", "factId" FROM "IntakeRefusal" WHERE "corpId" = ? AND "sourceId" = ? AND "takenAt" IS NULL
     AND ${inTextList(tx.dialect, '"kind"')} AND ${inTextList(tx.dialect, '"factId"')}`,
    [
      corpId,
      id,
      JSON.stringify([...new Set(taken.map(({ kind }) => kind))]),
      JSON.stringify(taken.map((one) => one.id)),
    ],
  )
  const names = new Set(taken.map((one) => `${one.kind} ${one.id}`))
  const ids = open.filter(({ kind, factId }) => names.has(`${kind} ${factId}`)).map((row) => row.id)
  await markTaken(tx, { corpId, ids, at })
}

/** A refused item was taken at last: what was kept of it goes. */
export async function markTaken(
  tx: SqlTx,
  { corpId, ids, at }: { corpId: string; ids: readonly string[]; at: Date },
): Promise<void> {
  if (ids.length === 0) return
  const list = JSON.stringify(ids)
  await tx.run(
    `UPDATE "IntakeRefusal" SET "takenAt" = ?, "bodySealed" = NULL WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')}`,
    [at, corpId, list],
  )
  await tx.run(
    `DELETE FROM "IntakeRefusalKey" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"refusalId"')}`,
    [corpId, list],
  )
}
