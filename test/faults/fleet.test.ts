import { describe, expect, it } from 'vitest'
import { schedule } from '../../config/schedule.ts'
import type { Me } from '../../server/features/session/contract.ts'
import type { SyncRunView } from '../../server/features/sync/contract.ts'
import type { Browser } from '../support/http-client.ts'
import { findServer } from '../support/postgres-server.ts'
import { newPostgresDatabase } from '../support/templates.ts'
import { read, seenAfter, send } from '../stories/ask.ts'
import { openProcessFleet, type Member, type ProcessFleet } from './fleet.ts'
import { corpId } from './lab.ts'
import { changeSilently } from './silent-changes.ts'
import { ackedButMissing, inboxTexts, storm, watchDeliveries } from './storm.ts'
import { pause } from './until.ts'

const server = await findServer()
const BATCH = 'externalcontact/batch/get_by_user'
const GET = 'externalcontact/get'
const STORM = { count: 120, perSecond: 120, entities: 40, seed: 7 }
/** Past the slots of the quarters, and past every lease. */
const LATER_MS = 16 * 60_000
const MINUTE_MS = 60_000
/** Another process may have been refused: it is looked up this often. */
const LOOK_MS = 1_000
const LOOK_SLACK_MS = 500

const isOpen = ({ state }: SyncRunView): boolean => state === 'queued' || state === 'running'

async function ended(admin: Browser, id: string): Promise<SyncRunView> {
  let run = await read<SyncRunView>(admin, `/sync/runs/${id}`)
  await seenAfter(async () => !isOpen((run = await read<SyncRunView>(admin, `/sync/runs/${id}`))))
  return run
}

const startRun = async (admin: Browser, kind: 'full' | 'reconcile' = 'full'): Promise<string> =>
  (await send<{ id: string }>(admin, 'POST', '/sync/runs', { kind })).id

async function isReadingContacts({ lab }: ProcessFleet, pages: number): Promise<void> {
  const before = lab.simulator.calls.of(BATCH)
  await seenAfter(async () => lab.simulator.calls.of(BATCH) >= before + pages)
}

/** Started at one web process, watched and ended at the other; the next one is done. */
async function cancelAndStartAnew(fleet: ProcessFleet, admin: Browser): Promise<void> {
  const id = await startRun(admin)
  await isReadingContacts(fleet, 1)
  await send(admin, 'POST', `/sync/runs/${id}/cancel`, {})
  expect((await ended(admin, id)).state).toBe('cancelled')
  expect(await ended(admin, await startRun(admin))).toMatchObject({ state: 'done', failureCount: 0 })
}

/** Each slot fired after the start, with how many jobs it was worth. */
async function firedSlots({ lab }: ProcessFleet): Promise<{ task: string; jobs: number }[]> {
  return lab.database.sql.all(
    `SELECT s."task", (SELECT COUNT(*) FROM "Job" j WHERE j."corpId" = ? AND j."name" = s."task"
        AND j."key" = to_char(s."slotAt", 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS "jobs"
     FROM "TaskSlot" s WHERE s."slotAt" > (SELECT MIN(f."slotAt") FROM "TaskSlot" f WHERE f."task" = s."task")`,
    [corpId],
  )
}

/** After one refusal nobody calls the interface any more, wherever the next event arrives, until the window is over. */
async function shareABlock({ lab, webs }: ProcessFleet, members: Member[], offsetMs: number): Promise<void> {
  const { calls, faults } = lab.simulator
  const edit = (n: number): unknown =>
    lab.act('edit-contact', {
      userid: 'lina',
      externalUserid: lab.customersOf('lina')[n] ?? '',
      remark: `被限 ${n}`,
    })
  faults.set({ rules: [{ path: GET, errcode: 45009 }] })
  calls.reset()
  edit(0)
  const known = `SELECT COUNT(*) AS "n" FROM "WecomToken" WHERE "key" LIKE '%:limits'`
  await seenAfter(async () => (await lab.count(known)) > 0)
  await pause(LOOK_MS + LOOK_SLACK_MS)
  const before = calls.of(GET)
  expect(before).toBeGreaterThan(0)
  for (const n of [1, 2, 3, 4, 5, 6]) edit(n)
  await lab.simulator.callbacks.settled()
  // An event waits 0.6 s for others of its object before it is looked at.
  await pause(1_500)
  expect(calls.of(GET)).toBe(before)
  faults.set({})
  await moveClocks([...webs, ...members], offsetMs + MINUTE_MS + 1_000)
  await lab.quiet()
}

const moveClocks = (members: Member[], offsetMs: number): Promise<unknown> =>
  Promise.all(members.map((member) => member.commands.setClock(offsetMs)))

describe.runIf(server)('two web and two worker processes on one PostgreSQL', () => {
  it('P16 one is killed and one is frozen in a storm: one login, one clock table, one token, one block, one copy', async () => {
    const fleet = await openProcessFleet({
      newDatabase: () => newPostgresDatabase(server ?? ''),
      company: { contacts: 240, groups: 4, callbackRetryGapMs: 300 },
      ticks: true,
    })
    const { lab, webs, took } = fleet
    const { simulator } = lab
    const [first, frozen] = await Promise.all([fleet.start('worker'), fleet.start('worker')])
    const admin = await fleet.signIn('hanyue')
    for (let n = 0; n < 4; n += 1) expect((await read<Me>(admin, '/me')).userid).toBe('hanyue')
    simulator.faults.set({ rules: [{ path: BATCH, latencyMs: 300 }] })
    await cancelAndStartAnew(fleet, admin)
    expect(await lab.equality()).toMatchObject({ isMet: true })

    await lab.connect()
    const deliveries = watchDeliveries(lab)
    simulator.faults.set({
      rules: [{ path: BATCH, latencyMs: 300 }],
      callbacks: { repeatRate: 0.3, shuffleMs: 200 },
    })
    const run = await startRun(admin)
    await isReadingContacts(fleet, 1)
    const raging = storm(lab, STORM)
    await seenAfter(async () => deliveries.attempts().length > STORM.count / 4)
    frozen.process.kill('SIGSTOP')
    await first.kill()
    await raging
    // What the frozen one has read is old from now on.
    changeSilently(lab, { remark: '冻住以后' })

    simulator.clock.advance(LATER_MS)
    await moveClocks(webs, LATER_MS)
    const next = await Promise.all([fleet.start('worker', LATER_MS), fleet.start('worker', LATER_MS)])
    expect(await ended(admin, run)).toMatchObject({ state: 'done', failureCount: 0 })
    await lab.quiet()
    expect((await ended(admin, await startRun(admin, 'reconcile'))).state).toBe('done')
    expect(await lab.equality()).toMatchObject({ isMet: true })
    const secrets = await lab.count(`SELECT COUNT(*) AS "n" FROM "WecomToken" WHERE "key" LIKE '%:token'`)
    expect(simulator.calls.of('gettoken')).toBe(secrets)
    const wake = frozen.commands.setClock(LATER_MS)
    frozen.process.kill('SIGCONT')
    await wake
    const members = [...next, frozen]
    await shareABlock(fleet, members, LATER_MS)

    expect(await ackedButMissing(lab, deliveries.all)).toEqual([])
    expect([...(await inboxTexts(lab)).values()].filter((times) => times > 1)).toEqual([])
    const fired = await firedSlots(fleet)
    const due = schedule.filter(({ cron }) => ['*/5 * * * *', '*/15 * * * *'].includes(cron))
    expect(fired.map(({ task }) => task)).toEqual(expect.arrayContaining(due.map(({ task }) => task)))
    expect(fired.filter(({ jobs }) => jobs !== 1)).toEqual([])
    for (const { origin } of webs) expect(took.get(origin)).toBeGreaterThan(STORM.count / 4)
    expect(await lab.equality()).toMatchObject({ isMet: true })
    for (const { process: child } of [...webs, ...members])
      expect([child.exitCode, child.signalCode]).toEqual([null, null])
  })
})

it.skipIf(server)('P16 (1 case) needs a PostgreSQL server: set TEST_DATABASE_URL', () => undefined)
