import { type ContactRefusal, gateContact } from '../../../domain/contact-gate.ts'
import { chooseSender } from '../../../domain/post/choose-sender.ts'
import { dueDay, instantOf, isDue } from '../../../domain/sop/due.ts'
import type { SopStep } from '../../../domain/sop/plan.ts'
import type { LocalDate } from '../../../domain/time.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { readContactFacts } from '../../customers/read-contact-facts.ts'
import { openTasks, type NewTask } from '../../customers/tasks.ts'
import { tellPages } from '../../customers/tell-pages.ts'
import type { Deps } from '../../deps.ts'
import { readCandidates } from '../../posts/plan/plan-customers.ts'
import { SOP_KIND } from '../sop-kind.ts'
import { type Anchor, nextAnchors, PAGE, stepKey } from './next-anchors.ts'
import type { Run } from './read-run.ts'
import { dropGiven, type Hold, writeHolds } from './write-holds.ts'

const WEEK_MS = 7 * 86_400_000

type Closed = ContactRefusal | { kind: 'steps-full'; freeOn: null }

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
  const decided = await decide(deps, { run, step, due })
  const isEmpty = decided.tasks.length === 0 && decided.holds.length === 0
  if (!isEmpty && !(await write(deps, run, decided))) return 'stopped'
  return anchors.length < PAGE ? null : (anchors.at(-1)?.key ?? null)
}

interface Decided {
  tasks: (NewTask & { key: string })[]
  holds: Hold[]
}

/** In one transaction with a look at the plan: nothing is given by a plan that has just been paused. */
async function write(
  deps: Deps,
  { corpId, planId, version }: Run,
  { tasks, holds }: Decided,
): Promise<boolean> {
  const now = deps.clock.now()
  const touched = await deps.database.sql.transaction(async (tx) => {
    const running = await tx.run(
      `UPDATE "SopPlan" SET "givenAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" = 'running' AND "version" = ?`,
      [now, corpId, planId, version],
    )
    if (running === 0) return null
    await openTasks(tx, { corpId, now, tasks })
    await dropGiven(tx, { corpId, keys: tasks.map((task) => task.key) })
    return [...tasks, ...(await writeHolds(tx, { corpId, planId, now, holds }))]
  })
  if (touched === null) return false
  await tellPages(
    deps,
    corpId,
    touched.flatMap(({ customerId }) => (customerId === '' ? [] : customerId)),
  )
  for (const { chatId } of touched) if (chatId) deps.live.tell({ corpId, topic: 'group', id: chatId })
  return true
}

/** Who is asked; who is not, since the gate is closed or they have had enough this week. Whom no member can reach is neither. */
async function decide(
  { database: { sql } }: Deps,
  { run, step, due }: { run: Run; step: SopStep; due: readonly Anchor[] },
): Promise<Decided> {
  const decided: Decided = { tasks: [], holds: [] }
  if (due.length === 0) return decided
  const { corpId, nowMs, plan, rules, timing, kind } = run
  const ids = [...new Set(due.map((anchor) => anchor.chatId ?? anchor.customerId))]
  const isGroup = kind === 'group'
  const senders = isGroup ? null : await readCandidates(sql, run, ids)
  const facts = isGroup ? null : await readContactFacts(sql, { corpId, customerIds: ids, nowMs })
  const given = await readGiven(sql, { corpId, ids, column: isGroup ? 'chatId' : 'customerId', nowMs })
  for (const anchor of due) {
    const id = anchor.chatId ?? anchor.customerId
    const able = (senders?.get(id) ?? []).filter((one) => !one.hasLeft)
    const staffId = anchor.staffId ?? chooseSender(able, 'main')?.staffId ?? null
    if (staffId === null) continue
    const day = dueDay(step, anchor.on, timing)
    const dueAtMs = Math.max(instantOf(day, step.time), nowMs)
    const count = given.get(id) ?? 0
    const isFull = count >= (plan.perWeek ?? 0)
    const closed =
      gateContact(facts?.get(id) ?? { optedOut: null, sentAtMs: [] }, rules, dueAtMs) ??
      (isFull ? { kind: 'steps-full' as const, freeOn: null } : null)
    if (closed === null) {
      given.set(id, count + 1)
      decided.tasks.push(taskOf(run, step, { anchor, staffId, dueAtMs }))
    } else decided.holds.push(holdOf(run, step, { anchor, staffId, day, closed }))
  }
  return decided
}

function taskOf(
  run: Run,
  step: SopStep,
  { anchor, staffId, dueAtMs }: { anchor: Anchor; staffId: string; dueAtMs: number },
): Decided['tasks'][number] {
  const { customerId, chatId, on } = anchor
  const { planId, version, plan, timing } = run
  return {
    customerId,
    chatId,
    staffId,
    kind: SOP_KIND,
    title: step.title,
    dueOn: timing.today,
    key: stepKey(run, step, anchor.key),
    reason: { plan: plan.title, trigger: timing.trigger, anchorOn: on, day: step.day },
    step: { planId, planVersion: version, stepId: step.id, dueAt: new Date(dueAtMs) },
  }
}

function holdOf(
  run: Run,
  step: SopStep,
  {
    anchor: { customerId, chatId, key },
    staffId,
    day,
    closed,
  }: { anchor: Anchor; staffId: string; day: LocalDate; closed: Closed },
): Hold {
  return {
    customerId,
    chatId,
    staffId,
    stepId: step.id,
    title: step.title,
    dueOn: day,
    key: stepKey(run, step, key),
    reason: closed.kind,
    freeOn: closed.freeOn,
  }
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
