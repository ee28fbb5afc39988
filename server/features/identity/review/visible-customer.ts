import type { Scope } from '../../../platform/http/scope.ts'
import { type Condition, visibleStaff } from '../../staff/scope.ts'

/** Whether this person may see the customer in `column`: as customers/policy.ts says, for many rows at once. */
export function visibleCustomer(scope: Scope, column: string): Condition {
  if (scope.roles.includes('admin')) return { sql: '1 = 1', params: [] }
  const visible = visibleStaff(scope, 'vf."staffId"')
  return {
    sql: `EXISTS (SELECT 1 FROM "Contact" vc JOIN "Follow" vf ON vf."corpId" = vc."corpId" AND vf."externalUserid" = vc."externalUserid"
      WHERE vc."corpId" = ? AND vc."customerId" = ${column} AND (vf."endedAt" IS NULL OR vc."lostAt" IS NOT NULL) AND ${visible.sql})`,
    params: [scope.corpId, ...visible.params],
  }
}
