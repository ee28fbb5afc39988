import { addDays, type LocalDate } from '../../domain/time.ts'
import type { Sql, SqlParam, SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'

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

/**
 * Visit-days first, then customers: counting distinct days in one step is several times slower. Cancelled and fully
 * refunded orders vanish; a refund above the payment counts as nothing, never as a loss.
 */
export async function readValues(sql: Sql | SqlTx, frame: Frame, which: Which): Promise<CustomerValues[]> {
  const { corpId, asOf, windowDays, moneyOf } = frame
  const net = `CASE WHEN o."paidFen" > o."refundedFen" THEN o."paidFen" - o."refundedFen" ELSE 0 END`
  const counted = moneyOf === 'all' ? net : `CASE WHEN o."kind" = 'service' THEN ${net} ELSE 0 END`
  const chosen = choose(sql, which)
  const text = `SELECT "customerId", MAX("orderedOn") AS "lastVisitOn", COUNT(*) AS "frequency", SUM("fen") AS "monetaryFen"
    FROM (SELECT o."customerId", o."orderedOn", SUM(${counted}) AS "fen" FROM "Order" o
      WHERE o."corpId" = ? AND ${chosen.sql} AND o."orderedOn" > ? AND o."orderedOn" <= ? AND o."status" = 'done'
        AND NOT (o."paidFen" > 0 AND o."paidFen" = o."refundedFen")
      GROUP BY o."customerId", o."orderedOn") days
    GROUP BY "customerId" ORDER BY "customerId"`
  return sql.all<CustomerValues>(text, [corpId, ...chosen.params, addDays(asOf, -windowDays), asOf])
}

function choose({ dialect }: Sql | SqlTx, which: Which): { sql: string; params: SqlParam[] } {
  if ('customerIds' in which)
    return { sql: inTextList(dialect, 'o."customerId"'), params: [JSON.stringify(which.customerIds)] }
  return { sql: 'o."customerId" > ? AND o."customerId" <= ?', params: [which.after, which.upTo] }
}
