import { gateContact } from '../../../domain/contact-gate.ts'
import { chooseSender } from '../../../domain/post/choose-sender.ts'
import { dueDay, instantOf, isDue } from '../../../domain/sop/due.ts'
import type { SopStep } from '../../../domain/sop/plan.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { readContactFacts } from '../../actions/gate/read-contact-facts.ts'
import { openTasks, type NewTask } from '../../customers/tasks.ts'
import { tellPages } from '../../customers/tell-pages.ts'
import type { Deps } from '../../deps.ts'
import { readCandidates } from '../../posts/plan/plan-customers.ts'
import { SOP_KIND } from '../sop-kind.ts'
import { type Anchor, nextAnchors, PAGE, stepKey } from './next-anchors.ts'
import type { Run } from './read-run.ts'

const WEEK_MS = 7 * 86_400_000

interface Page {
  run: Run
  step: SopStep
  after: string
  only?: readonly string[] | undefined
}

/** Gives one step to the next of those it is due for. 'stopped': the plan was paused, ended or changed meanwhile. */
export async function givePage(deps: Deps, page: Page): Promise<string | null | 'stopped'> {
  const { run, step } = page
  const anchors = await nextAnchors(deps, page)
  const due = anchors.filter((anchor) => isDue(step, anchor.on, run.timing))
  const tasks = await decide(deps, { run, step, due })
  if (tasks.length > 0 && !(await give(deps, run, tasks))) return 'stopped'
  return anchors.length < PAGE ? null : (anchors.at(-1)?.key ?? null)
}

/** In one transaction with a look at the plan: nothing is given by a plan that has just been paused. */
async function give(deps: Deps, { corpId, planId, version }: Run, tasks: NewTask[]): Promise<boolean> {
  const now = deps.clock.now()
  const isGiven = await deps.database.sql.transaction(async (tx) => {
    const running = await tx.run(
      `UPDATE "SopPlan" SET "givenAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" = 'running' AND "version" = ?`,
      [now, corpId, planId, version],
    )
    if (running === 0) return false
    await openTasks(tx, { corpId, now, tasks })
    return true
  })
  if (!isGiven) return false
  await tellPages(
    deps,
    corpId,
    tasks.flatMap(({ customerId }) => (customerId === '' ? [] : customerId)),
  )
  for (const { chatId } of tasks) if (chatId) deps.live.tell({ corpId, topic: 'group', id: chatId })
  return true
}

/** Who is asked; nobody for whom the gate is closed, who has had enough this week, or whom no member can reach. */
async function decide(
  { database: { sql } }: Deps,
  { run, step, due }: { run: Run; step: SopStep; due: readonly Anchor[] },
): Promise<NewTask[]> {
  if (due.length === 0) return []
  const { corpId, nowMs, plan, rules, timing, kind } = run
  const ids = [...new Set(due.map((anchor) => anchor.chatId ?? anchor.customerId))]
  const isGroup = kind === 'group'
  const senders = isGroup ? null : await readCandidates(sql, run, ids)
  const facts = isGroup ? null : await readContactFacts(sql, { corpId, customerIds: ids, nowMs })
  const given = await readGiven(sql, { corpId, ids, column: isGroup ? 'chatId' : 'customerId', nowMs })
  return due.flatMap((anchor): NewTask[] => {
    const { customerId, chatId, on } = anchor
    const id = chatId ?? customerId
    const able = (senders?.get(id) ?? []).filter((one) => !one.hasLeft)
    const staffId = anchor.staffId ?? chooseSender(able, 'main')?.staffId ?? null
    const day = dueDay(step, on, timing)
    const dueAtMs = Math.max(instantOf(day, step.time), nowMs)
    const refusal = gateContact(facts?.get(id) ?? { optedOut: null, sentAtMs: [] }, rules, dueAtMs)
    const count = given.get(id) ?? 0
    if (staffId === null || refusal !== null || count >= (plan.perWeek ?? 0)) return []
    given.set(id, count + 1)
    return [
      {
        ...{ customerId, chatId, staffId, kind: SOP_KIND, title: step.title, dueOn: timing.today },
        key: stepKey(run, step, anchor.key),
        reason: { plan: plan.title, trigger: timing.trigger, anchorOn: on, day: step.day },
        step: {
          planId: run.planId,
          planVersion: run.version,
          stepId: step.id,
          dueAt: new Date(dueAtMs),
        },
      },
    ]
  })
}

/** Steps of all plans in the last seven days. */
async function readGiven(
  sql: Pick<SqlTx, 'all' | 'dialect'>,
  {
    corpId,
    ids,
    column,
    nowMs,
  }: { corpId: string; ids: string[]; column: 'customerId' | 'chatId'; nowMs: number },
): Promise<Map<string, number>> {
  const rows = await sql.all<{ id: string; n: number }>(
    `SELECT k."${column}" AS "id", COUNT(*) AS "n" FROM "Task" k WHERE k."corpId" = ? AND k."kind" = '${SOP_KIND}' AND k."createdAt" > ?
       AND ${inTextList(sql.dialect, `k."${column}"`)} GROUP BY k."${column}"`,
    [corpId, new Date(nowMs - WEEK_MS), JSON.stringify(ids)],
  )
  return new Map(rows.map(({ id, n }) => [id, Number(n)]))
}
