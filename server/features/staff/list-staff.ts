import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { StaffList, StaffQuery, StaffRow, UnitList } from './contract.ts'
import { staffOfUnit, unitPathsOf, visibleStaff, type Condition } from './scope.ts'

interface Row {
  id: string
  userid: string
  name: string
  position: string | null
  unitName: string | null
  status: StaffRow['status']
  followsCustomers: number
  followCount: number
  groupCount: number
}

/** Staff one may see, by name, with how many customers and groups hang on each. */
export async function listStaff(deps: Deps, scope: Scope, query: StaffQuery): Promise<StaffList> {
  const parts: Condition[] = [
    { sql: 's."corpId" = ?', params: [scope.corpId] },
    visibleStaff(scope, 's."id"'),
  ]
  if (query.status) parts.push({ sql: 's."status" = ?', params: [query.status] })
  if (query.q)
    parts.push({
      sql: `s."search" LIKE ? ESCAPE '\\'`,
      params: [`%${query.q.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`],
    })
  if (query.unitId) parts.push(staffOfUnit(scope.corpId, query.unitId, 's."id"'))
  const page = keyset({
    by: ['s."name"', 's."id"'],
    direction: 'asc',
    cursor: query.cursor,
    limit: query.limit,
  })
  parts.push({ sql: page.where, params: page.params })
  const rows = await deps.database.sql.all<Row>(
    `SELECT s."id", s."userid", s."name", s."position", u."name" AS "unitName", s."status", s."followsCustomers",
      (SELECT COUNT(*) FROM "Follow" f WHERE f."corpId" = s."corpId" AND f."staffId" = s."id" AND f."endedAt" IS NULL) AS "followCount",
      (SELECT COUNT(*) FROM "Group" g WHERE g."corpId" = s."corpId" AND g."ownerStaffId" = s."id" AND g."dismissedAt" IS NULL) AS "groupCount"
     FROM "Staff" s LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     WHERE ${parts.map((part) => part.sql).join(' AND ')} ORDER BY ${page.orderBy} LIMIT ?`,
    [...parts.flatMap((part) => part.params), page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['name', 'id'], limit: query.limit })
  const roles = await readRoles(
    deps,
    scope.corpId,
    items.map((row) => row.id),
  )
  return {
    items: items.map((row) => ({
      ...row,
      position: row.position ?? '',
      unitName: row.unitName ?? '',
      followsCustomers: row.followsCustomers === 1,
      roles: roles.get(row.id) ?? [],
    })),
    nextCursor,
  }
}

async function readRoles(
  deps: Deps,
  corpId: string,
  staffIds: string[],
): Promise<Map<string, StaffRow['roles']>> {
  const { db } = deps.database
  const rows = await db.staffRole.findMany({ where: { corpId, staffId: { in: staffIds } } })
  const units = await db.unit.findMany({
    where: { corpId, id: { in: rows.map((row) => row.unitId) } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(units.map((row) => [row.id, row.name]))
  const byStaff = new Map<string, StaffRow['roles']>()
  for (const { staffId, role, unitId, source } of rows) {
    const list = byStaff.get(staffId) ?? []
    list.push({
      role: role as StaffRow['roles'][number]['role'], // written only from the same union
      unitId,
      unitName: nameOf.get(unitId) ?? '',
      source: source as StaffRow['roles'][number]['source'],
    })
    byStaff.set(staffId, list)
  }
  return byStaff
}

/** The unit tree below what one may see; an advisor gets the own units, for filters. */
export async function listUnits(deps: Deps, scope: Scope): Promise<UnitList> {
  const rows = await deps.database.db.unit.findMany({
    where: { corpId: scope.corpId, lostAt: null },
    orderBy: [{ path: 'asc' }],
    select: { id: true, parentId: true, name: true, kind: true, path: true },
  })
  const counts = await deps.database.sql.all<{ unitId: string; n: number }>(
    `SELECT su."unitId", COUNT(*) AS "n" FROM "StaffUnit" su JOIN "Staff" s ON s."corpId" = su."corpId" AND s."id" = su."staffId"
     WHERE su."corpId" = ? AND s."status" = 'active' GROUP BY su."unitId"`,
    [scope.corpId],
  )
  const countOf = new Map(counts.map((row) => [row.unitId, row.n]))
  const paths = await pathsToShow(deps, scope)
  const seen = rows.filter((row) =>
    paths.some((path) => row.path.startsWith(path) || path.startsWith(row.path)),
  )
  return {
    items: seen.map(({ id, parentId, name, kind }) => ({
      id,
      parentId,
      name,
      kind: kind as UnitList['items'][number]['kind'], // written only by the directory sync, from the same union
      staffCount: countOf.get(id) ?? 0,
    })),
  }
}

async function pathsToShow(deps: Deps, scope: Scope): Promise<string[]> {
  if (hasRole(scope, 'admin')) return ['/']
  const own = await deps.database.sql.all<{ path: string }>(
    `SELECT u."path" FROM "StaffUnit" su JOIN "Unit" u ON u."corpId" = su."corpId" AND u."id" = su."unitId"
     WHERE su."corpId" = ? AND su."staffId" = ?`,
    [scope.corpId, scope.staffId],
  )
  return [...unitPathsOf(scope), ...own.map((row) => row.path)]
}
