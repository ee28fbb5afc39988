import { addDays, type LocalDate } from '../../domain/time.ts'
import type { Sql, SqlParam, SqlTx } from '../../platform/db/index.ts'
import { inTextList, jsonAsText, jsonRows } from '../../platform/db/json-sql.ts'
import type { Condition } from '../staff/scope.ts'

/** RFM of one customer before scoring. */
export interface CustomerValues {
  customerId: string
  lastVisitOn: LocalDate
  frequency: number
  monetaryFen: number
}

/** The same of many, column by column. */
export interface ValueLists {
  customerId: string[]
  lastVisitOn: LocalDate[]
  frequency: number[]
  monetaryFen: number[]
}

export interface Frame {
  corpId: string
  asOf: LocalDate
  windowDays: number
  moneyOf: 'service' | 'all'
}

/** Customers of a range of ids (after … up to), or of a list. */
export type Which = { after: string; upTo: string } | { customerIds: readonly string[] }

/** One text instead of thousands of rows: making an object of each costs more than reading the orders. */
export async function readValues(sql: Sql | SqlTx, frame: Frame, which: Which): Promise<ValueLists> {
  const { dialect } = sql
  const values = valuesSql(sql, frame, which)
  const lists = { customerId: '', lastVisitOn: '', frequency: '', monetaryFen: '' }
  for (const name of Object.keys(lists) as (keyof ValueLists)[])
    lists[name] = jsonRows(dialect, `v."${name}"`)
  const columns = Object.entries(lists).map(([name, list]) => `${jsonAsText(dialect, list)} AS "${name}"`)
  const [row] = await sql.all<Record<keyof ValueLists, string>>(
    `SELECT ${columns.join(', ')} FROM (${values.sql}) v`,
    values.params,
  )
  return {
    customerId: listOf(row?.customerId),
    lastVisitOn: listOf(row?.lastVisitOn),
    frequency: listOf(row?.frequency),
    monetaryFen: listOf(row?.monetaryFen),
  }
}

function listOf<T>(text: string | undefined): T[] {
  return JSON.parse(text ?? '[]') as T[]
}

/**
 * One pass in the order of the index: the days of one customer lie together, so that counting the distinct ones costs
 * less than grouping twice. Cancelled and fully refunded orders vanish; a refund above the payment counts as nothing,
 * never as a loss.
 */
export function valuesSql(sql: Sql | SqlTx, frame: Frame, which: Which): Condition {
  const counts = frame.moneyOf === 'all' ? '' : `o."kind" = 'service' AND `
  const fen = `CASE WHEN ${counts}o."paidFen" > o."refundedFen" THEN o."paidFen" - o."refundedFen" ELSE 0 END`
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
      AND (o."paidFen" <> o."refundedFen" OR o."paidFen" <= 0)`,
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
