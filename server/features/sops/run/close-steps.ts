import { GRACE_DAYS, MISSED_AFTER_DAYS } from '../../../domain/sop/due.ts'
import type { AheadTrigger } from '../../../domain/sop/plan.ts'
import { addDays, localDateOf, startOfDayMs } from '../../../domain/time.ts'
import type { SqlParam, SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { closeTasks, reopenTasks } from '../../customers/tasks.ts'
import { passOnTasks } from '../../customers/move-tasks.ts'
import type { Deps } from '../../deps.ts'
import { SOP_KIND } from '../sop-kind.ts'
import { CAR_DAYS } from './car-days.ts'

const PAGE = 500

const LIVING = `FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
  WHERE c."corpId" = k."corpId" AND c."customerId" = k."customerId" AND c."lostAt" IS NULL AND f."endedAt" IS NULL AND f."customerLeftAt" IS NULL`

/** Both records of one person have been given the step, and somebody has taken it, or has it for longer. */
const TWIN = `EXISTS (SELECT 1 FROM "Task" x WHERE x."corpId" = k."corpId" AND x."customerId" = k."customerId" AND x."planId" = k."planId"
  AND x."stepId" = k."stepId" AND x."id" <> k."id" AND (x."doneHow" IS NOT NULL OR (x."doneAt" IS NULL AND x."id" < k."id")))`

/** The day of the car that the step `k` was given for is another one now, or the car has gone to somebody else. */
function movedSql(trigger: AheadTrigger): string {
  return `(k."reasonJson" LIKE '%"trigger":"${trigger}"%' AND NOT EXISTS (SELECT 1 FROM "Vehicle" v WHERE v."corpId" = k."corpId" AND v."customerId" = k."customerId"
      AND k."key" = 'sop:' || k."planId" || ':' || k."stepId" || ':' || v."id" || ':' || v."${CAR_DAYS[trigger]}"))`
}

/** Why an open step `k` has lost its reason. The name is what pages show. */
const CAUSES: Record<string, string> = {
  'opted-out': `k."customerId" <> '' AND EXISTS (SELECT 1 FROM "Consent" o WHERE o."corpId" = k."corpId" AND o."customerId" = k."customerId" AND o."isOptedOut")`,
  lost: `k."customerId" <> '' AND NOT EXISTS (SELECT 1 ${LIVING})`,
  dismissed: `k."customerId" = '' AND NOT EXISTS (SELECT 1 FROM "Group" g WHERE g."corpId" = k."corpId" AND g."chatId" = k."chatId" AND g."dismissedAt" IS NULL)`,
  merged: `k."customerId" <> '' AND k."reasonJson" LIKE '%"trigger":"added"%' AND ${TWIN}`,
  // The day the car is due has moved: it has been here.
  visited: movedSql('service-due'),
  // Nobody needs to be asked to renew what has another last day.
  renewed: `(${movedSql('warranty-end')} OR ${movedSql('insurance-end')})`,
  missed: `k."dueOn" < ?`,
}

/** Ends steps nobody has to take any more, and gives those of members who left to whoever serves the customer or group now. */
export async function closeSteps(
  deps: Deps,
  { corpId, only, signal }: { corpId: string; only?: readonly string[]; signal: AbortSignal },
): Promise<void> {
  const { sql } = deps.database
  const now = deps.clock.now()
  await reopenApart(deps, { corpId, only })
  const missedBefore = addDays(localDateOf(now.getTime()), -MISSED_AFTER_DAYS)
  for (const [cause, why] of Object.entries(CAUSES)) {
    const params: SqlParam[] = cause === 'missed' ? [missedBefore] : []
    for (;;) {
      signal.throwIfAborted()
      const ids = await nextOpen(sql, { corpId, only, why, params })
      await sql.transaction((tx) => closeTasks(tx, { corpId, ids, cause, now }))
      if (ids.length < PAGE) break
    }
  }
  await sql.transaction((tx) => passOnTasks(tx, { corpId, kind: SOP_KIND, only }))
}

/** Two records that were told apart again have a step each, as before. */
async function reopenApart(
  { database: { sql }, clock }: Deps,
  { corpId, only }: { corpId: string; only: readonly string[] | undefined },
): Promise<void> {
  const since = addDays(localDateOf(clock.nowMs()), -GRACE_DAYS)
  const some = only === undefined ? '1 = 1' : inTextList(sql.dialect, 'k."customerId"')
  const rows = await sql.all<{ id: string }>(
    `SELECT k."id" FROM "Task" k JOIN "SopPlan" p ON p."corpId" = k."corpId" AND p."id" = k."planId" AND p."state" = 'running'
     WHERE k."corpId" = ? AND k."kind" = '${SOP_KIND}' AND k."createdAt" >= ? AND k."closedCause" = 'merged' AND ${some} AND NOT ${TWIN}`,
    [corpId, new Date(startOfDayMs(since)), ...(only === undefined ? [] : [JSON.stringify(only)])],
  )
  const ids = rows.map((row) => row.id)
  await sql.transaction((tx) => reopenTasks(tx, { corpId, ids }))
}

async function nextOpen(
  sql: Pick<SqlTx, 'all' | 'dialect'>,
  {
    corpId,
    only,
    why,
    params,
  }: { corpId: string; only: readonly string[] | undefined; why: string; params: SqlParam[] },
): Promise<string[]> {
  const some = only === undefined ? '1 = 1' : inTextList(sql.dialect, 'k."customerId"')
  const rows = await sql.all<{ id: string }>(
    `SELECT k."id" FROM "Task" k WHERE k."corpId" = ? AND k."kind" = '${SOP_KIND}' AND k."doneAt" IS NULL AND ${some} AND ${why} LIMIT ${PAGE}`,
    [corpId, ...(only === undefined ? [] : [JSON.stringify(only)]), ...params],
  )
  return rows.map((row) => row.id)
}
