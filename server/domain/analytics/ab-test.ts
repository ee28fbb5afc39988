import { hash32 } from './random.ts'
import { chiSquareP, normalQuantile, twoSidedP } from './special-functions.ts'

/** How many were in an arm, and how many of them answered. */
export interface ArmCount {
  answers: number
  count: number
}

export interface Comparison {
  /** first − second */
  difference: number
  z: number
  p: number
  /** 95 % of the difference, unpooled. */
  interval: [number, number]
  /** Λ: above 1 speaks against "no difference"; 1/Λ holds however often one looks. */
  evidence: number
  alwaysValidP: number
}

/** How large differences are expected to be: variance of the prior of the always-valid p. */
const TAU_SQUARED = 1e-4
const Z_95 = normalQuantile(0.975)

/** Two rates against each other; null when one arm is empty. */
export function compareArms(first: ArmCount, second: ArmCount): Comparison | null {
  if (first.count === 0 || second.count === 0) return null
  const [p1, p2] = [first.answers / first.count, second.answers / second.count]
  const pooled = (first.answers + second.answers) / (first.count + second.count)
  const variance = pooled * (1 - pooled) * (1 / first.count + 1 / second.count)
  const difference = p1 - p2
  // Nobody or everybody answered in both: there is nothing to tell apart.
  if (variance === 0) return { difference, z: 0, p: 1, interval: [0, 0], evidence: 1, alwaysValidP: 1 }
  const z = difference / Math.sqrt(variance)
  const spread = Z_95 * Math.sqrt((p1 * (1 - p1)) / first.count + (p2 * (1 - p2)) / second.count)
  const evidence =
    Math.sqrt(variance / (variance + TAU_SQUARED)) *
    Math.exp((TAU_SQUARED * difference * difference) / (2 * variance * (variance + TAU_SQUARED)))
  return {
    difference,
    z,
    p: twoSidedP(z),
    interval: [difference - spread, difference + spread],
    evidence,
    alwaysValidP: Math.min(1, 1 / evidence),
  }
}

/** The p that stands after all looks so far: the least of them. */
export function alwaysValidP(looks: readonly Comparison[]): number {
  return Math.min(1, ...looks.map((look) => look.alwaysValidP))
}

/** How many each arm needs to see a change from one rate to another; null when they are equal. */
export function sampleSize(
  p1: number,
  p2: number,
  { alpha = 0.05, power = 0.8 }: { alpha?: number; power?: number } = {},
): number | null {
  if (p1 === p2) return null
  const mean = (p1 + p2) / 2
  const root =
    normalQuantile(1 - alpha / 2) * Math.sqrt(2 * mean * (1 - mean)) +
    normalQuantile(power) * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
  return Math.ceil((root * root) / (p1 - p2) ** 2)
}

export interface AllocationCheck {
  chiSquare: number
  p: number
  /** The arms are not as large as they were meant to be: no verdict until it is known why. */
  isBroken: boolean
}

const BROKEN_BELOW = 0.001

/** Were the customers shared out as planned? Shares need not add up to 1. */
export function checkAllocation(counts: readonly number[], shares?: readonly number[]): AllocationCheck {
  const total = counts.reduce((sum, one) => sum + one, 0)
  const parts = shares ?? counts.map(() => 1)
  const whole = parts.reduce((sum, one) => sum + one, 0)
  if (total === 0 || counts.length < 2) return { chiSquare: 0, p: 1, isBroken: false }
  const chiSquare = counts.reduce((sum, count, arm) => {
    const expected = (total * (parts[arm] ?? 0)) / whole
    return sum + (count - expected) ** 2 / expected
  }, 0)
  const p = chiSquareP(chiSquare, counts.length - 1)
  return { chiSquare, p, isBroken: p < BROKEN_BELOW }
}

/** Holm: the p of each comparison, raised for the number of comparisons made. */
export function adjustByHolm(ps: readonly number[]): number[] {
  const order = [...ps.keys()].sort((a, b) => (ps[a] ?? 0) - (ps[b] ?? 0))
  const adjusted = ps.map(() => 1)
  let most = 0
  order.forEach((place, rank) => {
    most = Math.max(most, Math.min(1, (ps[place] ?? 1) * (ps.length - rank)))
    adjusted[place] = most
  })
  return adjusted
}

/** The arm of a customer, the same for ever: by a hash of experiment and customer, never by time. */
export function assignArm(experiment: string, customerId: string, shares: readonly number[]): number {
  const whole = shares.reduce((sum, one) => sum + one, 0)
  let left = (hash32(`${experiment}\u0000${customerId}`) / 2 ** 32) * whole
  for (const [arm, share] of shares.entries()) {
    left -= share
    if (left < 0) return arm
  }
  return Math.max(0, shares.length - 1)
}
