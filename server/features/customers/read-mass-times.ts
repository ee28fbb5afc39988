import { addDays, localDateOf, startOfDayMs } from '../../domain/time.ts'
import type { Dialect, SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'

/** A month of WeCom's has 31 days at most. */
const MEMORY_DAYS = 31

interface Wanted {
  corpId: string
  /** Customers, or groups: the column that names them. */
  column: 'customerId' | 'chatId'
  ids: readonly string[]
  nowMs: number
  /** The part that asks: it is not in its own way. */
  exceptPartId?: string | undefined
}

/**
 * When mass messages reached these, or may reach them any moment: a task a member has not confirmed yet counts from the
 * day it was given out, and a call from the instant at which the last gate let it go (`outAt`), however it ends. Also
 * those that members wrote by themselves in WeCom, as far as WeCom has told whom they reached.
 */
export async function readMassTimes(
  sql: Pick<SqlTx, 'all' | 'dialect'>,
  { corpId, column, ids, nowMs, exceptPartId = '' }: Wanted,
): Promise<Map<string, number[]>> {
  const since = new Date(startOfDayMs(addDays(localDateOf(nowMs), 1 - MEMORY_DAYS)))
  const list = JSON.stringify(ids)
  const rows = await sql.all<{ id: string; at: string }>(
    `SELECT t."${column}" AS "id", COALESCE(t."sentAt", r."outAt") AS "at" FROM "PostTarget" t
       LEFT JOIN "PostPart" r ON r."corpId" = t."corpId" AND r."id" = t."partId"
       JOIN "Post" p ON p."corpId" = t."corpId" AND p."id" = t."postId" AND p."kind" IN ('customers', 'groups')
     WHERE t."corpId" = ? AND ${inTextList(sql.dialect, `t."${column}"`)} AND t."state" IN ('planned', 'out', 'delivered')
       AND COALESCE(t."partId", '') <> ? AND COALESCE(t."sentAt", r."outAt") >= ?
     UNION ALL ${OWN[column](sql.dialect)} AND o."sentAt" >= ? ORDER BY "at"`,
    [corpId, list, exceptPartId, since, corpId, list, since],
  )
  const times = new Map<string, number[]>()
  for (const { id, at } of rows) {
    // What another process let go a moment ago may lie ahead of this one's clock.
    const ms = Math.min(rowTime(at).getTime(), nowMs)
    const known = times.get(id)
    if (known) known.push(ms)
    else times.set(id, [ms])
  }
  return times
}

const OWN = {
  customerId: (dialect: Dialect) =>
    `SELECT c."customerId" AS "id", o."sentAt" AS "at" FROM "Contact" c JOIN "OwnMassReceipt" o ON o."corpId" = c."corpId" AND o."receiver" = c."externalUserid"
     WHERE c."corpId" = ? AND ${inTextList(dialect, 'c."customerId"')}`,
  chatId: (dialect: Dialect) =>
    `SELECT o."receiver" AS "id", o."sentAt" AS "at" FROM "OwnMassReceipt" o WHERE o."corpId" = ? AND ${inTextList(dialect, 'o."receiver"')}`,
}
