import { z } from 'zod'
import { REFERRAL_REFUSALS, REWARD_EVENTS, REWARD_STATES } from '../../domain/referral.ts'

const cursor = z.string().max(256).optional()
const instant = z.iso.datetime()
const unit = z.enum(['fen', 'points'])
const reason = z.enum(REFERRAL_REFUSALS).nullable()

/** What a referral earns whoever brought somebody; 0: nothing. */
export const referralSetting = z.strictObject({
  isOn: z.boolean().default(false),
  unit: unit.default('fen'),
  added: z.number().int().min(0).max(1_000_000).default(0),
  visit: z.number().int().min(0).max(1_000_000).default(0),
  purchase: z.number().int().min(0).max(1_000_000).default(0),
})
export type ReferralSetting = z.infer<typeof referralSetting>

/** `customerId` is null, and the name shortened, for whom one may count and not open. */
const person = z.object({ customerId: z.string().nullable(), name: z.string() })
export type Person = z.infer<typeof person>

export const referralQuery = z.object({
  state: z.enum(['credited', 'refused']).optional(),
  /** Only those a customer brought. */
  referrerId: z.string().max(40).optional(),
  cursor,
})
export const referralRow = z.object({
  id: z.string(),
  at: instant,
  source: z.enum(['link', 'advisor']),
  state: z.enum(['credited', 'refused']),
  reason,
  referrer: person,
  referred: person,
  staffName: z.string(),
  /** 1: the referrer came by themselves. */
  depth: z.number(),
})
export type ReferralRow = z.infer<typeof referralRow>
export const referralList = z.object({ items: z.array(referralRow), nextCursor: z.string().nullable() })
export type ReferralList = z.infer<typeof referralList>

export const rewardQuery = z.object({ state: z.enum(REWARD_STATES).optional(), cursor })
export const rewardRow = z.object({
  id: z.string(),
  event: z.enum(REWARD_EVENTS),
  unit,
  amount: z.number(),
  state: z.enum(REWARD_STATES),
  reason: z.string().nullable(),
  earnedAt: instant,
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
  paidAt: instant.nullable(),
  paidBy: z.string().nullable(),
  referrer: person,
  referred: person,
})
export type RewardRow = z.infer<typeof rewardRow>
export const rewardList = z.object({ items: z.array(rewardRow), nextCursor: z.string().nullable() })
export type RewardList = z.infer<typeof rewardList>
export const rewardParams = z.object({ id: z.string() })
export const rewardStep = z
  .strictObject({
    step: z.enum(['approve', 'refuse', 'pay']),
    reason: z.string().trim().max(200).default(''),
  })
  .refine(({ step, reason: why }) => step !== 'refuse' || why.length > 0, {
    path: ['reason'],
    message: 'say why it is refused',
  })
export const rewardStepAnswer = z.object({ state: z.enum(REWARD_STATES) })

export const referralSummary = z.object({
  credited: z.number(),
  refused: z.number(),
  rewards: z.array(
    z.object({ state: z.enum(REWARD_STATES), count: z.number(), fen: z.number(), points: z.number() }),
  ),
})
export type ReferralSummary = z.infer<typeof referralSummary>

/** One customer: whom they brought, who brought them, and what they got for it. */
export const referralBlock = z.object({
  link: z
    .object({
      state: z.enum(['none', 'making', 'live', 'failed']),
      url: z.string().nullable(),
      errorText: z.string().nullable(),
    })
    .nullable(),
  /** The asking member follows them: the link leads to this member, and they may say who referred them. */
  isOwn: z.boolean(),
  referrer: person.nullable(),
  depth: z.number(),
  brought: z.array(
    z.object({ id: z.string(), person, state: z.enum(['credited', 'refused']), reason, at: instant }),
  ),
  broughtCount: z.number(),
  rewards: z.array(
    rewardRow.pick({ id: true, event: true, unit: true, amount: true, state: true, earnedAt: true }),
  ),
  /** Earned and neither paid nor refused. */
  owed: z.object({ fen: z.number(), points: z.number() }),
})
export type ReferralBlock = z.infer<typeof referralBlock>

export const nameQuery = z.object({ q: z.string().trim().min(1).max(40) })
export const nameList = z.object({ items: z.array(z.object({ customerId: z.string(), name: z.string() })) })
export type NameList = z.infer<typeof nameList>
export const nameInput = z.strictObject({ referrerId: z.string().max(40) })
export const nameAnswer = z.object({ state: z.enum(['credited', 'refused']), reason })
export type NameAnswer = z.infer<typeof nameAnswer>
