import { scoreOne } from '../../domain/rfm.ts'
import { TIER_CODES, type TierCode } from '../../domain/tiers.ts'
import { daysBetween, localDateOf } from '../../domain/time.ts'
import type { Deps } from '../deps.ts'
import type { RfmChange, RfmPreview } from './contract.ts'
import { measure, valuesOf } from './rebuild.ts'
import { readCalibrations } from './thresholds.ts'

/** Counts of the tiers under other terms, and under those in force, for the same customers; nothing is written. */
export async function previewRfm(
  deps: Deps,
  corpId: string,
  { unitId, terms }: RfmChange,
): Promise<RfmPreview> {
  const asOf = localDateOf(deps.clock.nowMs())
  const thresholds = await measure(deps, { corpId, asOf, unitId, terms })
  const inForce = await readCalibrations(deps, corpId)
  const now = inForce.find((one) => one.unitId === unitId) ?? inForce[0]
  const counts = { now: new Map<TierCode, number>(), then: new Map<TierCode, number>() }
  let counted = 0
  for await (const page of valuesOf(deps, { corpId, asOf, unitId, terms }))
    for (const { lastVisitOn, frequency, monetaryFen } of page) {
      const values = { recency: daysBetween(lastVisitOn, asOf), frequency, monetary: monetaryFen }
      counted += 1
      if (thresholds) addOne(counts.then, scoreOne(values, thresholds).code)
    }
  if (now) {
    const frame = { windowDays: now.windowDays, moneyOf: now.moneyOf, mode: 'score-mean' as const }
    for await (const page of valuesOf(deps, { corpId, asOf, unitId, terms: frame }))
      for (const { lastVisitOn, frequency, monetaryFen } of page) {
        const values = { recency: daysBetween(lastVisitOn, asOf), frequency, monetary: monetaryFen }
        addOne(counts.now, scoreOne(values, now.thresholds).code)
      }
  }
  return { counted, now: listOf(counts.now), then: thresholds && listOf(counts.then) }
}

function addOne(counts: Map<TierCode, number>, code: TierCode): void {
  counts.set(code, (counts.get(code) ?? 0) + 1)
}

const listOf = (counts: ReadonlyMap<TierCode, number>) =>
  TIER_CODES.map((code) => ({ code, count: counts.get(code) ?? 0 }))
