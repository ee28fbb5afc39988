import type { ActionRule } from '../../domain/actions.ts'
import type { RankedAction } from '../../domain/rank-actions.ts'
import { digestOf } from '../../platform/digest.ts'

const COUNTERS = new Set(['inDays', 'daysAgo', 'overdueDays', 'sinceDays', 'months', 'percent'])

/** Tells two situations apart: counters that grow by the day are the same situation. */
export function digestFacts(rule: ActionRule, reason: RankedAction['reason']): string {
  return digestOf([rule, Object.entries(reason).filter(([name]) => !COUNTERS.has(name))])
}
