import type { LocalDate } from '../../domain/time.ts'
import type { Sql, SqlTx } from '../../platform/db/index.ts'
import { ofUnit } from './of-unit.ts'
import {
  choose,
  countedOrders,
  valuesSql,
  type CustomerValues,
  type Frame,
  type Which,
} from './read-values.ts'
import { readUnitOf } from './tenants.ts'
import type { Calibration } from './thresholds.ts'
import { differs, type RfmRow, type StoredScores, toRfmRow } from './write-scores.ts'

export interface RfmChanges {
  changed: RfmRow[]
  /** Customers who have no row any more. */
  gone: string[]
}

type Candidate = CustomerValues & StoredScores

/**
 * What scoring these customers anew would change, each against the calibration of the unit they belong to. The database
 * leaves out whose row was made on this day from these values: of a million, few come back.
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
    const candidates = await readCandidates(sql, frame, { which, version: calibration.version })
    for (const candidate of ofUnit(candidates, unitOf, unitId)) {
      const row = toRfmRow(candidate, asOf, calibration)
      if (differs(row, candidate)) found.changed.push(row)
    }
    const gone = await readGone(sql, frame, which)
    found.gone.push(...ofUnit(gone, unitOf, unitId).map((row) => row.customerId))
  }
  return found
}

function readCandidates(
  sql: Sql | SqlTx,
  frame: Frame,
  { which, version }: { which: Which; version: string },
): Promise<Candidate[]> {
  const values = valuesSql(sql, frame, which)
  const isSame = `(r."lastVisitOn" = v."lastVisitOn" AND r."frequency" = v."frequency"
    AND r."monetaryFen" = v."monetaryFen" AND r."thresholdVersion" = ?)`
  return sql.all<Candidate>(
    `SELECT v.*, CASE WHEN ${isSame} THEN 1 ELSE 0 END AS "isSame", r."recencyScore" AS "wasRecencyScore",
       r."frequencyScore" AS "wasFrequencyScore", r."monetaryScore" AS "wasMonetaryScore", r."code" AS "wasCode"
     FROM (${values.sql}) v LEFT JOIN "Rfm" r ON r."corpId" = ? AND r."customerId" = v."customerId"
     WHERE r."customerId" IS NULL OR r."asOf" <> ? OR NOT ${isSame}`,
    [version, ...values.params, frame.corpId, frame.asOf, version],
  )
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
