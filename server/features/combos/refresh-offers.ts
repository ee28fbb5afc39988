import { chooseOffers, type Offer, type OfferRule } from '../../domain/choose-offers.ts'
import { groupBy } from '../../domain/group-by.ts'
import { itemName } from '../../domain/order-items.ts'
import { localDateOf, type LocalDate } from '../../domain/time.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { sqlIn } from '../../platform/db/prisma-sql.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { Deps } from '../deps.ts'
import { readPurchases, type Purchases } from './read-purchases.ts'
import { tellProposals } from './tell-proposals.ts'

const CHUNK = 500

/** What may be recommended by: the rules in use, and when items are bought again. */
export interface OfferBook {
  rules: OfferRule[]
  renewalDays: Map<string, number | null>
}

export async function readOfferBook({ database: { db } }: Deps, corpId: string): Promise<OfferBook> {
  const [rules, items] = await Promise.all([
    db.comboRule.findMany({ where: { corpId, isCurrent: true, isEnabled: true } }),
    db.comboItem.findMany({ where: { corpId }, select: { item: true, renewalDays: true } }),
  ])
  return {
    rules: rules.map((rule) => ({
      id: rule.id,
      left: JSON.parse(rule.leftJson) as string[],
      right: rule.rightItem,
      confidence: rule.confidence,
      lift: rule.lift,
    })),
    renewalDays: new Map(items.map((row) => [row.item, row.renewalDays])),
  }
}

/** Chooses the offers of some customers anew, and writes the rows that differ. */
export async function refreshOffers(
  deps: Deps,
  { corpId, customerIds, book }: { corpId: string; customerIds: readonly string[]; book: OfferBook },
): Promise<void> {
  const today = localDateOf(deps.clock.nowMs())
  for (let from = 0; from < customerIds.length; from += CHUNK) {
    const part = customerIds.slice(from, from + CHUNK)
    const { sql } = deps.database
    const purchases = await readPurchases(sql, { corpId, which: { customerIds: part } })
    const cars = await readCars(deps, corpId, part)
    const offers = new Map(
      purchases.map((one) => [
        one.customerId,
        chooseOffers(book.rules, { ...book, lastBoughtOn: boughtOn(one, cars, today) }, today),
      ]),
    )
    await withRetryOnBusy(deps.clock, () =>
      deps.database.db.$transaction(async (tx) => {
        const changed = await writeDifferences(sqlIn(tx), { corpId, part, offers })
        await tellProposals(tx, deps, { corpId, customerIds: changed })
      }),
    )
  }
}

/** The last day of each item; a car that somebody owns counts as bought, whoever sold it. */
function boughtOn(
  { customerId, days }: Purchases,
  cars: Map<string, string[]>,
  today: LocalDate,
): Map<string, LocalDate> {
  const lastOn = new Map<string, LocalDate>()
  for (const car of cars.get(customerId) ?? []) lastOn.set(car, today)
  for (const { on, items } of days)
    for (const item of items) if (!lastOn.has(item) || on <= today) lastOn.set(item, on)
  return lastOn
}

async function readCars(deps: Deps, corpId: string, ids: readonly string[]): Promise<Map<string, string[]>> {
  const { sql } = deps.database
  const rows = await sql.all<{ customerId: string; model: string }>(
    `SELECT "customerId", "model" FROM "Vehicle" WHERE "corpId" = ? AND "model" IS NOT NULL AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(ids)],
  )
  const cars = new Map<string, string[]>()
  for (const { customerId, model } of rows)
    cars.set(customerId, [...(cars.get(customerId) ?? []), itemName(model)])
  return cars
}

type OfferRow = Offer & { customerId: string; rank: number }
const COMPARED = ['ruleId', 'rank', 'confidence', 'lift'] as const

/** Gives whose offers are others than before. */
async function writeDifferences(
  sql: SqlTx,
  { corpId, part, offers }: { corpId: string; part: readonly string[]; offers: Map<string, Offer[]> },
): Promise<string[]> {
  const stored = await sql.all<OfferRow>(
    `SELECT "customerId", "item", "ruleId", "rank", "confidence", "lift" FROM "ComboOffer"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(part)],
  )
  const before = groupBy(stored, (row) => row.customerId)
  const gone: string[] = []
  const changed: OfferRow[] = []
  for (const customerId of part) {
    const old = before.get(customerId) ?? []
    const rows = (offers.get(customerId) ?? []).map((offer, at) => ({ ...offer, customerId, rank: at + 1 }))
    const isSame =
      rows.length === old.length &&
      rows.every((row) => {
        const known = old.find((one) => one.item === row.item)
        return known !== undefined && COMPARED.every((column) => known[column] === row[column])
      })
    if (isSame) continue
    if (old.length > 0) gone.push(customerId)
    changed.push(...rows)
  }
  if (gone.length > 0)
    await sql.run(
      `DELETE FROM "ComboOffer" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`,
      [corpId, JSON.stringify(gone)],
    )
  await bulkUpsert(sql, {
    table: 'ComboOffer',
    columns: ['corpId', 'customerId', 'item', ...COMPARED],
    key: ['corpId', 'customerId', 'item'],
    rows: changed.map((row) => ({ ...row, corpId })),
  })
  return [...new Set([...gone, ...changed.map((row) => row.customerId)])]
}
