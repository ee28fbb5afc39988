import { ACTION_RULES, type ActionReasons, type ActionRule } from './actions.ts'
import type { ActionFacts, ActionTerms } from './action-facts.ts'
import { type ActionRefusal, gateAction } from './action-gate.ts'
import { precedenceOf, type RuleTerms, STARTING_TERMS, worthOf } from './action-value.ts'
import { hash32, seededRandom } from './analytics/random.ts'
import { type Belief, chooseArm, meanOf, THOMPSON } from './analytics/thompson.ts'
import { proposeActions } from './propose-actions.ts'
import { addDays, daysBetween, type LocalDate } from './time.ts'

/** A script that may serve a rule for this customer, what is believed of it, and how likely it is to be taken. */
export interface ScriptArm {
  scriptId: string
  version: number
  experiment: { id: string; arm: string } | null
  belief: Belief
  /** Settled sends behind the belief, older ones counting less. */
  seen: number
  share: number
}

/** What a corp has for its proposals: scripts with their results, and what an answer is worth. */
export interface Market {
  armsOf(rule: ActionRule): { arms: readonly ScriptArm[]; isOutOfStock: boolean }
  termsOf(rule: ActionRule): RuleTerms
  /** Corrects the measured chance for this customer, when a model of responses knows them. */
  chanceOf?(rule: ActionRule, chance: number): number
}

export const STARTING_MARKET: Market = {
  armsOf: () => ({ arms: [], isOutOfStock: false }),
  termsOf: (rule) => ({ isOn: true, ...STARTING_TERMS[rule] }),
}

/** One proposal with the values its sentence is made of. */
export interface RankedAction {
  rule: ActionRule
  reason: ActionReasons[ActionRule]
  /** The day it is about; null when there is none. */
  dueOn: LocalDate | null
  score: number
  script: ScriptArm | null
  chance: number
  valueFen: number
  /** Whether enough settled sends stand behind the chance; otherwise it is a starting point. */
  isMeasured: boolean
}

/** A proposal before ranking; urgency is 0 (any time) to 1 (now). */
export interface Proposal {
  rule: ActionRule
  reason: ActionReasons[ActionRule]
  dueOn: LocalDate | null
  urgency: number
}

export interface RankedList {
  shown: RankedAction[]
  /** All that were weighed, best first; those not shown too. */
  candidates: RankedAction[]
  heldBack: { rule: ActionRule; refusal: ActionRefusal }[]
  /** With which probability the first one, with its script, came first. */
  probability: number | null
}

export const MAX_ACTIONS = 3
/** Sends it takes until a chance counts as measured. */
export const MEASURED_FROM = 30
/** Scores closer than this to the best one are a tie: drawing decides, so that both are learned about. */
const TIE_SHARE = 0.1

interface Question {
  today: LocalDate
  terms: ActionTerms
  market: Market
  /** Names the customer: the same facts, market and seed give the same list. */
  seed: string
}

/** At most three proposals, best first. */
export function rankActions(
  facts: ActionFacts,
  today: LocalDate,
  terms: ActionTerms,
  { market = STARTING_MARKET, seed = '' }: { market?: Market; seed?: string } = {},
): RankedList {
  const question = { today, terms, market, seed }
  const proposals = proposeActions(facts, today, terms).filter(
    ({ rule }) => !isResting(rule, facts, { today, terms }),
  )
  const gated = proposals.map((proposal) => {
    const { isOutOfStock } = market.armsOf(proposal.rule)
    const { isOn } = market.termsOf(proposal.rule)
    return { proposal, refusal: gateAction(proposal.rule, facts, { isOn, isOutOfStock }) }
  })
  const heldBack = gated.flatMap(({ proposal: { rule }, refusal }) =>
    refusal === null ? [] : [{ rule, refusal }],
  )
  const weighed = gated
    .filter(({ refusal }) => refusal === null)
    .map(({ proposal }) => weigh(proposal, facts, question))
    .sort(byRank)
  const { list, share } = drawFirst(weighed, seed)
  const candidates = list.map(({ action }) => action)
  const first = candidates[0]
  const probability =
    first === undefined ? null : Math.max(THOMPSON.floor, share * (first.script?.share ?? 1))
  return { shown: candidates.slice(0, MAX_ACTIONS), candidates, heldBack, probability }
}

interface Weighed {
  action: RankedAction
  belief: Belief
  value: number
  minus: number
}

function weigh({ rule, reason, dueOn, urgency }: Proposal, facts: ActionFacts, question: Question): Weighed {
  const { market, seed } = question
  const terms = market.termsOf(rule)
  const script = pickArm(market.armsOf(rule).arms, `${seed}:${rule}`)
  const prior = { alpha: terms.baseRate * THOMPSON.parentStrength, beta: 0 }
  prior.beta = THOMPSON.parentStrength - prior.alpha
  const belief = script?.belief ?? prior
  const measured = meanOf(belief)
  const chance = market.chanceOf?.(rule, measured) ?? measured
  const { expectedFen, factor, minusFen, valueFen } = worthOf({ rule, urgency, chance }, facts, terms)
  const score = Math.round(expectedFen * factor - minusFen)
  const isMeasured = (script?.seen ?? 0) >= MEASURED_FROM
  const action = { rule, reason, dueOn, score, script, chance, valueFen, isMeasured }
  const corrected = measured === 0 ? 1 : chance / measured
  return { action, belief, value: valueFen * factor * corrected, minus: minusFen }
}

/** By their shares, with a number that belongs to the customer: whoever was shown one goes on seeing it. */
function pickArm(arms: readonly ScriptArm[], seed: string): ScriptArm | null {
  let left = hash32(seed) / 4_294_967_296
  for (const arm of arms) {
    left -= arm.share
    if (left < 0) return arm
  }
  return arms.at(-1) ?? null
}

function byRank({ action: a }: Weighed, { action: b }: Weighed): number {
  return (
    precedenceOf(a.rule) - precedenceOf(b.rule) ||
    b.score - a.score ||
    ACTION_RULES.indexOf(a.rule) - ACTION_RULES.indexOf(b.rule)
  )
}

/** Among those that score about as high as the best, a draw of what is believed decides which comes first. */
function drawFirst(weighed: readonly Weighed[], seed: string): { list: Weighed[]; share: number } {
  const best = weighed[0]
  if (best === undefined) return { list: [], share: 1 }
  const least = best.action.score - Math.abs(best.action.score) * TIE_SHARE
  const isTied = ({ action }: Weighed): boolean =>
    precedenceOf(action.rule) === precedenceOf(best.action.rule) && action.score >= least
  const tied = weighed.filter(isTied)
  // Unequal by name of the facts alone: nothing to learn by turning two starting points around.
  if (tied.length < 2 || !tied.some(({ action }) => action.isMeasured))
    return { list: [...weighed], share: 1 }
  const arms = tied.map(({ belief, value, minus }) => ({ belief, value, minus }))
  const choice = chooseArm(arms, seededRandom(`${seed}:first`))
  const first = choice === null ? undefined : tied[choice.index]
  if (choice === null || first === undefined) return { list: [...weighed], share: 1 }
  return { list: [first, ...weighed.filter((each) => each !== first)], share: choice.probability }
}

/** Set aside by an advisor, or its script went out so lately that asking again would be a nuisance. */
function isResting(
  rule: ActionRule,
  facts: ActionFacts,
  { today, terms }: { today: LocalDate; terms: ActionTerms },
): boolean {
  const snoozedUntil = facts.snoozedUntil[rule]
  if (snoozedUntil !== undefined && today < snoozedUntil) return true
  const sentOn = facts.sentOn[rule]
  if (sentOn === undefined || rule === 'reply-pending') return false
  if (daysBetween(sentOn, today) < terms.quietDaysAfterSend) return true
  // A rung of the win-back ladder, and a greeting, go out once in an absence.
  const since = isRung(rule) ? facts.lastVisitOn : rule === 'new-contact-greeting' ? facts.addedOn : null
  return since !== null && sentOn >= since
}

function isRung(rule: ActionRule): boolean {
  return rule === 'win-back-3m' || rule === 'win-back-5m' || rule === 'win-back-7m'
}

/** The first day a proposal set aside on `today` may come back. */
export function snoozeEnd(today: LocalDate, snoozeDays: number): LocalDate {
  return addDays(today, snoozeDays)
}
