import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { mainVehicleFirst } from '../customers/main-vehicle.ts'
import { visibleCustomer } from './review/visible-customer.ts'

/** Those of the customers whom this person may see. */
export async function seenAmong(sql: SqlTx, scope: Scope, ids: readonly string[]): Promise<string[]> {
  const visible = visibleCustomer(scope, 'cu."id"')
  const rows = await sql.all<{ id: string }>(
    `SELECT cu."id" FROM "Customer" cu WHERE cu."corpId" = ? AND ${inTextList(sql.dialect, 'cu."id"')} AND ${visible.sql}`,
    [scope.corpId, JSON.stringify(ids), ...visible.params],
  )
  return rows.map((row) => row.id)
}

interface More {
  memberNo: string | null
  vehicle: { model: string | null; plateMask: string | null } | null
}

export async function readCustomers(
  sql: SqlTx,
  corpId: string,
  ids: readonly string[],
): Promise<Map<string, More>> {
  const car = (column: string) =>
    `(SELECT v."${column}" FROM "Vehicle" v WHERE v."corpId" = cu."corpId" AND v."customerId" = cu."id"
      ORDER BY ${mainVehicleFirst('v')} LIMIT 1)`
  const rows = await sql.all<{
    id: string
    memberNo: string | null
    model: string | null
    plateMask: string | null
  }>(
    `SELECT cu."id", cu."memberNo", ${car('model')} AS "model", ${car('plateMask')} AS "plateMask" FROM "Customer" cu
     WHERE cu."corpId" = ? AND ${inTextList(sql.dialect, 'cu."id"')}`,
    [corpId, JSON.stringify(ids)],
  )
  return new Map(
    rows.map(({ id, memberNo, model, plateMask }) => [
      id,
      { memberNo, vehicle: model === null && plateMask === null ? null : { model, plateMask } },
    ]),
  )
}

/** The stores that serve these customers now; '' for one whom nobody serves. */
export async function readUnits(sql: SqlTx, corpId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await sql.all<{ name: string }>(
    `SELECT DISTINCT u."name" FROM "Contact" c
     JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid" AND f."endedAt" IS NULL
     JOIN "StaffUnit" su ON su."corpId" = f."corpId" AND su."staffId" = f."staffId"
     JOIN "Unit" u ON u."corpId" = su."corpId" AND u."id" = su."unitId"
     WHERE c."corpId" = ? AND ${inTextList(sql.dialect, 'c."customerId"')} ORDER BY u."name" LIMIT 5`,
    [corpId, JSON.stringify(ids)],
  )
  return rows.length === 0 ? [''] : rows.map((row) => row.name)
}
