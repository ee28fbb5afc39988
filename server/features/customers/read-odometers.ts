import { groupBy } from '../../domain/group-by.ts'
import type { LocalDate } from '../../domain/time.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import { inTextList } from '../../platform/db/json-sql.ts'

export interface Reading {
  vehicleId: string
  on: LocalDate
  km: number
  /** Who told it; 'orders': read when the car was here. */
  source: string
}

/** What is known of the odometers of some cars, by car, the newest last: what sources told and what orders noted. */
export async function readOdometers(
  tx: AnyTx,
  {
    corpId,
    vehicleIds,
    until = '9999-12-31',
  }: { corpId: string; vehicleIds: readonly string[]; until?: LocalDate },
): Promise<Map<string, Reading[]>> {
  if (vehicleIds.length === 0) return new Map()
  const sql = sqlIn(tx)
  const ids = JSON.stringify(vehicleIds)
  // CROSS JOIN holds SQLite to this order: some cars first. A plate goes over to the next car: what came before its
  // delivery was read on another one.
  const rows = await sql.all<Reading>(
    `SELECT * FROM (SELECT r."vehicleId", r."readOn" AS "on", r."km", r."source" FROM "OdometerReading" r
       WHERE r."corpId" = ? AND ${inTextList(sql.dialect, 'r."vehicleId"')}
     UNION ALL SELECT v."id", o."orderedOn", MAX(o."odometerKm"), 'orders' FROM "Vehicle" v CROSS JOIN "Order" o
       WHERE v."corpId" = ? AND ${inTextList(sql.dialect, 'v."id"')} AND o."corpId" = v."corpId" AND o."plateHash" = v."plateHash"
         AND o."odometerKm" IS NOT NULL AND (v."deliveredOn" IS NULL OR o."orderedOn" >= v."deliveredOn")
       GROUP BY v."id", o."orderedOn") k
     WHERE k."on" <= ? ORDER BY k."vehicleId", k."on", k."km", k."source"`,
    [corpId, ids, corpId, ids, until],
  )
  return groupBy(rows, (row) => row.vehicleId)
}
