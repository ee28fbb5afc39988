import type { StepState } from '../../../domain/sop/plan.ts'
import type { LocalDate } from '../../../domain/time.ts'
import type { Condition } from '../../staff/scope.ts'

/** How a step `k` stands, as conditions that leave none out and count none twice; overdue ones are open, too. */
export function stepState(today: LocalDate): Record<StepState, Condition> {
  const open = 'k."doneAt" IS NULL'
  const how = (value: string): Condition => ({ sql: `k."doneHow" = '${value}'`, params: [] })
  return {
    open: { sql: open, params: [] },
    overdue: { sql: `(${open} AND k."dueOn" < ?)`, params: [today] },
    sent: how('sent'),
    marked: how('marked'),
    skipped: how('skipped'),
    ended: { sql: `(k."doneAt" IS NOT NULL AND k."doneHow" IS NULL)`, params: [] },
  }
}
