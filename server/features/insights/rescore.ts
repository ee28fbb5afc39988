import type { LocalDate } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { Deps } from '../deps.ts'
import { readChanges } from './read-changes.ts'
import { type Calibration, readCalibrations } from './thresholds.ts'
import { writeRows } from './write-scores.ts'

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
    deps.database.sql.transaction((tx) => rescoreIn(deps, tx, { ...wanted, calibrations })),
  )
  return 'rescored'
}

async function rescoreIn(
  deps: Deps,
  tx: SqlTx,
  { corpId, customerIds, asOf, calibrations }: Wanted & { calibrations: readonly Calibration[] },
): Promise<void> {
  // Read inside the transaction: a row must never be older than the orders it was made from.
  const { changed, gone } = await readChanges(tx, { corpId, asOf, calibrations, which: { customerIds } })
  await writeRows(tx, { corpId, asOf, changed, gone })
  await reportTiers(deps, tx, corpId, [...changed.map((row) => row.customerId), ...gone])
}

/** Proposals and tag rules look at the tier, and live below in the feature list: they are told by name. */
export async function reportTiers(
  deps: Deps,
  tx: SqlTx,
  corpId: string,
  customerIds: readonly string[],
): Promise<void> {
  if (customerIds.length === 0) return
  for (const name of ['actions.recompute', 'tag-rules.apply'])
    await deps.jobs.add(tx, { name, corpId, payload: { corpId, customerIds } })
}
