import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { Team } from './contract.ts'
import { requireCustomer } from './policy.ts'

interface Colleague {
  staffId: string
  userid: string
  name: string
  position: string | null
  unitName: string | null
  followedAt: string
  endedAt: string | null
}

/** Who else serves this customer, and the groups the customer is in. */
export async function readTeam(deps: Deps, scope: Scope, customerId: string): Promise<Team> {
  await requireCustomer(deps, scope, customerId)
  const [colleagues, groups] = await Promise.all([
    deps.database.sql.all<Colleague>(
      `SELECT s."id" AS "staffId", s."userid", s."name", s."position", u."name" AS "unitName", f."followedAt", f."endedAt"
       FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
       JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId"
       LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
       WHERE c."corpId" = ? AND c."customerId" = ? ORDER BY f."followedAt" LIMIT 50`,
      [scope.corpId, customerId],
    ),
    deps.database.sql.all<{ chatId: string; name: string; memberCount: number }>(
      `SELECT g."chatId", g."name", g."memberCount" FROM "Contact" c
       JOIN "GroupMember" m ON m."corpId" = c."corpId" AND m."memberId" = c."externalUserid" AND m."leftAt" IS NULL
       JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId" AND g."dismissedAt" IS NULL
       WHERE c."corpId" = ? AND c."customerId" = ? ORDER BY m."joinedAt" DESC LIMIT 50`,
      [scope.corpId, customerId],
    ),
  ])
  return {
    colleagues: colleagues.map((row) => ({
      ...row,
      position: row.position ?? '',
      unitName: row.unitName ?? '',
      followedAt: new Date(row.followedAt).toISOString(),
      endedAt: row.endedAt === null ? null : new Date(row.endedAt).toISOString(),
      isMe: row.staffId === scope.staffId,
    })),
    groups,
  }
}
