import type { LocalDate } from '../../domain/time.ts'
import type { Tx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { sqlIn } from '../../platform/db/prisma-sql.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { Deps } from '../deps.ts'
import { scoreWith } from './score-page.ts'
import { type Calibration, readCalibrations } from './thresholds.ts'
import { compareRows, RFM_COLUMNS, type RfmRow, writeRows } from './write-scores.ts'

interface Wanted {
  corpId: string
  customerIds: readonly string[]
  asOf: LocalDate
}

/** Some customers' rows against the calibration in force. 'uncalibrated': there is none yet. */
export async function rescoreCustomers(deps: Deps, wanted: Wanted): Promise<'rescored' | 'uncalibrated'> {
  const calibrations = await readCalibrations(deps, wanted.corpId)
  if (calibrations.length === 0) return 'uncalibrated'
  await withRetryOnBusy(deps.clock, () =>
    deps.database.db.$transaction((tx) => rescoreIn(deps, tx, { ...wanted, calibrations })),
  )
  return 'rescored'
}

async function rescoreIn(
  deps: Deps,
  tx: Tx,
  { corpId, customerIds, asOf, calibrations }: Wanted & { calibrations: readonly Calibration[] },
): Promise<void> {
  const sql = sqlIn(tx)
  // Read inside the transaction: a row must never be older than the orders it was made from.
  const rows = await scoreWith(sql, { corpId, asOf, calibrations, which: { customerIds } })
  const stored = await sql.all<RfmRow>(
    `SELECT ${RFM_COLUMNS} FROM "Rfm" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  const { changed, gone } = compareRows(rows, stored)
  await writeRows(tx, { corpId, asOf, changed, gone })
  await reportTiers(deps, tx, corpId, [...changed.map((row) => row.customerId), ...gone])
}

/** Proposals and tag rules look at the tier, and live below in the feature list: they are told by name. */
export async function reportTiers(
  deps: Deps,
  tx: Tx,
  corpId: string,
  customerIds: readonly string[],
): Promise<void> {
  if (customerIds.length === 0) return
  for (const name of ['actions.recompute', 'tag-rules.apply'])
    await deps.jobs.add(tx, { name, corpId, payload: { corpId, customerIds } })
}
