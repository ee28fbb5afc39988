import { MISSED_AFTER_DAYS } from '../../../domain/sop/due.ts'
import { addDays, localDateOf } from '../../../domain/time.ts'
import type { SqlParam, SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { closeTasks } from '../../customers/tasks.ts'
import { passOnTasks } from '../../customers/move-tasks.ts'
import type { Deps } from '../../deps.ts'
import { SOP_KIND } from '../sop-kind.ts'

const PAGE = 500

const LIVING = `FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
  WHERE c."corpId" = k."corpId" AND c."customerId" = k."customerId" AND c."lostAt" IS NULL AND f."endedAt" IS NULL AND f."customerLeftAt" IS NULL`

/** Why an open step `k` has lost its reason. The name is what pages show. */
const CAUSES: Record<string, string> = {
  'opted-out': `k."customerId" <> '' AND EXISTS (SELECT 1 FROM "Consent" o WHERE o."corpId" = k."corpId" AND o."customerId" = k."customerId" AND o."isOptedOut")`,
  lost: `k."customerId" <> '' AND NOT EXISTS (SELECT 1 ${LIVING})`,
  dismissed: `k."customerId" = '' AND NOT EXISTS (SELECT 1 FROM "Group" g WHERE g."corpId" = k."corpId" AND g."chatId" = k."chatId" AND g."dismissedAt" IS NULL)`,
  // The day the car is due has moved: it has been here.
  visited: `k."reasonJson" LIKE '%"trigger":"service-due"%' AND NOT EXISTS (SELECT 1 FROM "Vehicle" v WHERE v."corpId" = k."corpId" AND v."customerId" = k."customerId"
      AND k."key" = 'sop:' || k."planId" || ':' || k."stepId" || ':' || v."id" || ':' || v."nextServiceOn")`,
  missed: `k."dueOn" < ?`,
}

/** Ends steps nobody has to take any more, and gives those of members who left to whoever serves the customer or group now. */
export async function closeSteps(
  deps: Deps,
  { corpId, only, signal }: { corpId: string; only?: readonly string[]; signal: AbortSignal },
): Promise<void> {
  const { sql } = deps.database
  const now = deps.clock.now()
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
