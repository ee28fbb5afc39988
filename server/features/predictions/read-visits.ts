import { addDays, type LocalDate } from '../../domain/time.ts'
import type { Sql, SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'

/** One visit-day of a customer: split invoices of a day are one. */
export interface VisitDay {
  customerId: string
  on: LocalDate
  /** Net fen of services; cars are not in it. */
  serviceFen: number
  isDelivery: number
  storeName: string | null
  model: string | null
}

/** Older than this nothing says anything about tomorrow, and histories stay inside the range of the models. */
const MAX_DAYS = 8000

/**
 * The visit-days of some customers, ascending. Cancelled and fully refunded orders vanish; a refund above the payment
 * counts as nothing.
 */
export async function readVisitDays(
  sql: Sql | SqlTx,
  { corpId, customerIds, asOf }: { corpId: string; customerIds: readonly string[]; asOf: LocalDate },
): Promise<Map<string, VisitDay[]>> {
  const rows = await sql.all<VisitDay>(
    `SELECT o."customerId", o."orderedOn" AS "on",
       SUM(CASE WHEN o."kind" = 'service' AND o."paidFen" > o."refundedFen" THEN o."paidFen" - o."refundedFen" ELSE 0 END) AS "serviceFen",
       MAX(CASE WHEN o."kind" = 'vehicle' THEN 1 ELSE 0 END) AS "isDelivery",
       MAX(o."storeName") AS "storeName", MAX(o."vehicleModel") AS "model"
     FROM "Order" o WHERE o."corpId" = ? AND ${inTextList(sql.dialect, 'o."customerId"')}
       AND o."orderedOn" > ? AND o."orderedOn" <= ? AND o."status" = 'done'
       AND NOT (o."paidFen" > 0 AND o."paidFen" = o."refundedFen")
     GROUP BY o."customerId", o."orderedOn" ORDER BY o."customerId", o."orderedOn"`,
    [corpId, JSON.stringify(customerIds), addDays(asOf, -MAX_DAYS), asOf],
  )
  const byCustomer = new Map<string, VisitDay[]>()
  for (const row of rows) {
    const days = byCustomer.get(row.customerId)
    if (days) days.push(row)
    else byCustomer.set(row.customerId, [row])
  }
  return byCustomer
}

/** Customers with an order, by ranges of their ids: a page is a few milliseconds of the database. */
export async function nextBuyers(
  sql: Sql,
  { corpId, after, limit }: { corpId: string; after: string; limit: number },
): Promise<string[]> {
  const rows = await sql.all<{ customerId: string }>(
    `SELECT DISTINCT "customerId" FROM "Order" WHERE "corpId" = ? AND "customerId" > ? ORDER BY "customerId" LIMIT ?`,
    [corpId, after, limit],
  )
  return rows.map((row) => row.customerId)
}
