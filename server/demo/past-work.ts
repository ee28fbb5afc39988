import type { Deps } from '../features/deps.ts'
import type { Role, Scope } from '../platform/http/scope.ts'
import { demoLeaver } from './company.ts'

export const DAY_MS = 86_400_000
/** The advisor of the walk through the demo finds fresh customers. */
const LEFT_ALONE = ['lina', demoLeaver]

export interface Follow {
  customerId: string
  staffId: string
  userid: string
}

/** The same service on another day. */
export function asOf(deps: Deps, shiftMs: number): Deps {
  const { clock } = deps
  const nowMs = (): number => clock.nowMs() + shiftMs
  return { ...deps, clock: { ...clock, nowMs, now: () => new Date(nowMs()) } }
}

/** Customers with one advisor, and that advisor. */
export function readFollows({ database: { sql } }: Deps, corpId: string): Promise<Follow[]> {
  return sql.all<Follow>(
    `SELECT c."customerId", MIN(s."id") AS "staffId", MIN(s."userid") AS "userid" FROM "Contact" c
     JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid" AND f."endedAt" IS NULL
     JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId"
     WHERE c."corpId" = ? GROUP BY c."customerId"
     HAVING COUNT(*) = 1 AND MIN(s."userid") NOT IN (${LEFT_ALONE.map(() => '?').join(', ')}) ORDER BY c."customerId"`,
    [corpId, ...LEFT_ALONE],
  )
}

export function scopeOf(
  corpId: string,
  { staffId, userid }: Pick<Follow, 'staffId' | 'userid'>,
  roles: Role[],
): Scope {
  return { corpId, staffId, userid, app: 'chat', roles, unitPaths: [] }
}
