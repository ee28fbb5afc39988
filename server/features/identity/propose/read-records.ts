import type { WeakRecord } from '../../../domain/identity/weak-match.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { mainVehicleFirst } from '../../customers/main-vehicle.ts'

/** What two customers are compared by: the portrait first, then what WeCom says. Phones only by their two ends. */
export async function readRecords(
  sql: SqlTx,
  { corpId, ids }: { corpId: string; ids: readonly string[] },
): Promise<Map<string, WeakRecord>> {
  const list = JSON.stringify(ids)
  const customers = await sql.all<{
    id: string
    name: string
    gender: number
    phoneMask: string | null
    model: string | null
  }>(
    `SELECT cu."id", cu."name", cu."gender", cu."phoneMask",
       (SELECT v."model" FROM "Vehicle" v WHERE v."corpId" = cu."corpId" AND v."customerId" = cu."id"
        ORDER BY ${mainVehicleFirst('v')} LIMIT 1) AS "model"
     FROM "Customer" cu WHERE cu."corpId" = ? AND ${inTextList(sql.dialect, 'cu."id"')}`,
    [corpId, list],
  )
  const values = await sql.all<{ customerId: string; field: string; value: string }>(
    `SELECT "customerId", "field", "value" FROM "ProfileValue" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}
     AND "isCurrent" AND "field" IN ('name', 'birthday', 'address', 'city')`,
    [corpId, list],
  )
  const cars = await sql.all<{ customerId: string; vehicleId: string }>(
    `SELECT "customerId", MIN("vehicleId") AS "vehicleId" FROM "VehicleOwner" WHERE "corpId" = ?
     AND ${inTextList(sql.dialect, '"customerId"')} GROUP BY "customerId"`,
    [corpId, list],
  )
  const fields = new Map(
    customers.map(({ id, name, gender, phoneMask, model }): [string, Record<string, string | null>] => [
      id,
      { name, gender: gender === 0 ? null : String(gender), phone: phoneMask, model },
    ]),
  )
  for (const { customerId, field, value } of values)
    Object.assign(fields.get(customerId) ?? {}, { [field]: value })
  for (const { customerId, vehicleId } of cars)
    Object.assign(fields.get(customerId) ?? {}, { vehicle: vehicleId })
  return new Map([...fields].map(([id, known]) => [id, { id, fields: known }]))
}
