import type { LocalDate } from '../../domain/time.ts'
import type { Sql, SqlTx } from '../../platform/db/index.ts'
import { readValues, type CustomerValues, type Which } from './read-values.ts'
import { readUnitOf } from './tenants.ts'
import type { Calibration } from './thresholds.ts'
import { type RfmRow, toRfmRow } from './write-scores.ts'

/** Some customers scored, each against the calibration of the unit they belong to. */
export async function scoreWith(
  sql: Sql | SqlTx,
  input: { corpId: string; asOf: LocalDate; calibrations: readonly Calibration[]; which: Which },
): Promise<RfmRow[]> {
  const { corpId, asOf, calibrations, which } = input
  const units = new Set(calibrations.map((one) => one.unitId).filter(Boolean))
  const unitOf = await readUnitOf(sql, { corpId, which, units })
  const rows: RfmRow[] = []
  for (const calibration of calibrations) {
    const { unitId, windowDays, moneyOf } = calibration
    if (unitId !== '' && ![...unitOf.values()].includes(unitId)) continue
    const values = await readValues(sql, { corpId, asOf, windowDays, moneyOf }, which)
    for (const one of ofUnit(values, unitOf, unitId)) rows.push(toRfmRow(one, asOf, calibration))
  }
  return rows
}

/** Those of the values whose customers belong to the unit. */
export function ofUnit(
  values: readonly CustomerValues[],
  unitOf: ReadonlyMap<string, string>,
  unitId: string,
): readonly CustomerValues[] {
  if (unitOf.size === 0 && unitId === '') return values
  return values.filter((one) => (unitOf.get(one.customerId) ?? '') === unitId)
}
