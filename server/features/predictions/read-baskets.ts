import type { Basket, ItemHabit } from '../../domain/analytics/next-item.ts'
import type { LocalDate } from '../../domain/time.ts'
import type { Sql, SqlTx } from '../../platform/db/index.ts'
import { readComboSettings } from '../combos/combo-settings.ts'
import { readPurchases, type Purchases } from '../combos/read-purchases.ts'

/** What customers bought up to a day, without cars: a car is no habit. */
export async function readBaskets(
  sql: Sql | SqlTx,
  { corpId, customerIds, asOf }: { corpId: string; customerIds: readonly string[]; asOf: LocalDate },
): Promise<Map<string, Basket[]>> {
  const purchases = await readPurchases(sql, { corpId, which: { customerIds } })
  return new Map(purchases.map((one) => [one.customerId, basketsOf(one, asOf)]))
}

function basketsOf({ days }: Purchases, asOf: LocalDate): Basket[] {
  return days
    .filter(({ on }) => on <= asOf)
    .map(({ on, items, cars }) => ({ on, items: items.filter((item) => !cars.includes(item)) }))
    .filter(({ items }) => items.length > 0)
}

/** How customers buy, as the last search for combinations counted it; empty before the first. */
export async function readItemHabits(sql: Sql | SqlTx, corpId: string): Promise<Map<string, ItemHabit>> {
  const { mining } = await readComboSettings(sql, corpId)
  if (mining === null || mining.visitDays === 0) return new Map()
  const rows = await sql.all<{ item: string; visitDays: number; renewalDays: number | null }>(
    'SELECT "item", "visitDays", "renewalDays" FROM "ComboItem" WHERE "corpId" = ?',
    [corpId],
  )
  return new Map(
    rows.map(({ item, visitDays, renewalDays }) => [
      item,
      { share: Number(visitDays) / mining.visitDays, renewalDays },
    ]),
  )
}
