import { isWorthNaming } from '../../domain/analytics/next-item.ts'
import { CHURN_BANDS, CHURN_WEEKS } from '../../domain/analytics/churn.ts'
import { VISIT_RULES } from '../../domain/analytics/next-visit.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import { readShownOffers } from '../combos/shown-offers.ts'
import type { Deps } from '../deps.ts'
import {
  churnReasons,
  replacementBasis,
  valueBasis,
  visitBasis,
  type CustomerPrediction,
  type PredictionTerms,
} from './contract.ts'
import { visitChecks } from './fit-json.ts'
import { nameOf } from './fit-models.ts'
import { borrowParameters } from './read-fit.ts'
import { readTerms } from './terms.ts'

type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>

/** What is foreseen of one customer, with everything the advisor needs to judge it. */
export async function readPrediction(
  deps: Deps,
  scope: Scope,
  customerId: string,
): Promise<CustomerPrediction> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const [row, terms] = await Promise.all([findRow(deps, corpId, customerId), readTerms(deps, corpId)])
  const nextVisit = visitOf(row, terms)
  return {
    asOf: row?.asOf ?? null,
    model: row?.modelVersion ? await readModelOf(deps, corpId, row.modelVersion) : null,
    visitDays: row?.visitDays ?? 0,
    lastVisitOn: row?.lastVisitOn ?? null,
    churn: churnOf(row, terms),
    value: valueOf(row, terms),
    nextVisit:
      nextVisit.state === 'known' ? await besideVisit(deps, corpId, { row, nextVisit, terms }) : nextVisit,
    replacement: replacementOf(row, terms),
  }
}

function findRow({ database: { db } }: Deps, corpId: string, customerId: string) {
  return db.prediction.findUnique({ where: { corpId_customerId: { corpId, customerId } } })
}

async function readModelOf(deps: Deps, corpId: string, id: string): Promise<CustomerPrediction['model']> {
  const fit = await deps.database.db.modelFit.findUnique({
    where: { corpId_id: { corpId, id } },
    select: { asOf: true, k: true, customers: true },
  })
  if (fit === null) return null
  const lent = fit.k === null ? await borrowParameters(deps, corpId) : null
  const k = fit.k ?? lent?.parameters.k ?? 1
  const source = lent ? 'parent' : 'own'
  return { version: id, name: nameOf(k), source, fittedOn: fit.asOf, customers: fit.customers }
}

const missing = (isOn: boolean) => ({ state: isOn ? ('not-enough-data' as const) : ('off' as const) })

function churnOf(row: Row | null, terms: PredictionTerms): CustomerPrediction['churn'] {
  const band = CHURN_BANDS.find((one) => one === row?.churnBand)
  if (!terms.churn || row === null || row.churn === null || band === undefined) return missing(terms.churn)
  return {
    state: 'known',
    probability: row.churn,
    weeks: CHURN_WEEKS,
    band,
    reasons: churnReasons.parse(JSON.parse(row.churnJson)),
    crossedOn: row.crossedOn,
  }
}

function valueOf(row: Row | null, terms: PredictionTerms): CustomerPrediction['value'] {
  if (!terms.value || !row?.clvJson || row.clvFen === null) return missing(terms.value)
  return {
    state: 'known',
    clvFen: Number(row.clvFen),
    expectedVisits: row.expectedVisits ?? 0,
    ...valueBasis.parse(JSON.parse(row.clvJson)),
  }
}

type KnownVisit = Extract<CustomerPrediction['nextVisit'], { state: 'known' }>

/** What goes with the purchase, and how right such forecasts have been: read when somebody looks. */
async function besideVisit(
  deps: Deps,
  corpId: string,
  { row, nextVisit, terms }: { row: Row | null; nextVisit: KnownVisit; terms: PredictionTerms },
): Promise<KnownVisit> {
  const { db, sql } = deps.database
  const customerId = row?.customerId ?? ''
  const [fit, { offers }] = await Promise.all([
    db.modelFit.findUnique({
      where: { corpId_id: { corpId, id: row?.modelVersion ?? '' } },
      select: { visitsJson: true },
    }),
    readShownOffers(sql, { corpId, customerIds: [customerId] }),
  ])
  const checks = fit?.visitsJson ? visitChecks.parse(JSON.parse(fit.visitsJson)) : null
  const isNamed = terms.nextPurchase && isWorthNaming(checks?.items ?? null)
  const item = isNamed ? nextVisit.item : null
  const bought = item?.item
  const offer = offers
    .get(customerId)
    ?.find(
      ({ because, isInStock }) => bought !== undefined && because.includes(bought) && isInStock !== false,
    )
  return {
    ...nextVisit,
    item,
    withIt: offer
      ? { item: offer.item, percent: Math.round(offer.confidence * 100), count: offer.count }
      : null,
    checks,
  }
}

function visitOf(row: Row | null, terms: PredictionTerms): CustomerPrediction['nextVisit'] {
  const rule = VISIT_RULES.find((one) => one === row?.nextVisitRule)
  if (!terms.nextVisit || !row?.nextVisitJson || !row.nextVisitOn || rule === undefined)
    return missing(terms.nextVisit)
  return {
    state: 'known',
    on: row.nextVisitOn,
    from: row.nextVisitFrom ?? row.nextVisitOn,
    to: row.nextVisitTo ?? row.nextVisitOn,
    rule,
    ...visitBasis.parse(JSON.parse(row.nextVisitJson)),
    withIt: null,
    isItemOn: terms.nextPurchase,
    checks: null,
  }
}

function replacementOf(row: Row | null, terms: PredictionTerms): CustomerPrediction['replacement'] {
  if (!terms.replacement || !row?.replacementJson || !row.replacementFrom || !row.replacementTo)
    return missing(terms.replacement)
  return {
    state: 'known',
    from: row.replacementFrom,
    to: row.replacementTo,
    ...replacementBasis.parse(JSON.parse(row.replacementJson)),
  }
}
