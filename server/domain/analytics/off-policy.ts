/** One logged choice: what came of it, with which probability it was made, and with which the other policy would. */
export interface LoggedChoice {
  reward: number
  probability: number
  otherProbability: number
}

export interface OffPolicyEstimate {
  count: number
  /** Inverse propensity: mean of weight · reward. */
  ips: number
  /** The same over the sum of the weights. */
  snips: number
  standardError: number
  /** Of the inverse-propensity estimate, 95 %. */
  interval: [number, number]
  meanWeight: number
  maxWeight: number
  /** How many choices of one's own these are worth. */
  effectiveCount: number
}

export type OffPolicyAnswer =
  | { state: 'shown'; estimate: OffPolicyEstimate }
  | {
      state: 'withheld'
      reason: 'no-choices' | 'too-few' | 'weights-off'
      estimate: OffPolicyEstimate | null
    }

const MIN_EFFECTIVE = 100
const MAX_WEIGHT_GAP = 0.1

/** What another policy would have earned on the logged choices; withheld where the log cannot say. */
export function evaluateOffPolicy(choices: readonly LoggedChoice[]): OffPolicyAnswer {
  if (choices.length === 0) return { state: 'withheld', reason: 'no-choices', estimate: null }
  const estimate = estimateOffPolicy(choices)
  if (!(estimate.effectiveCount >= MIN_EFFECTIVE)) return { state: 'withheld', reason: 'too-few', estimate }
  if (!(Math.abs(estimate.meanWeight - 1) <= MAX_WEIGHT_GAP))
    return { state: 'withheld', reason: 'weights-off', estimate }
  return { state: 'shown', estimate }
}

function estimateOffPolicy(choices: readonly LoggedChoice[]): OffPolicyEstimate {
  const count = choices.length
  const sums = { weight: 0, square: 0, earned: 0, earnedSquare: 0, max: 0 }
  for (const { reward, probability, otherProbability } of choices) {
    const weight = otherProbability / probability
    sums.weight += weight
    sums.square += weight * weight
    sums.earned += weight * reward
    sums.earnedSquare += (weight * reward) ** 2
    sums.max = Math.max(sums.max, weight)
  }
  const ips = sums.earned / count
  const variance = count > 1 ? Math.max(0, sums.earnedSquare - count * ips * ips) / (count - 1) : 0
  const standardError = Math.sqrt(variance / count)
  return {
    count,
    ips,
    snips: sums.weight > 0 ? sums.earned / sums.weight : 0,
    standardError,
    interval: [ips - 1.959964 * standardError, ips + 1.959964 * standardError],
    meanWeight: sums.weight / count,
    maxWeight: sums.max,
    effectiveCount: sums.square > 0 ? (sums.weight * sums.weight) / sums.square : 0,
  }
}
