import { expect, it, onTestFinished } from 'vitest'
import type { DepartureList, Handover, SuccessorList } from '../../server/features/handover/contract.ts'
import { startSimulator } from '../../server/simulator/index.ts'
import { read, runSync, seenAfter, send } from '../stories/ask.ts'
import { realSettings } from '../stories/process.ts'
import { signIn } from './kill-effects.ts'
import { runningService } from './running-service.ts'

const START = 'externalcontact/resigned/transfer_customer'
const HELD_MS = 60_000

it('T1 a hand-over killed before, in and after its calls moves nobody twice and forgets nobody', async () => {
  const simulator = await startSimulator({
    port: 0,
    seed: 7,
    contacts: 120,
    groups: 0,
    staff: 14,
    limits: false,
  })
  onTestFinished(() => simulator.close())
  const settings = await realSettings(simulator.origin)
  const home = settings['LIUKE_ORIGIN'] ?? ''
  simulator.corp.appOrigin = home
  const company = { simulator, settings, home }
  const running = runningService(settings)
  await running.start()
  onTestFinished(() => running.kill())
  const admin = await signIn(company, 'hanyue', 'console')
  await runSync(admin)
  const [leaver] = (await read<DepartureList>(admin, '/handover/departures')).items
  const fromStaffId = leaver?.staffId ?? ''
  const { items } = await read<SuccessorList>(admin, `/handover/successors?fromStaffId=${fromStaffId}`)
  const successors = items.slice(0, 3).map(({ staffId }) => ({ staffId }))
  const plan = { customers: {}, groups: false, rule: { kind: 'even' }, successors }
  const draft = await send<Handover>(admin, 'POST', '/handovers', { fromStaffId, family: 'resigned', plan })
  expect(draft.summary.batches).toBe(3)
  const moves = () => simulator.world.transfers.all().filter((one) => one.handover === 'hejun')

  simulator.faults.set({ rules: [{ path: START, latencyMs: HELD_MS }] })
  const { id, version, summary } = draft
  await send(admin, 'POST', `/handovers/${id}/confirm`, { version, typed: summary.typed })
  const calling = async () =>
    (await read<{ items: { state: string }[] }>(admin, '/effects')).items.some(
      (one) => one.state === 'calling',
    )
  await seenAfter(calling)
  await running.kill()
  expect(moves()).toEqual([])

  simulator.faults.set({ rules: [{ path: START, answerLatencyMs: HELD_MS }] })
  await running.start()
  await seenAfter(async () => moves().length > 0)
  await running.kill()
  expect(moves().length).toBeLessThan(summary.customers)

  simulator.faults.set({ rules: [] })
  await running.start()
  const look = () => read<Handover>(admin, `/handovers/${id}`)
  const begun = async (): Promise<number> => {
    const { accepted, waiting } = (await look()).progress.customers
    return accepted + waiting
  }
  await seenAfter(async () => (await begun()) === summary.customers)
  await running.kill()
  await running.start()
  expect(await begun()).toBe(summary.customers)
  const moved = moves().map((one) => one.externalUserid)
  expect(moved).toHaveLength(summary.customers)
  expect(new Set(moved).size).toBe(moved.length)
  // Nobody was even asked for twice: WeCom would have said "in transfer".
  expect((await look()).progress.customers.failed).toBe(0)
})
