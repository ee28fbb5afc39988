import { inTextList } from '../../../platform/db/json-sql.ts'
import type { JobContext } from '../../../platform/jobs/index.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import { settleAccepted } from '../../effects/index.ts'
import { correctRefusedEnds } from '../../contacts/correct-end.ts'
import { endFollows } from '../../contacts/end-follows.ts'
import { countRows, countsOf } from '../count-rows.ts'

const OPEN = `('queued', 'unknown', 'accepted', 'waiting')`

/** What follows once rows have changed: calls whose rows all ended are settled, the run may be over, pages hear it. */
export async function afterChange(
  deps: Deps,
  { context, corpId, id }: { context: JobContext; corpId: string; id: string },
): Promise<void> {
  await deps.database.sql.transaction(async (tx) => {
    await context.guard(tx)
    await settleCalls(tx, deps, { corpId, id })
    await endRefused(tx, deps, { corpId, id })
    await endRun(tx, deps, { corpId, id })
  })
  const rows = await countRows(deps, { corpId, id })
  const counts = countsOf(rows, 'customer')
  const { queued, unknown, accepted, waiting, done, refused, full, limited, failed, cancelled } = counts
  const detail = { queued, unknown, accepted, waiting, done, refused, full, limited, failed, cancelled }
  deps.live.tell({ corpId, topic: 'handover', id, detail })
}

async function settleCalls(
  tx: SqlTx,
  deps: Deps,
  { corpId, id }: { corpId: string; id: string },
): Promise<void> {
  const calls = await tx.all<{ effectId: string }>(
    `SELECT b."effectId" FROM "HandoverBatch" b JOIN "Effect" e ON e."corpId" = b."corpId" AND e."id" = b."effectId"
     WHERE b."corpId" = ? AND b."handoverId" = ? AND e."state" IN ('accepted', 'unknown') AND NOT EXISTS
       (SELECT 1 FROM "HandoverRow" r WHERE r."corpId" = b."corpId" AND r."handoverId" = b."handoverId" AND r."batchId" = b."id"
        AND r."state" IN ${OPEN})`,
    [corpId, id],
  )
  for (const { effectId } of calls)
    await settleAccepted(tx, deps, { corpId, id: effectId, answer: { state: 'done' } })
  if (calls.length > 0)
    await tx.run(
      `UPDATE "HandoverBatch" SET "state" = 'answered', "answeredAt" = ? WHERE "corpId" = ? AND "handoverId" = ? AND "state" = 'unknown'
       AND ${inTextList(tx.dialect, '"effectId"')}`,
      [deps.clock.now(), corpId, id, JSON.stringify(calls.map((call) => call.effectId))],
    )
}

/** Who refuses after a resignation is nobody's customer any more; WeCom's list of open ones just drops them. */
async function endRefused(
  tx: SqlTx,
  deps: Deps,
  { corpId, id }: { corpId: string; id: string },
): Promise<void> {
  const refused = await tx.all<{ staffId: string; externalUserid: string; isOver: number }>(
    `SELECT r."fromStaffId" AS "staffId", r."objectId" AS "externalUserid",
       CASE WHEN f."endedAt" IS NULL THEN 0 ELSE 1 END AS "isOver" FROM "HandoverRow" r
     JOIN "Handover" h ON h."corpId" = r."corpId" AND h."id" = r."handoverId" AND h."family" = 'resigned'
     JOIN "Follow" f ON f."corpId" = r."corpId" AND f."staffId" = r."fromStaffId" AND f."externalUserid" = r."objectId" AND (f."endedAt" IS NULL OR f."endedBy" = 'transfer')
     WHERE r."corpId" = ? AND r."handoverId" = ? AND r."kind" = 'customer' AND r."state" = 'refused'`,
    [corpId, id],
  )
  const follows = refused.filter((one) => Number(one.isOver) === 0)
  const over = refused.filter((one) => Number(one.isOver) === 1)
  const [first] = over
  if (first)
    await correctRefusedEnds(tx, deps, {
      corpId,
      staffId: first.staffId,
      externalUserids: over.map((one) => one.externalUserid),
    })
  await endFollows(tx, deps, { corpId, follows, endedBy: 'customer', at: deps.clock.now() })
}

async function endRun(tx: SqlTx, deps: Deps, { corpId, id }: { corpId: string; id: string }): Promise<void> {
  const now = deps.clock.now()
  await tx.run(
    `UPDATE "Handover" SET "state" = CASE WHEN "state" = 'cancelled' THEN "state" ELSE 'done' END, "endedAt" = ?, "updatedAt" = ?,
       "haltedBy" = NULL, "resumesAt" = NULL
     WHERE "corpId" = ? AND "id" = ? AND "state" IN ('running', 'paused', 'cancelled') AND "endedAt" IS NULL AND NOT EXISTS
       (SELECT 1 FROM "HandoverRow" r WHERE r."corpId" = "Handover"."corpId" AND r."handoverId" = "Handover"."id" AND r."state" IN ${OPEN})`,
    [now, now, corpId, id],
  )
}
