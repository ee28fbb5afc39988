import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleGroupOwners } from '../staff/scope.ts'
import type { StaffChoices } from './contract.ts'

const MOST = 30

/** Who may stand behind a code: members in service of the units one answers for. */
export async function findCodeStaff(deps: Deps, scope: Scope, q: string): Promise<StaffChoices> {
  const visible = visibleGroupOwners(scope, 's."id"')
  const items = await deps.database.sql.all<{ id: string; name: string; unitName: string | null }>(
    `SELECT s."id", s."name", u."name" AS "unitName" FROM "Staff" s
     LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     WHERE s."corpId" = ? AND s."status" = 'active' AND s."followsCustomers" = ? AND ${visible.sql}
       AND s."search" LIKE ? ESCAPE '\\' ORDER BY s."name", s."id" LIMIT ?`,
    [
      scope.corpId,
      true,
      ...visible.params,
      `%${q.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`,
      MOST,
    ],
  )
  return { items }
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
