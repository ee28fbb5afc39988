import type { Sealer } from '../../platform/seal.ts'
import type { BadRowReason } from './contract.ts'
import type { ParsedRow } from './parse-order.ts'
import { digestOrder, type PreparedOrder, shortHash } from './prepare-order.ts'
import type { CsvRow } from './read-csv.ts'
import type { SeenOrders } from './seen-orders.ts'

export interface RefusedRow {
  line: number
  /** The mapped field; '' for the whole row. */
  field: string
  reason: BadRowReason
  cells: string[]
}

export interface SortedRows {
  orders: PreparedOrder[]
  /** Rows that say once more what an earlier row of the file said. */
  repeats: number
  bad: RefusedRow[]
}

/** Which rows of a batch are orders, and which are refused and why. */
export function sortRows(
  rows: readonly CsvRow[],
  { parse, seen, sealer }: { parse(cells: readonly string[]): ParsedRow; seen: SeenOrders; sealer: Sealer },
): SortedRows {
  const sorted: SortedRows = { orders: [], repeats: 0, bad: [] }
  for (const { line, cells } of rows) {
    const parsed = parse(cells)
    if ('problem' in parsed) {
      sorted.bad.push({ line, field: parsed.problem.field ?? '', reason: parsed.problem.reason, cells })
      continue
    }
    const digest = digestOrder(sealer, parsed.order)
    const met = seen.meet(shortHash(parsed.order.orderNo), shortHash(digest))
    if (met === 'new') sorted.orders.push({ order: parsed.order, digest })
    else if (met === 'same') sorted.repeats += 1
    // Item lines of one order: taking the last would lose the money of the others.
    else sorted.bad.push({ line, field: 'orderNo', reason: 'repeated-order-no', cells })
  }
  return sorted
}
