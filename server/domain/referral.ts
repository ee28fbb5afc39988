/** Why a referral does not count, in the order in which it is asked. */
export const REFERRAL_REFUSALS = ['self', 'circular', 'twice', 'existing', 'too-late'] as const
export type ReferralRefusal = (typeof REFERRAL_REFUSALS)[number]

export const REWARD_EVENTS = ['added', 'visit', 'purchase'] as const
export type RewardEvent = (typeof REWARD_EVENTS)[number]

/** So long after an advisor got to know somebody they may still say by whom. */
export const NAMING_DAYS = 30

export interface ReferralFacts {
  referrerId: string
  referredId: string
  /** Both show one phone or one unionid. */
  sharesKey: boolean
  /** Who referred the referrer, who referred those, and so on. */
  ancestors: readonly string[]
  isReferredAlready: boolean
  /** Orders, relations or a record from before. */
  isKnownBefore: boolean
  daysSince: number
}

/** Null: it counts. */
export function judgeReferral(facts: ReferralFacts): ReferralRefusal | null {
  if (facts.referrerId === facts.referredId || facts.sharesKey) return 'self'
  if (facts.ancestors.includes(facts.referredId)) return 'circular'
  if (facts.isReferredAlready) return 'twice'
  if (facts.isKnownBefore) return 'existing'
  return facts.daysSince > NAMING_DAYS ? 'too-late' : null
}

export const REWARD_STATES = ['earned', 'approved', 'paid', 'refused'] as const
export type RewardState = (typeof REWARD_STATES)[number]

/** From which states a step leads where, and what it posts. */
export const REWARD_STEPS = {
  approve: { from: ['earned'], to: 'approved', posting: null },
  refuse: { from: ['earned', 'approved'], to: 'refused', posting: 'reverse' },
  pay: { from: ['approved'], to: 'paid', posting: 'pay' },
} as const satisfies Record<
  string,
  { from: readonly RewardState[]; to: RewardState; posting: 'pay' | 'reverse' | null }
>
export type RewardStep = keyof typeof REWARD_STEPS
