import { churnBand, churnWithin } from '../../domain/analytics/churn.ts'
import { historyOf, weeksOf } from '../../domain/analytics/purchase-history.ts'
import { addDays, type LocalDate } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { closeTasks, openTasks, type NewTask } from '../customers/tasks.ts'
import type { Deps } from '../deps.ts'
import type { CustomerFacts, PredictionRow } from './predict.ts'
import { readOwners, type Slice } from './read-signals.ts'
import type { Ground } from './score-customers.ts'

export interface Scored extends PredictionRow {
  customerId: string
  facts: CustomerFacts
  before: { churnBand: string | null; lastVisitOn: string | null; crossedOn: string | null } | null
}

export const TASK_KIND = 'churn'
/** The first forecast of a customer is no crossing, unless a week ago it would have been another one. */
const FIRST_LOOK_DAYS = 7

interface Warning {
  slice: Slice
  scored: readonly Scored[]
  ground: Ground
}

/**
 * A task for the advisor who serves the customer when the band rises to high: once per absence, whatever the model says
 * on the days after. A visit ends the absence, closes the open warning, and the next one counts anew.
 * Answers since when each customer is above the line.
 */
export async function warnAdvisors(
  deps: Deps,
  tx: SqlTx,
  { slice, scored, ground }: Warning,
): Promise<Map<string, LocalDate | null>> {
  const crossedOn = new Map<string, LocalDate | null>()
  const crossing: Scored[] = []
  for (const one of scored) {
    const isHigh = one.churnBand === 'high'
    if (isHigh && hasCrossed(one, ground)) crossing.push(one)
    const since = crossing.at(-1) === one ? ground.today : (one.before?.crossedOn ?? null)
    crossedOn.set(one.customerId, isHigh ? since : null)
  }
  await openWarnings(deps, tx, { slice, crossing })
  const back = scored.filter(isBack).map((one) => one.customerId)
  await closeWarnings(deps, tx, { slice, customerIds: back, cause: 'came-back' })
  if (!ground.terms.churn)
    await closeWarnings(deps, tx, { slice, customerIds: slice.customerIds, cause: 'switched-off' })
  return crossedOn
}

function hasCrossed({ before, facts }: Scored, { model, today }: Ground): boolean {
  // Without a figure before (the first one, or churn had been switched off) the figure of a week ago decides.
  if (before !== null && before.churnBand !== null) return before.churnBand !== 'high'
  const weekAgo = historyOf(
    facts.visits.map((visit) => visit.on),
    addDays(today, -FIRST_LOOK_DAYS),
  )
  if (weekAgo === null || !model?.parameters) return false
  return churnBand(churnWithin(model.parameters, weeksOf(weekAgo))) !== 'high'
}

async function openWarnings(
  deps: Deps,
  tx: SqlTx,
  { slice, crossing }: { slice: Slice; crossing: readonly Scored[] },
): Promise<void> {
  if (crossing.length === 0) return
  const { corpId, asOf } = slice
  const owners = await readOwners(tx, { corpId, asOf, customerIds: crossing.map((one) => one.customerId) })
  const tasks = crossing.flatMap(({ customerId, lastVisitOn, churn }): NewTask[] => {
    const staffId = owners.get(customerId)
    if (staffId === undefined || churn === null) return []
    const percent = Math.round(churn * 100)
    return [
      {
        customerId,
        staffId,
        kind: TASK_KIND,
        dueOn: asOf,
        key: `churn:${customerId}:${lastVisitOn}`,
        title: `流失预警：26 周内不来的可能 ${percent}%`,
        reason: { percent, lastVisitOn },
      },
    ]
  })
  await openTasks(tx, { corpId, now: deps.clock.now(), tasks })
}

function isBack({ before, lastVisitOn }: Scored): boolean {
  return before?.lastVisitOn != null && lastVisitOn !== null && lastVisitOn > before.lastVisitOn
}

/** Nobody has to call them any more: they came back, or the corp wants no such warnings. */
async function closeWarnings(
  deps: Deps,
  tx: SqlTx,
  {
    slice: { corpId },
    customerIds,
    cause,
  }: { slice: Slice; customerIds: readonly string[]; cause: 'came-back' | 'switched-off' },
): Promise<void> {
  if (customerIds.length === 0) return
  const open = await tx.all<{ id: string }>(
    `SELECT "id" FROM "Task" WHERE "corpId" = ? AND "kind" = ? AND "doneAt" IS NULL AND ${inTextList(tx.dialect, '"customerId"')}`,
    [corpId, TASK_KIND, JSON.stringify(customerIds)],
  )
  const ids = open.map((row) => row.id)
  await closeTasks(tx, { corpId, ids, cause, now: deps.clock.now() })
}
