import { isImportant } from './handover-choice.ts'
import type { TierCode } from './tiers.ts'

/** What ties one customer or group to one possible taker. */
export interface Tie {
  follows: boolean
  followed: boolean
  sharesGroup: boolean
  sameStore: boolean
  sellsModel: boolean
}

export type AssignmentReason = 'known-to-taker' | 'shared-group' | 'same-store' | 'model-line' | 'share'
export type RuleKind = 'one' | 'even' | 'store' | 'tier' | 'model' | 'file'

const KNOWN = 40
const MET = 20
const SAME_STORE = 10
/** What the rule asks for outweighs every balance. */
const RULE = 5_000

export function affinityOf(tie: Tie, rule: RuleKind): number {
  const known = tie.follows ? KNOWN : tie.followed || tie.sharesGroup ? MET : 0
  const store = tie.sameStore ? (rule === 'store' ? RULE : SAME_STORE) : 0
  return known + store + (rule === 'model' && tie.sellsModel ? RULE : 0)
}

/** Why this taker, in the order in which it weighs. */
export function reasonOf(tie: Tie, rule: RuleKind): AssignmentReason {
  if (rule === 'model' && tie.sellsModel) return 'model-line'
  if (rule === 'store' && tie.sameStore) return 'same-store'
  if (tie.follows || tie.followed) return 'known-to-taker'
  if (tie.sharesGroup) return 'shared-group'
  return tie.sameStore ? 'same-store' : 'share'
}

/** A taker who is in the group keeps it going; so does one who gets its customers (`part` of them). */
export function groupAffinity({ isMember, part }: { isMember: boolean; part: number }): number {
  return (isMember ? MET : 0) + Math.round(KNOWN * part)
}

/** How value is balanced: by tier when the rule says so, otherwise the important customers and the others. */
export function valueClasses(rule: RuleKind): { weights: number[]; classOf(tier: TierCode | null): number } {
  if (rule === 'tier')
    return {
      weights: [0.5, ...Array.from({ length: 8 }, (_, code) => (code % 2 === 1 ? 3 : 1))],
      classOf: (tier) => (tier === null ? 0 : tier + 1),
    }
  return { weights: [0.5, 1], classOf: (tier) => (isImportant(tier) ? 1 : 0) }
}
