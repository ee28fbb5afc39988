import { visibleStaff, type Condition } from '../../staff/scope.ts'
import { ownerScope } from '../policy.ts'
import type { Aimed } from '../stored-post.ts'

/** Members who may send for a post or plan: at work, with the customer function, in its units. `column` is a staff id. */
export function mayBeSender(post: Aimed, column: string): Condition {
  const { corpId } = post
  const { unitIds } = post.draft.audience
  const visible = visibleStaff(ownerScope(post), column)
  const works: Condition = {
    sql: `EXISTS (SELECT 1 FROM "Staff" ws WHERE ws."corpId" = ? AND ws."id" = ${column} AND ws."status" = 'active' AND ws."followsCustomers" = ?)`,
    params: [corpId, true],
  }
  const chosen: Condition =
    unitIds.length === 0
      ? { sql: '1 = 1', params: [] }
      : {
          sql: `${column} IN (SELECT su."staffId" FROM "StaffUnit" su JOIN "Unit" u ON u."corpId" = su."corpId" AND u."id" = su."unitId"
            JOIN "Unit" top ON top."corpId" = u."corpId" AND SUBSTR(u."path", 1, LENGTH(top."path")) = top."path"
            WHERE su."corpId" = ? AND top."id" IN (${unitIds.map(() => '?').join(', ')}))`,
          params: [corpId, ...unitIds],
        }
  const all = [visible, works, chosen]
  return { sql: all.map(({ sql }) => sql).join(' AND '), params: all.flatMap(({ params }) => params) }
}
