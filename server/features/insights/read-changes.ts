import type { LocalDate } from '../../domain/time.ts'
import type { Sql, SqlTx } from '../../platform/db/index.ts'
import { jsonAsText, jsonList, jsonRows } from '../../platform/db/json-sql.ts'
import { ofUnit } from './of-unit.ts'
import {
  choose,
  countedOrders,
  type CustomerValues,
  type Frame,
  valuesSql,
  type Which,
} from './read-values.ts'
import { scoresHold } from './scores-sql.ts'
import { readUnitOf } from './tenants.ts'
import type { Calibration } from './thresholds.ts'
import { type RfmRow, toRfmRow } from './write-scores.ts'

export interface RfmChanges {
  changed: RfmRow[]
  /** Customers who have no row any more. */
  gone: string[]
}

/**
 * What scoring these customers anew would change, each against the calibration of the unit they belong to. The database
 * leaves out whose row would stay as it is: of a million, few come back.
 */
export async function readChanges(
  sql: Sql | SqlTx,
  input: { corpId: string; asOf: LocalDate; calibrations: readonly Calibration[]; which: Which },
): Promise<RfmChanges> {
  const { corpId, asOf, calibrations, which } = input
  const units = new Set(calibrations.map((one) => one.unitId).filter(Boolean))
  const unitOf = await readUnitOf(sql, { corpId, which, units })
  const found: RfmChanges = { changed: [], gone: [] }
  for (const calibration of calibrations) {
    const { unitId, windowDays, moneyOf } = calibration
    if (unitId !== '' && ![...unitOf.values()].includes(unitId)) continue
    const frame = { corpId, asOf, windowDays, moneyOf }
    const { changed, haveGone } = await readMoved(sql, frame, { which, calibration })
    for (const values of ofUnit(changed, unitOf, unitId))
      found.changed.push(toRfmRow(values, asOf, calibration))
    if (!haveGone) continue
    const gone = await readGone(sql, frame, which)
    found.gone.push(...ofUnit(gone, unitOf, unitId).map((row) => row.customerId))
  }
  return found
}

/**
 * Whose row is missing or another one, in one text: making objects of rows costs more than reading the orders. Rows
 * without orders are only counted here, in the same statement, so that the second walk is made where there are some.
 */
async function readMoved(
  sql: Sql | SqlTx,
  frame: Frame,
  { which, calibration }: { which: Which; calibration: Calibration },
): Promise<{ changed: CustomerValues[]; haveGone: boolean }> {
  const { dialect } = sql
  const { corpId, asOf } = frame
  const values = valuesSql(sql, frame, which)
  const chosen = choose(sql, which, 's."customerId"')
  const hold = scoresHold(calibration, asOf)
  // A row of this day was made with these thresholds on these values: no need to look at its scores.
  const isSame = `r."lastVisitOn" = v."lastVisitOn" AND r."frequency" = v."frequency"
    AND r."monetaryFen" = v."monetaryFen" AND r."thresholdVersion" = ? AND (r."asOf" = ? OR ${hold.sql})`
  const cells = jsonList(dialect, ['v."customerId"', 'v."lastVisitOn"', 'v."frequency"', 'v."monetaryFen"'])
  const moved = jsonRows(dialect, cells, undefined, `r."customerId" IS NULL OR NOT (${isSame})`)
  const [row] = await sql.all<{ changed: string; met: number; stored: number }>(
    `SELECT ${jsonAsText(dialect, moved)} AS "changed", COUNT(r."customerId") AS "met",
       (SELECT COUNT(*) FROM "Rfm" s WHERE s."corpId" = ? AND ${chosen.sql}) AS "stored"
     FROM (${values.sql}) v LEFT JOIN "Rfm" r ON r."corpId" = ? AND r."customerId" = v."customerId"`,
    [calibration.version, asOf, ...hold.params, corpId, ...chosen.params, ...values.params, corpId],
  )
  if (row === undefined) throw new Error('An aggregate without groups gives one row')
  const changed = JSON.parse(row.changed) as [string, LocalDate, number, number][]
  return {
    changed: changed.map(([customerId, lastVisitOn, frequency, monetaryFen]) => {
      return { customerId, lastVisitOn, frequency, monetaryFen }
    }),
    haveGone: row.stored > row.met,
  }
}

function readGone(sql: Sql | SqlTx, frame: Frame, which: Which): Promise<{ customerId: string }[]> {
  const chosen = choose(sql, which, 'r."customerId"')
  const counted = countedOrders(frame)
  return sql.all<{ customerId: string }>(
    `SELECT r."customerId" FROM "Rfm" r WHERE r."corpId" = ? AND ${chosen.sql}
     AND NOT EXISTS (SELECT 1 FROM "Order" o WHERE ${counted.sql} AND o."customerId" = r."customerId")`,
    [frame.corpId, ...chosen.params, ...counted.params],
  )
}
