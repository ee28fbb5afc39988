import { setImmediate } from 'node:timers/promises'
import { valuesAt } from '../../domain/rfm-calibrate.ts'
import { type RfmColumns, type RfmThresholds, scoreOne } from '../../domain/rfm.ts'
import { TIER_CODES, type TierCode } from '../../domain/tiers.ts'
import { type LocalDate, localDateOf } from '../../domain/time.ts'
import type { Deps } from '../deps.ts'
import type { RfmChange, RfmPreview } from './contract.ts'
import { readColumns, thresholdsOf } from './rebuild.ts'
import { type Calibration, readCalibrations } from './thresholds.ts'

/** Customers counted before others may come in. */
const SLICE = 20_000

/** Counts of the tiers under other terms, and under those in force, for the same customers; nothing is written. */
export async function previewRfm(
  deps: Deps,
  corpId: string,
  { unitId, terms }: RfmChange,
): Promise<RfmPreview> {
  const asOf = localDateOf(deps.clock.nowMs())
  const columns = await readColumns(deps, { corpId, asOf, unitId, terms })
  const thresholds = await thresholdsOf(deps, columns, terms)
  const inForce = await readCalibrations(deps, corpId)
  const now = inForce.find((one) => one.unitId === unitId) ?? inForce[0]
  const then = thresholds && (await countTiers(columns, thresholds))
  const counts = await countNow(deps, { corpId, asOf, unitId }, now)
  return { counted: columns.recency.length, now: listOf(counts), then: then && listOf(then) }
}

async function countNow(
  deps: Deps,
  of: { corpId: string; asOf: LocalDate; unitId: string },
  now: Calibration | undefined,
): Promise<Map<TierCode, number>> {
  if (now === undefined) return new Map()
  const terms = { windowDays: now.windowDays, moneyOf: now.moneyOf, mode: 'score-mean' as const }
  return countTiers(await readColumns(deps, { ...of, terms }), now.thresholds)
}

async function countTiers(columns: RfmColumns, thresholds: RfmThresholds): Promise<Map<TierCode, number>> {
  const counts = new Map<TierCode, number>()
  for (let i = 0; i < columns.recency.length; i += 1) {
    if (i % SLICE === SLICE - 1) await setImmediate()
    const { code } = scoreOne(valuesAt(columns, i), thresholds)
    counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  return counts
}

const listOf = (counts: ReadonlyMap<TierCode, number>) =>
  TIER_CODES.map((code) => ({ code, count: counts.get(code) ?? 0 }))
