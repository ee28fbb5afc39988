import { toTransferReason, type TransferReason } from '../../../domain/transfer-reasons.ts'
import { groupBy } from '../../../platform/group-by.ts'
import type { Deps } from '../../deps.ts'
import type { Handover } from '../contract.ts'
import type { RowCount } from '../count-rows.ts'
import type { StoredHandover } from '../policy.ts'
import type { SuccessorLoad } from './contract.ts'

const PER_CALL = 100

/** What a plan would move, and what stands against confirming it. */
export function summaryOf({
  rows,
  loads,
  openOrders,
  problems,
  isDraft,
}: {
  rows: readonly RowCount[]
  loads: readonly SuccessorLoad[]
  openOrders: number | null
  problems: readonly TransferReason[]
  isDraft: boolean
}): Handover['summary'] {
  const moving = rows.filter((row) => (isDraft ? row.state === 'planned' : !OUT.has(row.state)))
  const sum = (kind: RowCount['kind'], what: 'count' | 'important'): number =>
    moving.filter((row) => row.kind === kind).reduce((total, row) => total + row[what], 0)
  const customers = sum('customer', 'count')
  const groups = sum('group', 'count')
  const all = new Set<TransferReason>(isDraft ? problems : [])
  if (isDraft && loads.some((load) => load.over > 0)) all.add('taker-full')
  if (isDraft && loads.length === 0) all.add('no-successor')
  return {
    customers,
    important: sum('customer', 'important'),
    openOrders,
    groups,
    batches: batchesOf(moving),
    blocked: blockedOf(rows),
    problems: [...all],
    typed: String(customers > 0 ? customers : groups),
  }
}

const OUT = new Set(['planned', 'blocked', 'excluded'])

/** The fewest calls: each names one successor and at most 100 of a kind. */
function batchesOf(rows: readonly RowCount[]): number {
  const perCall = groupBy(rows, (row) => `${row.kind} ${row.toStaffId}`)
  return [...perCall.values()].reduce(
    (calls, same) => calls + Math.ceil(same.reduce((sum, row) => sum + row.count, 0) / PER_CALL),
    0,
  )
}

function blockedOf(rows: readonly RowCount[]): Handover['summary']['blocked'] {
  const blocked = groupBy(
    rows.filter((row) => row.state === 'blocked'),
    (row) => `${row.kind} ${row.reason}`,
  )
  return [...blocked.values()].map((same) => ({
    reason: toTransferReason(same[0]?.reason ?? null) ?? 'other',
    kind: same[0]?.kind ?? 'customer',
    count: same.reduce((sum, row) => sum + row.count, 0),
  }))
}

/** null: the company's orders have no open state, so nobody can tell. */
export async function readOpenOrders(
  deps: Deps,
  { corpId, id }: Pick<StoredHandover, 'corpId' | 'id'>,
): Promise<number | null> {
  const { sql } = deps.database
  const open = `"status" NOT IN ('done', 'cancelled')`
  const [known] = await sql.all(`SELECT 1 AS "ok" FROM "Order" WHERE "corpId" = ? AND ${open} LIMIT 1`, [
    corpId,
  ])
  if (!known) return null
  const [row] = await sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Order" o WHERE o."corpId" = ? AND o.${open} AND o."customerId" IN
       (SELECT r."customerId" FROM "HandoverRow" r WHERE r."corpId" = ? AND r."handoverId" = ? AND r."state" NOT IN ('blocked', 'excluded'))`,
    [corpId, corpId, id],
  )
  return row?.n ?? 0
}
