import type { SqlTx } from '../../../platform/db/index.ts'
import { withRetryOnBusy } from '../../../platform/db/retry.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { writeAudit } from '../../audit.ts'
import type { Deps } from '../../deps.ts'
import { takeItems } from '../take-items.ts'
import type { SendAgain, SentAgain } from './contract.ts'
import { markTaken } from './keep-refusals.ts'
import { openBody } from './read-refusals.ts'

interface Wanted {
  sourceId: string
  refusalId: string
  item: SendAgain['item']
}

/** A refused item goes through the same door again, as it came or mended, as if its source told it now. */
export async function sendRefusalAgain(deps: Deps, scope: Scope, wanted: Wanted): Promise<SentAgain> {
  const answer = await withRetryOnBusy(deps.clock, () =>
    deps.database.sql.transaction((tx) => send(tx, deps, { scope, ...wanted })),
  )
  deps.jobs.nudge()
  return answer
}

async function send(
  tx: SqlTx,
  deps: Deps,
  { scope, sourceId, refusalId, item }: Wanted & { scope: Scope },
): Promise<SentAgain> {
  const { corpId } = scope
  const source = await holdSource(tx, corpId, sourceId)
  const [refusal] = await tx.all<{ bodySealed: string | null; takenAt: string | null }>(
    `SELECT "bodySealed", "takenAt" FROM "IntakeRefusal" WHERE "corpId" = ? AND "sourceId" = ? AND "id" = ?`,
    [corpId, sourceId, refusalId],
  )
  if (!refusal) throw new AppError('not-found', { log: 'no such refused item' })
  if (refusal.takenAt !== null) throw new AppError('conflict', { tell: { reason: 'taken' } })
  if (refusal.bodySealed === null) throw new AppError('conflict', { tell: { reason: 'not-kept' } })
  const items = [item ?? openBody(deps, refusal.bodySealed)]
  const [told] = (await takeItems(tx, deps, { source, items })).results
  if (!told) throw new Error('an item has no result')
  const at = deps.clock.now()
  if (told.result !== 'refused') await markTaken(tx, { corpId, ids: [refusalId], at })
  else if (item === undefined)
    await tx.run(
      `UPDATE "IntakeRefusal" SET "triedAt" = ?, "errorsJson" = ? WHERE "corpId" = ? AND "id" = ?`,
      [at, JSON.stringify(told.errors ?? []), corpId, refusalId],
    )
  await writeAudit(tx, deps, scope, {
    action: 'intake-refusal-sent',
    objectKind: 'intake-refusal',
    objectId: refusalId,
    detail: { result: told.result, isMended: item !== undefined },
  })
  return { result: told.result, ...(told.errors ? { errors: told.errors } : {}) }
}

/** Holds the source's row until the transaction ends, as a request of its own does. Whoever is revoked tells nothing more. */
async function holdSource(
  tx: SqlTx,
  corpId: string,
  id: string,
): Promise<{ corpId: string; id: string; name: string }> {
  await tx.run(`UPDATE "IntakeSource" SET "windowItems" = "windowItems" WHERE "corpId" = ? AND "id" = ?`, [
    corpId,
    id,
  ])
  const [source] = await tx.all<{ name: string; revokedAt: string | null }>(
    `SELECT "name", "revokedAt" FROM "IntakeSource" WHERE "corpId" = ? AND "id" = ?`,
    [corpId, id],
  )
  if (!source) throw new AppError('not-found', { log: 'no such intake source' })
  if (source.revokedAt !== null) throw new AppError('conflict', { tell: { reason: 'revoked' } })
  return { corpId, id, name: source.name }
}
