import { MOST_BEHIND_CODE } from '../../domain/live-code-duty.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { staffOfUnit, visibleGroupOwners, type Condition } from '../staff/scope.ts'
import type { StaffChoices, StaffQuery } from './contract.ts'

const MOST_FOUND = 30

/** Who may stand behind a code: members in service of the units one answers for, of one unit as many as a code takes. */
export async function findCodeStaff(deps: Deps, scope: Scope, query: StaffQuery): Promise<StaffChoices> {
  const { corpId } = scope
  const { sql } = deps.database
  if (query.unitId !== undefined) await requireUnit(deps, corpId, query.unitId)
  const visible = visibleGroupOwners(scope, 's."id"')
  const inUnit: Condition =
    query.unitId === undefined ? { sql: '1 = 1', params: [] } : staffOfUnit(corpId, query.unitId, 's."id"')
  const who = `s."corpId" = ? AND s."status" = 'active' AND s."followsCustomers" = ? AND ${visible.sql}
    AND ${inUnit.sql} AND s."search" LIKE ? ESCAPE '\\'`
  const params = [
    corpId,
    true,
    ...visible.params,
    ...inUnit.params,
    `%${query.q.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`,
  ]
  const [items, [all]] = await Promise.all([
    sql.all<{ id: string; name: string; unitName: string | null }>(
      `SELECT s."id", s."name", u."name" AS "unitName" FROM "Staff" s
       LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
       WHERE ${who} ORDER BY s."name", s."id" LIMIT ?`,
      [...params, query.unitId === undefined ? MOST_FOUND : MOST_BEHIND_CODE],
    ),
    sql.all<{ n: number }>(`SELECT COUNT(*) AS "n" FROM "Staff" s WHERE ${who}`, params),
  ])
  return { items, total: Number(all?.n ?? 0) }
}

async function requireUnit({ database: { db } }: Deps, corpId: string, id: string): Promise<void> {
  if ((await db.unit.count({ where: { corpId, id, lostAt: null } })) === 0)
    throw new AppError('not-found', { log: 'no such unit' })
}

/** How many of these one may put behind a code. */
export async function countOwnStaff(tx: SqlTx, scope: Scope, staffIds: readonly string[]): Promise<number> {
  const visible = visibleGroupOwners(scope, 's."id"')
  const [row] = await tx.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Staff" s WHERE s."corpId" = ? AND ${inTextList(tx.dialect, 's."id"')} AND ${visible.sql}`,
    [scope.corpId, JSON.stringify(staffIds), ...visible.params],
  )
  return Number(row?.n ?? 0)
}
