import { expect, it, onTestFinished } from 'vitest'
import type { Post } from '../../server/features/posts/contract.ts'
import { startSimulator } from '../../server/simulator/index.ts'
import { read, runSync, seenAfter, send } from '../stories/ask.ts'
import { realSettings } from '../stories/process.ts'
import { signIn } from './kill-effects.ts'
import { runningService } from './running-service.ts'

const CREATE = 'externalcontact/add_msg_template'
const HELD_MS = 60_000

it('G1 a post killed before, in and after its calls is one task for each sender, and nobody has it twice', async () => {
  const simulator = await startSimulator({
    port: 0,
    seed: 7,
    contacts: 60,
    groups: 8,
    staff: 14,
    limits: false,
  })
  onTestFinished(() => simulator.close())
  const settings = await realSettings(simulator.origin)
  const home = settings['LIUKE_ORIGIN'] ?? ''
  simulator.corp.appOrigin = home
  const running = runningService(settings)
  await running.start()
  onTestFinished(() => running.kill())
  const admin = await signIn({ simulator, home }, 'hanyue', 'console')
  await runSync(admin)
  // Whatever the hour is on which this runs.
  const contact = { perDay: 1, perWeek: 3, perMonth: 6, fromHour: 0, toHour: 24, isWeekendOpen: true }
  await send(admin, 'PUT', '/outreach', { contact })
  const draft = { content: { text: '周三到店免费洗车' } }
  const { id } = await send<Post>(admin, 'POST', '/posts', { kind: 'groups', draft })
  const look = () => read<Post>(admin, `/posts/${id}`)
  await send(admin, 'POST', `/posts/${id}/look`, {})
  await seenAfter(async () => (await look()).plan.state === 'ready')
  const counts = (await look()).plan.counts
  const made = () => simulator.world.massMessages.all()
  const isCalling = async () =>
    (await read<{ items: { state: string }[] }>(admin, '/effects')).items.some(
      (one) => one.state === 'calling',
    )

  simulator.faults.set({ rules: [{ path: CREATE, latencyMs: HELD_MS }] })
  await send(admin, 'POST', `/posts/${id}/submit`, {})
  await seenAfter(isCalling)
  await running.kill()
  expect(made()).toEqual([])

  simulator.faults.set({ rules: [{ path: CREATE, answerLatencyMs: HELD_MS }] })
  await running.start()
  await seenAfter(() => Promise.resolve(made().length > 0))
  await running.kill()

  simulator.faults.set({ rules: [] })
  await running.start()
  const isOut = async () => (await look()).progress.targets.out === counts?.planned
  await seenAfter(isOut)
  expect(made()).toHaveLength(counts?.staff ?? 0)
  const receivers = made().flatMap((one) => one.tasks.flatMap((task) => task.targets))
  expect(receivers).toHaveLength(counts?.planned ?? 0)
  expect(new Set(receivers).size).toBe(receivers.length)
}, 120_000)
