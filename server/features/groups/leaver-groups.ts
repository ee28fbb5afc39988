import { inTextList } from '../../platform/db/json-sql.ts'
import { groupBy } from '../../platform/group-by.ts'
import type { CallOptions } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'

const OWNERS_PER_CALL = 100

/** Groups change their state without an event when their owner leaves; WeCom tells it only of owners who are named. */
export async function refreshLeaverGroups(
  deps: Deps,
  { corpId, options }: { corpId: string; options: CallOptions },
): Promise<void> {
  const { sql } = deps.database
  const owners = await sql.all<{ userid: string }>(
    `SELECT DISTINCT s."userid" FROM "Staff" s JOIN "Group" g ON g."corpId" = s."corpId" AND g."ownerStaffId" = s."id"
     WHERE s."corpId" = ? AND s."status" = 'left' AND g."dismissedAt" IS NULL`,
    [corpId],
  )
  for (let from = 0; from < owners.length; from += OWNERS_PER_CALL) {
    const named = owners.slice(from, from + OWNERS_PER_CALL).map((row) => row.userid)
    for await (const page of deps.wecomOf(corpId).groups.pages({ owners: named }, options))
      for (const [status, rows] of groupBy(page.rows, (row) => row.status))
        await sql.run(
          `UPDATE "Group" SET "status" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "status" <> ? AND ${inTextList(sql.dialect, '"chatId"')}`,
          [status, deps.clock.now(), corpId, status, JSON.stringify(rows.map((row) => row.chatId))],
        )
  }
}
