import type { RowCount } from '../count-rows.ts'
import { takerProblems, type StaffFacts } from '../staff-facts.ts'
import type { SuccessorLoad } from './contract.ts'

const MOVING = ['planned', 'queued', 'unknown', 'accepted', 'waiting']

/** What each successor has, gets and may have. What is done is part of what they have now. */
export function loadsOf({
  takers,
  rows,
  limit,
  fromStaffId,
}: {
  takers: readonly (StaffFacts & { wanted: number | null })[]
  rows: readonly RowCount[]
  limit: number
  fromStaffId: string
}): SuccessorLoad[] {
  return takers.map((taker): SuccessorLoad => {
    const mine = rows.filter((row) => row.toStaffId === taker.id && MOVING.includes(row.state))
    const sum = (kind: RowCount['kind'], what: 'count' | 'important'): number =>
      mine.filter((row) => row.kind === kind).reduce((total, row) => total + row[what], 0)
    const added = sum('customer', 'count')
    const important = sum('customer', 'important')
    return {
      staffId: taker.id,
      name: taker.name,
      position: taker.position,
      unitName: taker.unitName,
      current: taker.current,
      added,
      limit,
      over: added === 0 ? 0 : Math.max(0, taker.current + added - limit),
      groups: sum('group', 'count'),
      important,
      ordinary: added - important,
      wantedCount: taker.wanted,
      problems: takerProblems(taker, fromStaffId),
    }
  })
}
