import { groupBy } from '../../domain/group-by.ts'
import { localDateOf } from '../../domain/time.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'
import type { KnownSource } from './authenticate.ts'
import { isKnownKind, type IntakeResult } from './contract.ts'

/** Refusals kept of one request: a system that sends nonsense all night must not fill the disk. */
const KEPT_OF_A_REQUEST = 50

interface Told {
  source: Pick<KnownSource, 'corpId' | 'id'>
  results: readonly IntakeResult[]
}

export async function keepRefusals(tx: SqlTx, deps: Deps, { source, results }: Told): Promise<void> {
  const at = deps.clock.now()
  const refused = results.filter(({ result }) => result === 'refused').slice(0, KEPT_OF_A_REQUEST)
  if (refused.length === 0) return
  await bulkUpsert(tx, {
    table: 'IntakeRefusal',
    columns: ['corpId', 'id', 'sourceId', 'kind', 'factId', 'errorsJson', 'at'],
    key: ['corpId', 'id'],
    update: 'none',
    rows: refused.map(({ kind, id, errors = [] }) => ({
      corpId: source.corpId,
      id: newId(at.getTime()),
      sourceId: source.id,
      kind: kind.slice(0, 40),
      factId: id,
      errorsJson: JSON.stringify(errors),
      at,
    })),
  })
}

/** The table of the console: how many of which kind came on which day, and what came of them. */
export async function countItems(tx: SqlTx, deps: Deps, { source, results }: Told): Promise<void> {
  const day = localDateOf(deps.clock.nowMs())
  // Kinds are words of the sender's: what is no kind at all is counted together.
  const kinds = groupBy(results, ({ kind, result }) =>
    result === 'refused' && !isKnownKind(kind) ? '' : kind,
  )
  for (const [kind, of] of kinds) {
    const count = (word: IntakeResult['result']): number => of.filter(({ result }) => result === word).length
    await tx.run(
      `INSERT INTO "IntakeTally" ("corpId", "sourceId", "kind", "day", "accepted", "same", "changed", "refused")
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ("corpId", "sourceId", "kind", "day") DO UPDATE SET
       "accepted" = "IntakeTally"."accepted" + excluded."accepted", "same" = "IntakeTally"."same" + excluded."same",
       "changed" = "IntakeTally"."changed" + excluded."changed", "refused" = "IntakeTally"."refused" + excluded."refused"`,
      [
        source.corpId,
        source.id,
        kind,
        day,
        count('accepted'),
        count('same'),
        count('changed'),
        count('refused'),
      ],
    )
  }
}
