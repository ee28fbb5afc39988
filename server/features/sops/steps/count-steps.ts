import { localDateOf, type LocalDate } from '../../../domain/time.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import type { StepCounts } from '../contract.ts'
import { visibleSenders } from '../../posts/policy.ts'
import { SOP_KIND } from '../sop-kind.ts'
import { countHeld, countHeldNow } from './list-held.ts'
import { stepState } from './step-state.ts'

const NONE: StepCounts = { given: 0, open: 0, overdue: 0, sent: 0, marked: 0, skipped: 0, ended: 0, held: 0 }

/** How the given steps of some plans stand, of the members one answers for. */
export async function countSteps(
  deps: Deps,
  scope: Scope,
  planIds: readonly string[],
): Promise<{ planId: string; stepId: string; counts: StepCounts }[]> {
  const { sql } = deps.database
  const own = visibleSenders(scope, 'k."staffId"')
  const is = stepState(localDateOf(deps.clock.nowMs()))
  const count = (state: keyof typeof is): string => `SUM(CASE WHEN ${is[state].sql} THEN 1 ELSE 0 END)`
  const counted = Object.keys(is) as (keyof typeof is)[]
  const rows = await sql.all<Record<string, string | number>>(
    `SELECT k."planId", k."stepId", COUNT(*) AS "given", ${counted.map((state) => `${count(state)} AS "${state}"`).join(', ')}
     FROM "Task" k WHERE k."corpId" = ? AND ${inTextList(sql.dialect, 'k."planId"')} AND ${own.sql}
     GROUP BY k."planId", k."stepId"`,
    [...counted.flatMap((state) => is[state].params), scope.corpId, JSON.stringify(planIds), ...own.params],
  )
  const all = rows.map((row) => ({
    planId: String(row['planId']),
    stepId: String(row['stepId']),
    counts: Object.fromEntries(
      Object.keys(NONE).map((name) => [name, Number(row[name] ?? 0)]),
    ) as unknown as StepCounts,
  }))
  for (const { planId, stepId, held } of await countHeld(deps, scope, planIds)) {
    const known = all.find((one) => one.planId === planId && one.stepId === stepId)
    if (known) known.counts.held = held
    else all.push({ planId, stepId, counts: { ...NONE, held } })
  }
  return all
}

export function sumCounts(all: readonly StepCounts[]): StepCounts {
  const sum = { ...NONE }
  for (const counts of all)
    for (const name of Object.keys(sum) as (keyof StepCounts)[]) sum[name] += counts[name]
  return sum
}

/** Open steps of today and of the days before, and those held back, of one's own and of the members one answers for. */
export async function countWaiting(
  deps: Deps,
  scope: Scope,
  today: LocalDate,
): Promise<{ dueToday: number; overdue: number; held: number }> {
  const own = visibleSenders(scope, 'k."staffId"')
  const [row] = await deps.database.sql.all<{ dueToday: number | null; overdue: number | null }>(
    `SELECT SUM(CASE WHEN k."dueOn" = ? THEN 1 ELSE 0 END) AS "dueToday", SUM(CASE WHEN k."dueOn" < ? THEN 1 ELSE 0 END) AS "overdue"
     FROM "Task" k WHERE k."corpId" = ? AND k."kind" = ? AND k."doneAt" IS NULL AND ${own.sql}`,
    [today, today, scope.corpId, SOP_KIND, ...own.params],
  )
  const held = await countHeldNow(deps, scope, today)
  return { dueToday: Number(row?.dueToday ?? 0), overdue: Number(row?.overdue ?? 0), held }
}
