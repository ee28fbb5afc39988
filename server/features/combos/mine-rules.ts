import { setImmediate } from 'node:timers/promises'
import { findRulesInSlices } from '../../domain/analytics/association-rules.ts'
import { judgeRules, type JudgedRule } from '../../domain/analytics/combinations.ts'
import {
  collectingBaskets,
  mineItemsetsInSlices,
  type Baskets,
} from '../../domain/analytics/frequent-itemsets.ts'
import { runInSlices, type Sliced } from '../../domain/analytics/slices.ts'
import { addDays, localDateOf } from '../../domain/time.ts'
import type { Deps } from '../deps.ts'
import type { Mining } from './contract.ts'
import { countingItems, learningItems, type LearnedItem } from './learn-items.ts'
import { pagesOfPurchases } from './read-purchases.ts'
import { MINING } from './terms.ts'
import { storeMining } from './store-mining.ts'

/** Finds what goes together in one visit, and what is bought again and when. Writes rules and items. */
export async function mineCombos(deps: Deps, corpId: string, signal: AbortSignal): Promise<Mining> {
  const { baskets, mixedDays, items, cars } = await readBaskets(deps, corpId, signal)
  const minSupport = Math.max(MINING.minSupport, MINING.minCount / Math.max(1, baskets.total))
  const base = {
    minedAt: deps.clock.now().toISOString(),
    visitDays: baskets.total,
    mixedDays,
    items: items.length,
    rules: 0,
    minSupport,
    minConfidence: MINING.minConfidence,
    windowDays: MINING.windowDays,
    needs: MINING.needs,
  }
  const isEnough = baskets.total >= MINING.needs.visitDays && mixedDays >= MINING.needs.mixedDays
  const found = isEnough ? await findRulesOf(deps, baskets, minSupport) : []
  const state = !isEnough ? 'not-enough-data' : found === null ? 'too-many' : 'ok'
  // A car is what things go with; nobody is offered a car because of a floor mat.
  const rules = (found ?? []).filter((rule) => !cars.has(rule.right))
  const mining = { ...base, state, rules: rules.length } as const
  await storeMining(deps, { corpId, mining, rules, items })
  return mining
}

async function findRulesOf(deps: Deps, baskets: Baskets, minSupport: number): Promise<JudgedRule[] | null> {
  const inSlices = <T>(work: Sliced<T>): Promise<T> =>
    runInSlices(work, { nowMs: () => deps.clock.nowMs(), pause: () => setImmediate() })
  const mined = await inSlices(mineItemsetsInSlices(baskets, { minSupport, maxLength: MINING.maxLength }))
  if (mined.state !== 'ok') return null
  const { items, total } = baskets
  const rules = await inSlices(
    findRulesInSlices({ items, itemsets: mined.itemsets, total, minConfidence: MINING.minConfidence }),
  )
  await setImmediate()
  return judgeRules(rules, total)
}

interface Collected {
  baskets: Baskets
  mixedDays: number
  items: LearnedItem[]
  /** The models of the cars that were sold. */
  cars: ReadonlySet<string>
}

/** Twice through everybody: first which names are frequent, then the baskets of those names alone. */
async function readBaskets(deps: Deps, corpId: string, signal: AbortSignal): Promise<Collected> {
  const { sql } = deps.database
  const since = addDays(localDateOf(deps.clock.nowMs()), -MINING.windowDays + 1)
  const counter = countingItems(MINING.maxItems)
  for await (const { purchases } of pagesOfPurchases(sql, { corpId, since, signal })) counter.add(purchases)
  const known = counter.most()
  const baskets = collectingBaskets()
  const learner = learningItems()
  const cars = new Set<string>()
  let mixedDays = 0
  for await (const { purchases } of pagesOfPurchases(sql, { corpId, since, signal }))
    for (const customer of purchases) {
      learner.add(customer, known)
      for (const { items, cars: sold } of customer.days) {
        for (const car of sold) cars.add(car)
        const kept = items.filter((item) => known.has(item))
        if (kept.length > 1) mixedDays += 1
        baskets.add(kept)
      }
    }
  return { baskets: baskets.done(), mixedDays, items: learner.done(), cars }
}
