import {
  adjustByHolm,
  type Comparison,
  checkAllocation,
  compareArms,
  sampleSize,
} from '../../../domain/analytics/ab-test.ts'
import { MEASURED_FROM } from '../../../domain/rank-actions.ts'
import { rateInterval } from '../../../domain/rate-interval.ts'
import type { Experiment } from './contract.ts'

export interface CountedArm {
  key: string
  scriptId: string
  version: number | null
  title: string
  customers: number
  closed: number
  successes: number
}

/** The least always-valid p of each arm in earlier looks, by key. */
export type Looks = Record<string, number>

const SURE_BELOW = 0.05
/** The change somebody would act on: a fifth of the rate of the first arm. */
const WORTHWHILE = 0.2

type Judged = Pick<Experiment, 'arms' | 'allocationP' | 'needed' | 'verdict' | 'verdictArm'>

/** The first arm against each other one. No verdict while an arm is small, or when the arms are not as large as planned. */
export function judgeArms(arms: readonly CountedArm[], looks: Looks): Judged {
  const [first, ...others] = arms
  const allocation = checkAllocation(arms.map(({ customers }) => customers))
  const hasEnough = arms.every(({ closed }) => closed >= MEASURED_FROM)
  const made =
    first === undefined || !hasEnough ? [] : others.map((other) => against(other, first, looks[other.key]))
  const adjusted = adjustByHolm(made.map(({ p }) => p))
  const comparisons = made.map((each, n) => ({ ...each, adjustedP: adjusted[n] ?? 1 }))
  const rate = first === undefined || first.closed === 0 ? null : first.successes / first.closed
  const hoped = rate === null ? null : Math.min(1, rate * (1 + WORTHWHILE))
  return {
    arms: arms.map((arm, n) => ({
      ...arm,
      rate: arm.closed < MEASURED_FROM ? null : rateInterval(arm.successes, arm.closed),
      comparison: n === 0 ? null : (comparisons[n - 1] ?? null),
    })),
    allocationP: allocation.p,
    needed: rate === null || hoped === null || rate === 0 || rate === 1 ? null : sampleSize(rate, hoped),
    ...verdictOf(comparisons, { others, hasEnough, isBroken: allocation.isBroken }),
  }
}

/** The second against the first, so that a positive difference means that the new one is better. */
function against(arm: CountedArm, first: CountedArm, earlier = 1) {
  const found: Comparison | null = compareArms(
    { answers: arm.successes, count: arm.closed },
    { answers: first.successes, count: first.closed },
  )
  return {
    difference: found?.difference ?? 0,
    low: found?.interval[0] ?? 0,
    high: found?.interval[1] ?? 0,
    p: found?.p ?? 1,
    alwaysValidP: Math.min(earlier, found?.alwaysValidP ?? 1),
  }
}

function verdictOf(
  comparisons: readonly { difference: number; alwaysValidP: number }[],
  { others, hasEnough, isBroken }: { others: readonly CountedArm[]; hasEnough: boolean; isBroken: boolean },
): Pick<Judged, 'verdict' | 'verdictArm'> {
  if (isBroken) return { verdict: 'allocation-broken', verdictArm: null }
  if (!hasEnough) return { verdict: 'not-enough', verdictArm: null }
  // Whoever looks every day may trust only the p that allows for it; Holm for more than two arms.
  const holm = adjustByHolm(comparisons.map(({ alwaysValidP }) => alwaysValidP))
  const sure = comparisons
    .map(({ difference }, n) => ({ difference, key: others[n]?.key ?? null, p: holm[n] ?? 1 }))
    .filter(({ p }) => p < SURE_BELOW)
    .sort((a, b) => b.difference - a.difference)
  const [best] = sure
  const worst = sure.at(-1)
  if (best !== undefined && best.difference > 0) return { verdict: 'better', verdictArm: best.key }
  if (worst !== undefined) return { verdict: 'worse', verdictArm: worst.key }
  return { verdict: 'no-difference', verdictArm: null }
}
