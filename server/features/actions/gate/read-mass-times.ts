import { addDays, localDateOf, startOfDayMs } from '../../../domain/time.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { rowTime } from '../../../platform/db/row-values.ts'

/** A month of WeCom's has 31 days at most. */
const MEMORY_DAYS = 31

interface Wanted {
  corpId: string
  /** Customers, or groups: the column that names them. */
  column: 'customerId' | 'chatId'
  ids: readonly string[]
  nowMs: number
}

/**
 * When mass messages of ours reached these, or may reach them any moment: a task a member has not confirmed yet counts
 * from the day it was given out.
 */
export async function readMassTimes(
  sql: Pick<SqlTx, 'all' | 'dialect'>,
  { corpId, column, ids, nowMs }: Wanted,
): Promise<Map<string, number[]>> {
  const since = new Date(startOfDayMs(addDays(localDateOf(nowMs), 1 - MEMORY_DAYS)))
  const rows = await sql.all<{ id: string; at: string }>(
    `SELECT * FROM (SELECT t."${column}" AS "id", COALESCE(t."sentAt", r."outAt") AS "at" FROM "PostTarget" t
       LEFT JOIN "PostPart" r ON r."corpId" = t."corpId" AND r."id" = t."partId"
       JOIN "Post" p ON p."corpId" = t."corpId" AND p."id" = t."postId" AND p."kind" IN ('customers', 'groups')
     WHERE t."corpId" = ? AND ${inTextList(sql.dialect, `t."${column}"`)} AND t."state" IN ('out', 'delivered')) m
     WHERE m."at" >= ? ORDER BY m."at"`,
    [corpId, JSON.stringify(ids), since],
  )
  const times = new Map<string, number[]>()
  for (const { id, at } of rows) {
    const known = times.get(id)
    if (known) known.push(rowTime(at).getTime())
    else times.set(id, [rowTime(at).getTime()])
  }
  return times
}
