import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { staffOfUnit, visibleStaff, type Condition } from '../staff/scope.ts'

// Whom the figures by store and by advisor count: persons whom one may see and somebody follows.

export const FOLLOWED = `"Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"`

/** The follows "f" of contacts "c" that one may see, those of a unit with everything below it. */
export function follows(scope: Scope, unitId: string | undefined): Condition {
  const visible = visibleStaff(scope, 'f."staffId"')
  const parts: Condition[] = [
    { sql: 'c."corpId" = ? AND f."endedAt" IS NULL', params: [scope.corpId] },
    visible,
    ...(unitId === undefined ? [] : [staffOfUnit(scope.corpId, unitId, 'f."staffId"')]),
  ]
  return { sql: parts.map((part) => part.sql).join(' AND '), params: parts.flatMap((part) => part.params) }
}

/** Whom two serve counts for both. */
export const GROUPS = {
  // PostgreSQL groups by no bare constant.
  all: { id: `CAST('' AS TEXT)`, name: `CAST('' AS TEXT)`, join: '' },
  staff: {
    id: 'st."id"',
    name: 'st."name"',
    join: `JOIN "Staff" st ON st."corpId" = f."corpId" AND st."id" = f."staffId"`,
  },
  unit: {
    id: 'top."id"',
    name: 'top."name"',
    join: `JOIN "StaffUnit" su ON su."corpId" = f."corpId" AND su."staffId" = f."staffId"
      JOIN "Unit" u ON u."corpId" = su."corpId" AND u."id" = su."unitId"
      JOIN "Unit" top ON top."corpId" = u."corpId" AND top."lostAt" IS NULL AND u."path" LIKE top."path" || '%'`,
  },
} as const

export const flag = ({ database: { dialect } }: Deps, value: boolean): string =>
  dialect === 'sqlite' ? (value ? '1' : '0') : String(value)
