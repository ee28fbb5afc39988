import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { historyOf, type DayHistory } from '../../domain/analytics/purchase-history.ts'
import type { LocalDate } from '../../domain/time.ts'
import type { ReadData } from './section.ts'

const orderRows = z.array(
  z.object({ customer_id: z.string(), order_date: z.iso.date(), amount_fen: z.coerce.number().int() }),
)
const summaryRows = z.array(
  z.object({
    x: z.coerce.number(),
    t_x: z.coerce.number(),
    T: z.coerce.number(),
    zbar: z.coerce.number(),
  }),
)

export interface CdnowOrder {
  customer: string
  on: LocalDate
  fen: number
}

export const CALIBRATED_ON = '1997-09-30'
export const HELD_OUT_UNTIL = '1998-06-30'
export const HELD_OUT_WEEKS = 39

export function readOrders(read: ReadData): CdnowOrder[] {
  const rows = orderRows.parse(parse(read('cdnow_orders.csv'), { columns: true }))
  return rows.map((row) => ({ customer: row.customer_id, on: row.order_date, fen: row.amount_fen }))
}

export function readSummary(read: ReadData): z.infer<typeof summaryRows> {
  return summaryRows.parse(parse(read('cdnow_summary.csv'), { columns: true }))
}

/** The visit-days of each customer, ascending. */
export function visitDaysOf(orders: readonly CdnowOrder[]): LocalDate[][] {
  const daysOf = new Map<string, Set<LocalDate>>()
  for (const { customer, on } of orders) {
    const days = daysOf.get(customer) ?? new Set()
    daysOf.set(customer, days.add(on))
  }
  return [...daysOf.values()].map((days) => [...days].sort())
}

/** Histories at the calibration date, and the visit-days of the same customers in the months held out. */
export function splitCdnow(visitDays: readonly LocalDate[][]): {
  histories: DayHistory[]
  heldOut: number[]
} {
  const histories: DayHistory[] = []
  const heldOut: number[] = []
  for (const days of visitDays) {
    const history = historyOf(days, CALIBRATED_ON)
    if (history === null) continue
    histories.push(history)
    heldOut.push(days.filter((day) => day > CALIBRATED_ON && day <= HELD_OUT_UNTIL).length)
  }
  return { histories, heldOut }
}
