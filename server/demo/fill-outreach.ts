import { hash32, seededRandom } from '../domain/analytics/random.ts'
import { localDateOf, startOfDayMs } from '../domain/time.ts'
import { outcomeInput } from '../features/actions/contract.ts'
import { experimentInput } from '../features/actions/experiments/contract.ts'
import { startExperiment } from '../features/actions/experiments/edit-experiment.ts'
import { checkOutgoing } from '../features/actions/gate/check-outgoing.ts'
import { recomputeActions } from '../features/actions/recompute.ts'
import { recordOutcome } from '../features/actions/record-outcome.ts'
import { markReplied } from '../features/actions/results/mark-replied.ts'
import type { Deps } from '../features/deps.ts'
import { scriptInput } from '../features/scripts/contract.ts'
import { createScript } from '../features/scripts/edit-script.ts'
import { newId } from '../platform/new-id.ts'
import { demoOperators } from './company.ts'
import { asOf, DAY_MS, type Follow, readFollows, scopeOf } from './past-work.ts'

const FIRST_DAY = 34
/** The windows of all messages have closed by today. */
const LAST_DAY = 9
/** Enough messages for the response model to learn from. */
const PER_DAY = 30
/** When advisors have time to write. Few, so that it can be told which of them are good. */
const WRITING_HOURS = [10, 11, 15, 17, 19]
const HOUR_MS = 3_600_000
/** Second texts for what is said most often, so that there is something to compare. */
const SECOND_TEXTS = [
  {
    scene: 'service-overdue',
    title: '保养逾期关怀 · 简短版',
    body: '{{ customer.salutation }}您好，您的{{ vehicle.model }}该保养了，我帮您约个不用等的时间？回我一个“好”就行。',
    answers: 0.42,
  },
  {
    scene: 'important-keep',
    title: '老客户挽留 · 先问原因',
    body: '{{ customer.salutation }}您好，最近没见您来店里，是哪里没让您满意吗？您随便说一句，我来跟进。',
    answers: 0.3,
  },
] as const
const USUAL_ANSWERS = 0.03
/** Who has something to arrange answers. */
const ANSWERS_TO: Partial<Record<string, number>> = {
  'service-due': 0.6,
  'service-overdue': 0.5,
  'insurance-due': 0.5,
  'quote-follow-up': 0.5,
  'trade-in-window': 0.45,
  'high-value-care': 0.12,
}

/**
 * Five weeks of work of the demo's advisors, through the use cases they call from the sidebar, with the clock of those
 * days: they send what is proposed, within the caps, and mark who answered. How willing the invented customers are is
 * invented; everything the page shows is counted from these marks and from the orders of the demo.
 */
export async function fillOutreach(deps: Deps): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  if ((await deps.database.db.actionResult.count({ where: { corpId } })) > 0) return
  const second = await writeSecondTexts(deps, corpId)
  const follows = await readFollows(deps, corpId)
  const random = seededRandom('demo-outreach')
  for (let day = FIRST_DAY; day >= LAST_DAY; day--) {
    const past = asOf(deps, -day * DAY_MS)
    const some = follows.filter(
      ({ customerId }) => hash32(customerId) % (FIRST_DAY - LAST_DAY + 1) === day - LAST_DAY,
    )
    await workOneDay(past, { corpId, some: some.slice(0, PER_DAY), random, second })
  }
  for (const name of ['actions.close-windows', 'actions.daily', 'response.train'])
    await deps.jobs.add(deps.database.db, { name, corpId, payload: {}, key: 'demo' })
}

async function workOneDay(
  past: Deps,
  {
    corpId,
    some,
    random,
    second,
  }: { corpId: string; some: readonly Follow[]; random: () => number; second: Map<string, number> },
): Promise<void> {
  const { db } = past.database
  const customerIds = some.map(({ customerId }) => customerId)
  const today = localDateOf(past.clock.nowMs())
  await db.$transaction((tx) => recomputeActions(past, tx, { corpId, customerIds, today }))
  const free = await checkOutgoing(past, corpId, customerIds)
  for (const follow of some) {
    const refusal = free.get(follow.customerId) ?? null
    // Nobody looks at the hour at which the demo happens to be started.
    if (refusal !== null && refusal.kind !== 'quiet-hours') continue
    const { customerId } = follow
    const action = await db.action.findFirst({
      where: { corpId, customerId, scriptId: { not: null } },
      orderBy: { rank: 'asc' },
    })
    if (action === null) continue
    const scope = scopeOf(corpId, follow, ['advisor'])
    const { rule, scriptId, factsDigest } = action
    const moment = hash32(`hour:${customerId}`)
    const then = atHour(past, WRITING_HOURS[moment % WRITING_HOURS.length] ?? 10)
    const id = newId(then.clock.nowMs())
    const outcome = random() < 0.2 ? 'edited' : 'sent'
    await recordOutcome(
      then,
      scope,
      outcomeInput.parse({ id, customerId, rule, scriptId, factsDigest, outcome }),
    )
    const willing = second.get(scriptId ?? '') ?? ANSWERS_TO[rule] ?? USUAL_ANSWERS
    if (random() < willing)
      await markReplied(asOf(then, (1 + (moment % 12)) * HOUR_MS), scope, { id, isReplied: true })
  }
}

/** The same day at that hour of Shanghai. */
function atHour(past: Deps, hour: number): Deps {
  const nowMs = past.clock.nowMs()
  return asOf(past, startOfDayMs(localDateOf(nowMs)) + hour * HOUR_MS - nowMs)
}

async function writeSecondTexts(deps: Deps, corpId: string): Promise<Map<string, number>> {
  const { db } = deps.database
  const operator = await db.staff.findFirstOrThrow({
    where: { corpId, userKey: { in: demoOperators } },
    select: { id: true, userid: true },
  })
  const scope = scopeOf(corpId, { staffId: operator.id, userid: operator.userid }, ['operator'])
  const past = asOf(deps, -(FIRST_DAY + 1) * DAY_MS)
  const willing = new Map<string, number>()
  for (const { scene, title, body, answers } of SECOND_TEXTS) {
    const first = await db.script.findFirst({ where: { corpId, scene }, orderBy: { id: 'asc' } })
    if (first === null) continue
    const { categoryId } = first
    const input = scriptInput.parse({ categoryId, title, kind: 'text', body, scene })
    const { id } = await createScript(past, scope, input)
    willing.set(id, answers)
    if (scene !== 'service-overdue') continue
    const arms = [{ scriptId: first.id }, { scriptId: id }]
    await startExperiment(past, scope, experimentInput.parse({ name: '保养逾期：详细还是简短', scene, arms }))
  }
  return willing
}
