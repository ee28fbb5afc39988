import { itemsOfOrder } from '../../domain/order-items.ts'
import type { LocalDate } from '../../domain/time.ts'
import type { Sql, SqlParam, SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'

/** What one customer bought on one day; a basket. */
export interface VisitDay {
  on: LocalDate
  items: string[]
  /** Those of the items that are cars. */
  cars: string[]
}

export interface Purchases {
  customerId: string
  /** Oldest first. */
  days: VisitDay[]
}

interface OrderRow {
  customerId: string
  orderedOn: LocalDate
  kind: string
  title: string
  vehicleModel: string | null
}

/** Customers of a range of ids, or of a list. `since` is the first day that counts; all of them when left out. */
export interface WhichPurchases {
  corpId: string
  which: { after: string; upTo: string } | { customerIds: readonly string[] }
  since?: LocalDate
}

/** What customers bought, day by day. Cancelled and fully refunded orders were not bought. */
export async function readPurchases(sql: Sql | SqlTx, wanted: WhichPurchases): Promise<Purchases[]> {
  const { corpId, since = '' } = wanted
  const chosen = choose(sql, wanted.which)
  const orders = await sql.all<OrderRow>(
    `SELECT o."customerId", o."orderedOn", o."kind", o."title", o."vehicleModel" FROM "Order" o
     WHERE o."corpId" = ? AND ${chosen.sql} AND o."orderedOn" >= ? AND o."status" = 'done' AND o."kind" <> 'visit'
       AND NOT (o."paidFen" > 0 AND o."paidFen" <= o."refundedFen")
     ORDER BY o."customerId", o."orderedOn", o."orderNo"`,
    [corpId, ...chosen.params, since],
  )
  return collect(orders)
}

function choose(
  { dialect }: Sql | SqlTx,
  which: WhichPurchases['which'],
): { sql: string; params: SqlParam[] } {
  if ('customerIds' in which)
    return { sql: inTextList(dialect, 'o."customerId"'), params: [JSON.stringify(which.customerIds)] }
  return { sql: 'o."customerId" > ? AND o."customerId" <= ?', params: [which.after, which.upTo] }
}

function collect(rows: readonly OrderRow[]): Purchases[] {
  const all: Purchases[] = []
  const itemsOf = rememberingItems()
  for (const row of rows) {
    const items = itemsOf(row)
    if (items.length === 0) continue
    let customer = all.at(-1)
    if (customer?.customerId !== row.customerId) {
      customer = { customerId: row.customerId, days: [] }
      all.push(customer)
    }
    const day = customer.days.at(-1)
    const cars = row.kind === 'vehicle' ? items : []
    if (day?.on === row.orderedOn) {
      day.items.push(...items.filter((item) => !day.items.includes(item)))
      day.cars.push(...cars)
    } else customer.days.push({ on: row.orderedOn, items: [...items], cars: [...cars] })
  }
  return all
}

/** Many orders read alike, and reading one costs more than fetching it. */
function rememberingItems(): (row: OrderRow) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  return (row) => {
    const text = JSON.stringify([row.kind, row.title, row.vehicleModel])
    const items = known.get(text) ?? itemsOfOrder(row)
    known.set(text, items)
    return items
  }
}

/** Their orders are read in a few milliseconds, and nobody waits longer. */
const PAGE = 500

/** Everybody's purchases, by ranges of their ids: memory for one page, however many there are. */
export async function* pagesOfPurchases(
  sql: Sql,
  { corpId, since, signal }: { corpId: string; since?: LocalDate; signal: AbortSignal },
): AsyncGenerator<{ purchases: Purchases[]; after: string; upTo: string }> {
  for (let after = ''; ;) {
    signal.throwIfAborted()
    const [end] = await sql.all<{ upTo: string | null }>(
      `SELECT MAX("id") AS "upTo" FROM (SELECT "id" FROM "Customer" WHERE "corpId" = ? AND "id" > ? ORDER BY "id" LIMIT ${PAGE}) page`,
      [corpId, after],
    )
    const upTo = end?.upTo ?? null
    if (upTo === null) return
    const purchases = await readPurchases(sql, {
      corpId,
      which: { after, upTo },
      ...(since === undefined ? {} : { since }),
    })
    yield { purchases, after, upTo }
    after = upTo
  }
}
