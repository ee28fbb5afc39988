import { isUniqueViolation } from '../../../platform/db/database-error.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { Handover } from '../contract.ts'
import { noteStep } from '../note-step.ts'
import { OPEN_KEY } from '../open-key.ts'
import { requireDraft } from '../plan/draft.ts'
import { conflict, type StoredHandover } from '../policy.ts'
import { readHandover } from '../read-handover.ts'
import { afterJob } from './jobs-of.ts'
import { pump } from './pump.ts'

/**
 * From here on WeCom is called. The rows take their relations in the same transaction: of two managers who hand over
 * the same customers one wins, and the other is told who.
 */
export async function confirmHandover(
  deps: Deps,
  scope: Scope,
  { id, version, typed }: { id: string; version: number; typed: string },
): Promise<Handover> {
  const draft = await requireDraft(deps, scope, { id, version })
  const seen = await readHandover(deps, scope, id)
  const { problems, customers, groups } = seen.summary
  if (problems.length > 0) throw conflict('has-problems', { problems })
  if (customers + groups === 0) throw conflict('nothing-to-hand-over')
  if (typed.trim() !== seen.summary.typed) throw conflict('typed-wrong', { typed: seen.summary.typed })
  try {
    await deps.database.sql.transaction((tx) => start(tx, deps, { scope, draft }))
  } catch (error) {
    if (isUniqueViolation(error)) throw await heldBySomebody(deps, draft)
    throw error
  }
  deps.jobs.nudge()
  return readHandover(deps, scope, id)
}

async function start(
  tx: SqlTx,
  deps: Deps,
  { scope, draft }: { scope: Scope; draft: StoredHandover },
): Promise<void> {
  const { corpId, id } = draft
  const now = deps.clock.now()
  const started = await tx.run(
    `UPDATE "Handover" SET "state" = 'running', "confirmedBy" = ?, "confirmedAt" = ?, "updatedAt" = ?
     WHERE "corpId" = ? AND "id" = ? AND "state" = 'draft' AND "version" = ?`,
    [scope.staffId, now, now, corpId, id, draft.version],
  )
  if (started === 0) throw conflict('plan-changed')
  await tx.run(
    `UPDATE "HandoverRow" SET "state" = 'queued', "openKey" = ${OPEN_KEY} WHERE "corpId" = ? AND "handoverId" = ? AND "state" = 'planned'`,
    [corpId, id],
  )
  await noteStep(tx, deps, {
    corpId,
    staffId: scope.staffId,
    id,
    step: 'confirm',
    detail: { version: draft.version },
  })
  await pump(tx, deps, { corpId, id })
  await deps.jobs.add(tx, afterJob(corpId, id))
}

async function heldBySomebody(deps: Deps, { corpId, id }: StoredHandover): Promise<Error> {
  const rows = await deps.database.sql.all<{ handoverId: string; by: string; n: number }>(
    `SELECT o."handoverId", s."name" AS "by", COUNT(*) AS "n" FROM "HandoverRow" r
     JOIN "HandoverRow" o ON o."corpId" = r."corpId" AND o."kind" = r."kind" AND o."objectId" = r."objectId" AND o."openKey" IS NOT NULL
     JOIN "Handover" h ON h."corpId" = o."corpId" AND h."id" = o."handoverId"
     JOIN "Staff" s ON s."corpId" = h."corpId" AND s."id" = h."confirmedBy"
     WHERE r."corpId" = ? AND r."handoverId" = ? AND r."state" = 'planned' AND o."handoverId" <> r."handoverId"
     GROUP BY o."handoverId", s."name" ORDER BY "n" DESC LIMIT 1`,
    [corpId, id],
  )
  const [holder] = rows
  return conflict('held', {
    by: holder?.by ?? '',
    count: holder?.n ?? 0,
    handoverId: holder?.handoverId ?? '',
  })
}
