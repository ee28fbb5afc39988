import type { ActionFacts } from './action-facts.ts'
import type { ActionRule } from './actions.ts'

/** What a proposal costs and brings; starting points that a corp may change. */
export interface RuleTerms {
  isOn: boolean
  /** Margin of an answer, in fen. */
  valueFen: number
  /** The advisor's time and what is promised, in fen. */
  costFen: number
  /** Chance of an answer before anything was measured. */
  baseRate: number
}

interface Starting extends Omit<RuleTerms, 'isOn'> {
  /** The answer is a service: worth what this customer usually spends, where that is known. */
  isService?: true
}

const yuan = (amount: number): number => amount * 100

export const STARTING_TERMS: Record<ActionRule, Starting> = {
  'reply-pending': { valueFen: yuan(600), costFen: yuan(5), baseRate: 0.6 },
  'inherited-greeting': { valueFen: yuan(600), costFen: yuan(5), baseRate: 0.35 },
  'service-overdue': { valueFen: yuan(800), costFen: yuan(5), baseRate: 0.3, isService: true },
  'service-due': { valueFen: yuan(800), costFen: yuan(5), baseRate: 0.28, isService: true },
  'insurance-due': { valueFen: yuan(1000), costFen: yuan(8), baseRate: 0.21 },
  'quote-follow-up': { valueFen: yuan(1500), costFen: yuan(8), baseRate: 0.11 },
  'warranty-ending': { valueFen: yuan(700), costFen: yuan(8), baseRate: 0.2 },
  'important-keep': { valueFen: yuan(1000), costFen: yuan(10), baseRate: 0.15 },
  'trade-in-window': { valueFen: yuan(3000), costFen: yuan(15), baseRate: 0.04 },
  'win-back-3m': { valueFen: yuan(900), costFen: yuan(10), baseRate: 0.12 },
  'win-back-5m': { valueFen: yuan(1150), costFen: yuan(15), baseRate: 0.1 },
  'win-back-7m': { valueFen: yuan(1600), costFen: yuan(20), baseRate: 0.08 },
  'new-contact-greeting': { valueFen: yuan(450), costFen: yuan(5), baseRate: 0.35 },
  'high-value-care': { valueFen: yuan(250), costFen: yuan(5), baseRate: 0.3 },
  'churn-warning': { valueFen: yuan(1100), costFen: yuan(10), baseRate: 0.12 },
  'inspection-due': { valueFen: yuan(400), costFen: yuan(5), baseRate: 0.25 },
  'next-level': { valueFen: yuan(600), costFen: yuan(8), baseRate: 0.15, isService: true },
  'combo-offer': { valueFen: yuan(300), costFen: yuan(8), baseRate: 0.1 },
  'new-owner-care': { valueFen: yuan(350), costFen: yuan(5), baseRate: 0.4 },
  reactivation: { valueFen: yuan(300), costFen: yuan(5), baseRate: 0.3 },
  birthday: { valueFen: yuan(200), costFen: yuan(5), baseRate: 0.4 },
  'benefit-ending': { valueFen: yuan(600), costFen: yuan(5), baseRate: 0.2, isService: true },
}

/** These come before every calculation: the customer waits for a word from us. */
const FIRST: readonly ActionRule[] = ['reply-pending', 'inherited-greeting']

export function precedenceOf(rule: ActionRule): number {
  const place = FIRST.indexOf(rule)
  return place < 0 ? FIRST.length : place
}

/** Being asked for once more in thirty days lowers the mood by so much, in fen. */
const FATIGUE_FEN = yuan(8)
const DISMISSAL_SHARE = 0.2
const MAX_DISMISSALS = 3
const URGENCY_SHARE = 0.25

export interface Worth {
  /** Chance of an answer · value, in fen, before what it costs. */
  expectedFen: number
  /** Factor of the value: how near the day is, how often advisors set it aside. */
  factor: number
  minusFen: number
  valueFen: number
}

/**
 * score = P(answer)·value·(1 + 0.25·urgency)·(1 − 0.2·dismissals, at most three) − cost − 8 yuan for each message of the
 * last thirty days.
 */
export function worthOf(
  { rule, urgency, chance }: { rule: ActionRule; urgency: number; chance: number },
  facts: ActionFacts,
  terms: RuleTerms,
): Worth {
  const valueFen = valueOf(rule, facts, terms)
  const near = 1 + URGENCY_SHARE * Math.max(0, Math.min(1, urgency))
  const wanted = 1 - DISMISSAL_SHARE * Math.min(facts.dismissals[rule] ?? 0, MAX_DISMISSALS)
  const minusFen = terms.costFen + FATIGUE_FEN * facts.contact.sentAtMs.length
  return { expectedFen: chance * valueFen, factor: near * wanted, minusFen, valueFen }
}

/** Who spends more at a usual visit than others is worth more; up to four times. */
function valueOf(rule: ActionRule, { tier }: ActionFacts, { valueFen }: RuleTerms): number {
  if (!STARTING_TERMS[rule].isService || tier === null || tier.frequency === 0 || tier.monetaryFen === 0)
    return valueFen
  const usual = tier.monetaryFen / tier.frequency
  return Math.round(Math.min(4 * valueFen, Math.max(valueFen, usual)))
}

const CLOSE = 0.001
const logOdds = (share: number): number => {
  const inside = Math.min(1 - CLOSE, Math.max(CLOSE, share))
  return Math.log(inside / (1 - inside))
}

/**
 * The measured chance of a script, moved by how much more or less willing this customer is than the usual one: on the
 * scale of log-odds, where the two add up.
 */
export function chanceFor(measured: number, { response }: Pick<ActionFacts, 'response'>): number {
  if (response === null) return measured
  const moved = logOdds(measured) + logOdds(response.chance) - logOdds(response.usual)
  return 1 / (1 + Math.exp(-moved))
}
