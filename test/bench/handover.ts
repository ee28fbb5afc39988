import axios from 'axios'
import type { Deps } from '../../server/features/deps.ts'
import type { Handover } from '../../server/features/handover/contract.ts'
import { createDraft } from '../../server/features/handover/plan/draft.ts'
import { readHandover } from '../../server/features/handover/read-handover.ts'
import { confirmHandover } from '../../server/features/handover/run/confirm.ts'
import { offsetClock } from '../../server/platform/clock.ts'
import type { Scope } from '../../server/platform/http/scope.ts'
import { createLog } from '../../server/platform/log.ts'
import { startService } from '../../server/start-service.ts'
import { benchSettings } from './bench-settings.ts'
import { atMost, type Goal } from './goals.ts'
import { jobsSettled, runSync } from './run-sync.ts'
import { startSimulatorProcess } from './simulator-process.ts'
import { watchProcess } from './watch-process.ts'

const CUSTOMERS = 5_000
const LEAVER = 'lina'
const TAKERS = ['zhaohang', 'wanglei', 'xuli', 'zhoumin']
const START_API = 'externalcontact/resigned/transfer_customer'
const RESULT_API = 'externalcontact/resigned/transfer_result'
const PER_CALL = 100
const PER_PAGE = 1_000
const DAY_MS = 86_400_000
const LOOK_MS = 100

/** Somebody with 5,000 customers has left: the plan, the calls and every result, against the fewest calls there can be. */
export async function measureHandover(): Promise<Record<string, Goal>> {
  const simulator = await startSimulatorProcess({ SIMULATOR_CONTACTS: 400 })
  for (let n = 0; n < CUSTOMERS; n += 1)
    await simulator.act('add-contact', { userid: LEAVER, name: `客户${n}` })
  const settings = benchSettings({ weComOrigin: simulator.origin })
  const clock = offsetClock()
  const log = createLog({ level: 'error' })
  const service = await startService({ settings, clock, log, ticks: false })
  const { deps } = service
  await runSync(deps)
  await jobsSettled(deps)
  await simulator.act('resign-member', { userid: LEAVER })
  await runSync(deps)
  await jobsSettled(deps)
  await simulator.resetCalls()
  const scope = await adminScope(deps)

  const before = await watchProcess(() => Promise.resolve())
  let draft: Handover | null = null
  const planning = await watchProcess(async () => {
    draft = await plan(deps, scope)
  })
  const { id, version, summary, successors } = required(draft)
  const calling = await watchProcess(async () => {
    await confirmHandover(deps, scope, { id, version, typed: summary.typed })
    await until(deps, scope, { id, isReached: ({ progress }) => progress.customers.queued === 0 })
  })
  await axios.post(`${simulator.origin}/sim/clock`, { advanceMs: DAY_MS + 5 * 60_000 })
  clock.setOffset(DAY_MS + 5 * 60_000)
  deps.jobs.nudge()
  const settling = await watchProcess(() =>
    until(deps, scope, { id, isReached: ({ state }) => state === 'done' }),
  )
  const ended = await readHandover(deps, scope, id)
  const calls = await simulator.calls()
  await service.stop()
  simulator.stop()

  const sizes = successors.map((one) => one.added)
  const fewest = (rows: number): number => sizes.reduce((sum, size) => sum + Math.ceil(size / rows), 0)
  const starts = calls[START_API] ?? 0
  return {
    handover: atMost(starts / fewest(PER_CALL), 1.02, {
      customers: summary.customers,
      calls: starts,
      minimum: fewest(PER_CALL),
      // A list is asked for once the takeover is due, and earlier now and then: customers may refuse within the day.
      results: { calls: calls[RESULT_API] ?? 0, minimum: fewest(PER_PAGE) },
      done: ended.progress.customers.done,
      planSeconds: planning.wallSeconds,
      callSeconds: calling.wallSeconds,
      resultSeconds: settling.wallSeconds,
      // Of the whole process, which has just copied the company.
      peakMb: {
        before: before.peakMb,
        plan: planning.peakMb,
        calls: calling.peakMb,
        results: settling.peakMb,
      },
    }),
  }
}

function required(draft: Handover | null): Handover {
  if (!draft) throw new Error('no plan was made')
  return draft
}

async function adminScope({ database: { db }, settings }: Deps): Promise<Scope> {
  const corpId = settings.WECOM_CORP_ID
  const { id, userid } = await db.staff.findFirstOrThrow({ where: { corpId, userKey: 'hanyue' } })
  return { corpId, staffId: id, userid, app: 'console', roles: ['admin'], unitPaths: [] }
}

async function plan(deps: Deps, scope: Scope): Promise<Handover> {
  const { corpId } = scope
  const staff = await deps.database.db.staff.findMany({
    where: { corpId, userKey: { in: [LEAVER, ...TAKERS] } },
    select: { id: true, userKey: true },
  })
  const idOf = new Map(staff.map((one) => [one.userKey, one.id]))
  const draft = await createDraft(deps, scope, {
    fromStaffId: idOf.get(LEAVER) ?? '',
    family: 'resigned',
    plan: {
      customers: {},
      groups: false,
      rule: { kind: 'even' },
      successors: TAKERS.flatMap((userid) => {
        const staffId = idOf.get(userid)
        return staffId === undefined ? [] : [{ staffId, count: null }]
      }),
    },
    message: null,
  })
  if (draft.summary.customers < CUSTOMERS)
    throw new Error(`the leaver has ${draft.summary.customers} customers, not ${CUSTOMERS}`)
  return draft
}

async function until(
  deps: Deps,
  scope: Scope,
  { id, isReached }: { id: string; isReached: (handover: Handover) => boolean },
): Promise<void> {
  while (!isReached(await readHandover(deps, scope, id)))
    await new Promise((next) => setTimeout(next, LOOK_MS))
}
