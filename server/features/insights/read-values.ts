import { addDays, type LocalDate } from '../../domain/time.ts'
import type { Sql, SqlParam, SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { Condition } from '../staff/scope.ts'

/** RFM of one customer before scoring. */
export interface CustomerValues {
  customerId: string
  lastVisitOn: LocalDate
  frequency: number
  monetaryFen: number
}

export interface Frame {
  corpId: string
  asOf: LocalDate
  windowDays: number
  moneyOf: 'service' | 'all'
}

/** Customers of a range of ids (after … up to), or of a list. */
export type Which = { after: string; upTo: string } | { customerIds: readonly string[] }

export async function readValues(sql: Sql | SqlTx, frame: Frame, which: Which): Promise<CustomerValues[]> {
  const values = valuesSql(sql, frame, which)
  return sql.all<CustomerValues>(`${values.sql} ORDER BY "customerId"`, values.params)
}

/**
 * One pass in the order of the index: the days of one customer lie together, so that counting the distinct ones costs
 * less than grouping twice. Cancelled and fully refunded orders vanish; a refund above the payment counts as nothing,
 * never as a loss.
 */
export function valuesSql(sql: Sql | SqlTx, frame: Frame, which: Which): Condition {
  const net = `CASE WHEN o."paidFen" > o."refundedFen" THEN o."paidFen" - o."refundedFen" ELSE 0 END`
  const fen = frame.moneyOf === 'all' ? net : `CASE WHEN o."kind" = 'service' THEN ${net} ELSE 0 END`
  const chosen = choose(sql, which, 'o."customerId"')
  const counted = countedOrders(frame)
  return {
    sql: `SELECT o."customerId", MAX(o."orderedOn") AS "lastVisitOn", COUNT(DISTINCT o."orderedOn") AS "frequency",
      SUM(${fen}) AS "monetaryFen" FROM "Order" o WHERE ${counted.sql} AND ${chosen.sql} GROUP BY o."customerId"`,
    params: [...counted.params, ...chosen.params],
  }
}

/** The orders `o` of the window that count. */
export function countedOrders({ corpId, asOf, windowDays }: Frame): Condition {
  return {
    sql: `o."corpId" = ? AND o."orderedOn" > ? AND o."orderedOn" <= ? AND o."status" = 'done'
      AND NOT (o."paidFen" > 0 AND o."paidFen" = o."refundedFen")`,
    params: [corpId, addDays(asOf, -windowDays), asOf],
  }
}

export function choose(
  { dialect }: Sql | SqlTx,
  which: Which,
  column: string,
): { sql: string; params: SqlParam[] } {
  if ('customerIds' in which)
    return { sql: inTextList(dialect, column), params: [JSON.stringify(which.customerIds)] }
  return { sql: `${column} > ? AND ${column} <= ?`, params: [which.after, which.upTo] }
}
