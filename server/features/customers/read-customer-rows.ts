import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { seesStaff } from '../staff/scope.ts'
import { customerRow, type CustomerRow } from './contract.ts'

interface FollowRow {
  customerId: string
  externalUserid: string
  avatar: string | null
  staffId: string
  staffName: string
  followedAt: string
  endedAt: string | null
}

/** The list's columns for some customers, in their order, in five set-based reads. */
export async function readCustomerRows(deps: Deps, scope: Scope, ids: string[]): Promise<CustomerRow[]> {
  if (ids.length === 0) return []
  const { db } = deps.database
  const { corpId } = scope
  const [customers, tiers, standings, follows, tags] = await Promise.all([
    db.customer.findMany({
      where: { corpId, id: { in: ids } },
      select: { id: true, name: true, phoneMask: true },
    }),
    db.rfm.findMany({
      where: { corpId, customerId: { in: ids } },
      select: { customerId: true, code: true, lastVisitOn: true, monetaryFen: true },
    }),
    db.standing.findMany({
      where: { corpId, customerId: { in: ids } },
      select: { customerId: true, stage: true, grade: true },
    }),
    readFollows(deps, scope, ids),
    readTags(deps, scope, ids),
  ])
  const byId = new Map(customers.map((row) => [row.id, row]))
  const tierOf = new Map(tiers.map((row) => [row.customerId, row]))
  const standingOf = new Map(standings.map((row) => [row.customerId, row]))
  return ids.flatMap((id) => {
    const customer = byId.get(id)
    if (!customer) return []
    const all = follows.filter((row) => row.customerId === id)
    const present = all.filter((row) => row.endedAt === null)
    // Of a customer whom nobody follows any more, those who did.
    const own = present.length > 0 ? present : all
    const tier = tierOf.get(id)
    const newest = own[0]
    return {
      id,
      externalUserid: newest?.externalUserid ?? null,
      name: customer.name,
      avatar: newest?.avatar ?? null,
      phoneMask: customer.phoneMask,
      tierCode: tier?.code ?? null,
      stage: customerRow.shape.stage.parse(standingOf.get(id)?.stage ?? null),
      grade: customerRow.shape.grade.parse(standingOf.get(id)?.grade ?? null),
      lastVisitOn: tier?.lastVisitOn ?? null,
      monetaryFen: tier ? Number(tier.monetaryFen) : null,
      tags: [...new Set(tags.filter((row) => row.customerId === id).map((row) => row.name))],
      staff: [...new Map(own.map((row) => [row.staffId, { id: row.staffId, name: row.staffName }])).values()],
      followedAt: newest ? new Date(newest.followedAt).toISOString() : null,
    }
  })
}

// CROSS JOIN holds SQLite to this order, and the scope is asked of each follow: it began with all follows in sight, of a
// manager's list the company's.

async function readFollows(deps: Deps, scope: Scope, ids: string[]): Promise<FollowRow[]> {
  const visible = seesStaff(scope, 'f."staffId"')
  return deps.database.sql.all<FollowRow>(
    `SELECT c."customerId", c."externalUserid", c."avatar", f."staffId", s."name" AS "staffName", f."followedAt", f."endedAt"
     FROM "Contact" c CROSS JOIN "Follow" f CROSS JOIN "Staff" s
     WHERE c."corpId" = ? AND c."customerId" IN (${marks(ids)})
       AND f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid" AND ${visible.sql}
       AND s."corpId" = f."corpId" AND s."id" = f."staffId"
     ORDER BY CASE WHEN f."endedAt" IS NULL THEN 0 ELSE 1 END, f."followedAt" DESC`,
    [scope.corpId, ...ids, ...visible.params],
  )
}

async function readTags(
  deps: Deps,
  scope: Scope,
  ids: string[],
): Promise<{ customerId: string; name: string }[]> {
  const visible = seesStaff(scope, 't."staffId"')
  return deps.database.sql.all<{ customerId: string; name: string }>(
    `SELECT c."customerId", g."name" FROM "Contact" c CROSS JOIN "FollowTag" t CROSS JOIN "Tag" g
     WHERE c."corpId" = ? AND c."customerId" IN (${marks(ids)})
       AND t."corpId" = c."corpId" AND t."externalUserid" = c."externalUserid" AND ${visible.sql}
       AND g."corpId" = t."corpId" AND g."tagId" = t."tagId" AND g."deletedAt" IS NULL
     ORDER BY g."sortOrder" DESC, g."name"`,
    [scope.corpId, ...ids, ...visible.params],
  )
}

/** One `?` for each value; pages hold at most 100. */
function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
