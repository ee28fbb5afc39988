import { assignInSteps } from '../../../domain/assignment.ts'
import type { Item, Taker } from '../../../domain/assignment-cost.ts'
import { affinityOf, reasonOf, type Tie, valueClasses } from '../../../domain/handover-affinity.ts'
import { toTierCode } from '../../../domain/tiers.ts'
import type { StaffFacts } from '../staff-facts.ts'
import type { PlanInput } from './contract.ts'
import type { Candidate } from './read-candidates.ts'
import { tieKey, type Ties } from './read-ties.ts'

export interface PlannedTo {
  toStaffId: string | null
  because: string | null
}

export interface PlanTaker extends StaffFacts {
  /** Names of the units they work in, up to the root. */
  places: string[]
  wanted: number | null
}

/** Who takes which customer: as the rule says, as evenly as the ties allow. Long plans pause for other work. */
export async function assignCustomers(input: {
  plan: PlanInput
  takers: readonly PlanTaker[]
  items: readonly Candidate[]
  pins: ReadonlyMap<string, string>
  ties: Ties
  limit: number
}): Promise<Map<string, PlannedTo>> {
  const { plan, items, pins, ties } = input
  const takers = plan.rule.kind === 'one' ? input.takers.slice(0, 1) : input.takers
  const tieOf = (item: Candidate, taker: PlanTaker): Tie => tie(item, taker, { plan, ties })
  const classes = valueClasses(plan.rule.kind)
  // Somebody chosen by hand counts although the rule would give them nothing.
  const pinned = input.takers.filter((one) => !takers.includes(one))
  const all = [...takers, ...pinned]
  const costs = all.map((taker) =>
    costOf(taker, { ...input, isFree: takers.includes(taker), takers, isOnly: plan.rule.kind === 'one' }),
  )
  const steps = assignInSteps({
    takers: costs,
    items: items.map((item): Item => {
      const pin = all.findIndex((taker) => taker.id === pins.get(item.externalUserid))
      return {
        id: item.externalUserid,
        class: classes.classOf(item.tierCode === null ? null : toTierCode(item.tierCode)),
        affinity: all.map((taker) => affinityOf(tieOf(item, taker), plan.rule.kind)),
        ...(pin >= 0 ? { pinned: pin } : {}),
      }
    }),
    balance: { classWeights: classes.weights },
  })
  const places = await inSlices(steps)
  return new Map(
    items.map((item, n): [string, PlannedTo] => {
      const taker = all[places[n] ?? -1]
      if (!taker) return [item.externalUserid, { toStaffId: null, because: null }]
      const because = pins.has(item.externalUserid) ? 'by-hand' : reasonOf(tieOf(item, taker), plan.rule.kind)
      return [item.externalUserid, { toStaffId: taker.id, because }]
    }),
  )
}

function costOf(
  taker: PlanTaker,
  {
    takers,
    items,
    limit,
    isFree,
    isOnly,
  }: {
    takers: readonly PlanTaker[]
    items: readonly Candidate[]
    limit: number
    isFree: boolean
    isOnly: boolean
  },
): Taker {
  const wanted = takers.reduce((sum, one) => sum + (one.wanted ?? 0), 0)
  const sharing = takers.filter((one) => one.wanted === null).length
  const share = taker.wanted ?? Math.max(1, (items.length - wanted) / Math.max(1, sharing))
  const room = isOnly ? Infinity : Math.max(0, limit - taker.current)
  // A number that a person typed is what they want; that it is above the limit is shown and stops the confirmation.
  const capacity = isFree ? (isOnly ? Infinity : (taker.wanted ?? room)) : 0
  return { id: taker.id, share, capacity, least: isOnly ? 0 : (taker.wanted ?? 0) }
}

function tie(item: Candidate, taker: PlanTaker, { plan, ties }: { plan: PlanInput; ties: Ties }): Tie {
  const key = tieKey(taker.id, item.externalUserid)
  const lines = plan.rule.kind === 'model' ? plan.rule.lines : []
  return {
    follows: ties.follows.has(key),
    followed: ties.followed.has(key),
    sharesGroup: ties.sharesGroup.has(key),
    sameStore: item.storeName !== null && taker.places.includes(item.storeName),
    sellsModel: lines.some((line) => line.model === item.model && line.staffIds.includes(taker.id)),
  }
}

/** Lets other requests in between the steps. */
export async function inSlices<T>(steps: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    await new Promise((go) => setImmediate(go))
  }
}
