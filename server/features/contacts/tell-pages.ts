import { inTextList } from '../../platform/db/json-sql.ts'
import type { Deps } from '../deps.ts'

const TOLD_AT_MOST = 20

/** The open pages of these customers read again. The changes of a whole company are not told one by one. */
export async function tellPages(deps: Deps, corpId: string, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0 || customerIds.length > TOLD_AT_MOST) return
  const { sql } = deps.database
  const contacts = await sql.all<{ externalUserid: string }>(
    `SELECT "externalUserid" FROM "Contact" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  for (const { externalUserid } of contacts) deps.live.tell({ corpId, topic: 'contact', id: externalUserid })
}
