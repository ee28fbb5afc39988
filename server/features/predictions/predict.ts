import { churnBand, churnWithin } from '../../domain/analytics/churn.ts'
import { churnReasons, type ChurnFact } from '../../domain/analytics/churn-reasons.ts'
import { classOf, gapClassKeys } from '../../domain/analytics/gap-classes.ts'
import { forecastGap } from '../../domain/analytics/gap-forecast.ts'
import { expectedSpend, hasFiniteMean } from '../../domain/analytics/gamma-gamma.ts'
import { discountedVisits, MONTHLY_DISCOUNT } from '../../domain/analytics/lifetime-value.ts'
import { forecastMbg, type MbgParameters } from '../../domain/analytics/mbg-nbd.ts'
import {
  distanceDueOn,
  earliestVisit,
  nextVisitByGap,
  VISIT_RULES,
  type ContractDates,
  type OdometerReading,
} from '../../domain/analytics/next-visit.ts'
import { nextItem, type Basket, type ItemHabit } from '../../domain/analytics/next-item.ts'
import { historyOf, weeksOf, type History } from '../../domain/analytics/purchase-history.ts'
import { replacementWindow } from '../../domain/analytics/replacement.ts'
import { dayNumber, type LocalDate } from '../../domain/time.ts'
import type { z } from 'zod'
import type { PredictionTerms, replacementBasis, valueBasis, visitBasis } from './contract.ts'
import type { ModelInForce } from './read-fit.ts'
import { gapsOf, spendOf, traitsOf } from './read-sample.ts'
import type { CustomerCar } from './read-signals.ts'
import type { VisitDay } from './read-visits.ts'

/** All that is known of one customer when the forecast is made. */
export interface CustomerFacts {
  visits: readonly VisitDay[]
  car: CustomerCar | null
  odometer: readonly OdometerReading[]
  tradeInOn: LocalDate | null
  facts: readonly ChurnFact[]
  baskets: readonly Basket[]
}

export interface PredictionRow {
  modelVersion: string | null
  visitDays: number
  lastVisitOn: LocalDate | null
  churn: number | null
  churnBand: string | null
  churnJson: string
  expectedVisits: number | null
  clvFen: number | null
  clvJson: string | null
  nextVisitOn: LocalDate | null
  nextVisitFrom: LocalDate | null
  nextVisitTo: LocalDate | null
  nextVisitRule: string | null
  nextVisitJson: string | null
  replacementFrom: LocalDate | null
  replacementTo: LocalDate | null
  replacementJson: string | null
}

interface Ground {
  model: ModelInForce | null
  terms: PredictionTerms
  habits: ReadonlyMap<string, ItemHabit>
  today: LocalDate
}

/** What can be said of one customer: each part on its own, null where too little is known or the corp has switched it off. */
export function predict(customer: CustomerFacts, ground: Ground): PredictionRow {
  const visitDays = customer.visits.map((visit) => visit.on)
  const day = historyOf(visitDays, ground.today)
  const history = day && weeksOf(day)
  const parameters = ground.model?.parameters ?? null
  const gap = expectedGap(customer, ground)
  return {
    modelVersion: ground.model?.version ?? null,
    visitDays: visitDays.length,
    lastVisitOn: visitDays.at(-1) ?? null,
    ...churnOf(
      customer,
      ground,
      history && parameters && { history, parameters, gapDays: gap?.days ?? null },
    ),
    ...valueOf(customer, ground, history && parameters && { history, parameters }),
    ...visitOf(customer, ground, gap),
    ...replacementOf(customer, ground),
  }
}

interface Known {
  history: History
  parameters: MbgParameters
}

function churnOf(
  { visits, facts }: CustomerFacts,
  { terms, today }: Ground,
  known: (Known & { gapDays: number | null }) | null,
): Pick<PredictionRow, 'churn' | 'churnBand' | 'churnJson'> {
  if (!terms.churn || known === null) return { churn: null, churnBand: null, churnJson: '[]' }
  const churn = churnWithin(known.parameters, known.history)
  const reasons = churnReasons({ ...known, visitDays: visits.map((visit) => visit.on), today, facts })
  return { churn: rounded(churn), churnBand: churnBand(churn), churnJson: JSON.stringify(reasons) }
}

const VALUE_MONTHS = 12
const YEAR_WEEKS = 365.25 / 7
/** A customer's own share of paid visits is drawn towards everybody's as by four visits. */
const SHARE_STRENGTH = 4

function valueOf(
  { visits }: CustomerFacts,
  { model, terms }: Ground,
  known: Known | null,
): Pick<PredictionRow, 'expectedVisits' | 'clvFen' | 'clvJson'> {
  if (!terms.value) return { expectedVisits: null, clvFen: null, clvJson: null }
  const expectedVisits = known && rounded(forecastMbg(known.parameters, known.history, YEAR_WEEKS).expected)
  const fit = model?.spend ?? null
  if (known === null || fit === null || fit.payers === 0)
    return { expectedVisits, clvFen: null, clvJson: null }
  const spend = spendOf(visits)
  const isModelled = fit.parameters !== null && hasFiniteMean(fit.parameters)
  const yuan =
    fit.parameters && isModelled ? expectedSpend(fit.parameters, spend, fit.pooledYuan) : fit.pooledYuan
  const paidVisits = spend?.visits ?? 0
  const paidShare = (paidVisits + SHARE_STRENGTH * fit.paidShare) / (visits.length + SHARE_STRENGTH)
  const visitsAhead = discountedVisits(known.parameters, known.history, {
    months: VALUE_MONTHS,
    monthlyDiscount: MONTHLY_DISCOUNT,
  })
  const basis: z.infer<typeof valueBasis> = {
    months: VALUE_MONTHS,
    spendFen: Math.round(yuan * 100),
    paidVisits,
    paidShare: rounded(paidShare),
    marginShare: terms.marginShare,
    basis: isModelled ? 'model' : 'pooled',
  }
  return {
    expectedVisits,
    clvFen: Math.round(visitsAhead * paidShare * yuan * terms.marginShare * 100),
    clvJson: JSON.stringify(basis),
  }
}

function expectedGap(
  { visits, car }: CustomerFacts,
  { model, today }: Ground,
): { days: number; gapClass: NonNullable<ReturnType<typeof classOf>> } | null {
  if (model === null || visits.length === 0) return null
  const traits = traitsOf(visits)
  const named = { ...traits, model: traits.model ?? car?.model ?? null }
  const gapClass = classOf(gapClassKeys(named, today), model.classes)
  if (gapClass === null) return null
  const gaps = gapsOf(visits.map((visit) => dayNumber(visit.on)))
  return { days: forecastGap(gaps, gapClass.medianDays), gapClass }
}

type VisitFields = 'nextVisitOn' | 'nextVisitFrom' | 'nextVisitTo' | 'nextVisitRule' | 'nextVisitJson'

function visitOf(
  customer: CustomerFacts,
  { terms, today, habits }: Ground,
  gap: ReturnType<typeof expectedGap>,
): Pick<PredictionRow, VisitFields> {
  const { visits, car, baskets } = customer
  const byGap =
    gap &&
    nextVisitByGap(
      visits.map((visit) => visit.on),
      gap.gapClass,
    )
  const dates = contractDates(customer, terms)
  const next = terms.nextVisit ? earliestVisit(byGap, dates, today) : null
  if (next === null || (byGap === null && car === null))
    return {
      nextVisitOn: null,
      nextVisitFrom: null,
      nextVisitTo: null,
      nextVisitRule: null,
      nextVisitJson: null,
    }
  const all = VISIT_RULES.flatMap((rule) => {
    const on = rule === 'gap' ? byGap?.on : dates[rule]
    return on === null || on === undefined ? [] : [{ rule, on }]
  })
  const basis: z.infer<typeof visitBasis> = {
    ownGaps: Math.max(0, visits.length - 1),
    gapDays: gap && Math.round(gap.days),
    classGaps: gap && gap.gapClass.gaps,
    dates: all,
    // Who is late comes today at the earliest.
    item: terms.nextPurchase
      ? nextPurchase(baskets, { habits, nextOn: next.on < today ? today : next.on })
      : null,
  }
  return {
    nextVisitOn: next.on,
    nextVisitFrom: next.from,
    nextVisitTo: next.to,
    nextVisitRule: next.rule,
    nextVisitJson: JSON.stringify(basis),
  }
}

function nextPurchase(
  baskets: readonly Basket[],
  known: { habits: ReadonlyMap<string, ItemHabit>; nextOn: LocalDate },
): z.infer<typeof visitBasis>['item'] {
  const found = nextItem(baskets, known)
  return found && { ...found, confidence: rounded(found.confidence) }
}

function contractDates({ car, odometer }: CustomerFacts, terms: PredictionTerms): ContractDates {
  if (car === null) return {}
  const { lastServiceOn, lastServiceKm } = car
  const distance =
    lastServiceOn === null || lastServiceKm === null
      ? null
      : distanceDueOn(odometer, { on: lastServiceOn, km: lastServiceKm }, terms.serviceIntervalKm)
  const { warrantyEndsOn: warranty, insuranceEndsOn: insurance, inspectionDueOn: inspection } = car
  return { distance, warranty, insurance, inspection }
}

function replacementOf(
  { visits, car, tradeInOn }: CustomerFacts,
  { model, terms, today }: Ground,
): Pick<PredictionRow, 'replacementFrom' | 'replacementTo' | 'replacementJson'> {
  const deliveredOn = car?.deliveredOn ?? traitsOf(visits).deliveredOn
  const found = terms.replacement
    ? replacementWindow({
        deliveredOn,
        observed: model?.replacement ?? null,
        terms: { fromMonths: terms.replacementFromMonths, toMonths: terms.replacementToMonths },
        signalOn: tradeInOn,
        today,
      })
    : null
  if (found === null) return { replacementFrom: null, replacementTo: null, replacementJson: null }
  const basis: z.infer<typeof replacementBasis> = {
    basis: found.basis,
    model: car?.model ?? null,
    deliveredOn,
    signalOn: found.signalOn,
  }
  return {
    replacementFrom: found.from,
    replacementTo: found.to,
    replacementJson: JSON.stringify(basis),
  }
}

/** Four digits are more than anybody reads, and rows that say the same stay the same. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
