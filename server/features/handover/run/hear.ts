import { inTextList } from '../../../platform/db/json-sql.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import { type Pair, pollSoon } from './poll-times.ts'

/**
 * Something happened with these contacts or customers: an event of WeCom does not say which transfer it belongs to, so the
 * result lists of their open ones are read.
 */
export async function hearOf(
  deps: Deps,
  { corpId, column, ids }: { corpId: string; column: 'objectId' | 'customerId'; ids: readonly string[] },
): Promise<void> {
  const { sql } = deps.database
  const pairs = await sql.all<Pair>(
    `SELECT DISTINCT r."corpId", h."family", r."fromStaffId", r."toStaffId" FROM "HandoverRow" r
     JOIN "Handover" h ON h."corpId" = r."corpId" AND h."id" = r."handoverId"
     WHERE r."corpId" = ? AND r."kind" = 'customer' AND r."state" IN ('accepted', 'waiting', 'unknown')
       AND ${inTextList(sql.dialect, `r."${column}"`)}`,
    [corpId, JSON.stringify(ids)],
  )
  if (pairs.length === 0) return
  await sql.transaction(async (tx: SqlTx) => {
    for (const pair of pairs) await pollSoon(tx, deps, pair)
  })
}
