import { afterAll, beforeAll, expect, it } from 'vitest'
import type {
  Departure,
  DepartureList,
  Handover,
  SuccessorList,
} from '../../server/features/handover/contract.ts'
import type { Browser } from '../support/http-client.ts'
import type { TestService } from '../support/service.ts'
import { foundGroup } from '../support/factories/possessions.ts'
import { ask, confirm, DAY, later, plan, rowsOf, settle } from '../features/handover/handover.ts'
import { read, runSync, seenAfter } from './ask.ts'
import { startStory } from './story.ts'

let service: TestService
let manager: Browser
beforeAll(async () => {
  service = await startStory({ company: { contacts: 90, groups: 2 } })
  for (let n = 1; n <= 6; n += 1) foundGroup(service, 'lina', `浦东车友 ${n} 群`)
  await runSync(await service.signIn('hanyue'))
  manager = await service.signIn('xuli')
})
afterAll(() => service.close())

it('a manager hands a leaver over to colleagues, pauses, goes on, and finds an end for every customer and group', async () => {
  service.simulator.actions('resign-member', { userid: 'lina' })
  let left: Departure | undefined
  await seenAfter(async () => {
    const { items } = await read<DepartureList>(manager, '/handover/departures')
    left = items.find((row) => row.userid === 'lina')
    return left !== undefined
  })
  const colleagues = [...service.simulator.truth.rows('staff')]
    .map((row) => String(row['userid']))
    .filter((userid) => !['lina', 'hejun', 'xuli'].includes(userid))
    .filter((userid) => [...service.simulator.world.follows.each(userid)].length > 0)
    .slice(0, 4)
  const admin = await service.signIn('hanyue')
  const draft = await plan(service, admin, { from: 'lina', to: colleagues, rule: { kind: 'tier' } })
  expect(draft.summary).toMatchObject({
    customers: left?.customerCount,
    groups: left?.groupCount,
    problems: [],
  })

  // Slow enough that the pause comes between the calls.
  const slow = { path: 'externalcontact/resigned/transfer_customer', latencyMs: 1_000 }
  service.simulator.faults.set({ rules: [slow] })
  await confirm(admin, draft)
  await ask(admin, 'POST', `/handovers/${draft.id}/pause`, {})
  service.simulator.faults.set({ rules: [] })
  await settle(service)
  const paused = await read<Handover>(manager, `/handovers/${draft.id}`)
  expect(paused.state).toBe('paused')
  expect(paused.progress.customers.queued + paused.progress.groups.queued).toBeGreaterThan(0)
  await ask(admin, 'POST', `/handovers/${draft.id}/resume`, {})
  await settle(service)
  const [first] = await rowsOf(admin, draft.id)
  service.simulator.actions('refuse-transfer', { externalUserid: first?.objectId })
  await later(service, DAY + 3 * 60_000)

  manager = await service.signIn('xuli')
  const ended = await read<Handover>(manager, `/handovers/${draft.id}`)
  expect(ended).toMatchObject({
    state: 'done',
    progress: {
      customers: { done: draft.summary.customers - 1, refused: 1 },
      groups: { done: draft.summary.groups },
      settled: ended.progress.total,
    },
  })
  expect([...service.simulator.truth.rows('groups')].filter((group) => group['owner'] === 'lina')).toEqual([])
})

it('a manager moves customers between people on the job: every answer of WeCom is a line of a report that adds up', async () => {
  const { simulator } = service
  const admin = await service.signIn('hanyue')
  const giver = 'wanglei'
  const { items } = await read<SuccessorList>(
    admin,
    `/handover/successors?fromStaffId=${await service.staffId(giver)}`,
  )
  const [willing = '', full = '', unverified = ''] = items
    .map((one) => one.userid)
    .filter((userid) => userid !== 'xuli')
  simulator.actions('switch-member', { userid: unverified, realName: false })
  const draft = await plan(service, admin, {
    from: giver,
    to: [willing, full, unverified],
    family: 'onjob',
    groups: false,
  })
  const rows = await rowsOf(admin, draft.id)
  const names = new Map(items.map((one) => [one.name, one.userid]))
  const forTaker = (userid: string) =>
    rows.filter((row) => names.get(row.to?.name ?? '') === userid).map((row) => row.objectId)
  const [refuses = '', gone = '', moving = '', worn = '', stays = ''] = forTaker(willing)
  expect(stays).not.toBe('')
  simulator.actions('delete-contact', { userid: giver, externalUserid: gone })
  transferred(moving, { daysAgo: 0, status: 2 })
  for (const daysAgo of [10, 20]) transferred(worn, { daysAgo, status: 1 })

  await confirm(admin, draft)
  await settle(service)
  simulator.actions('refuse-transfer', { externalUserid: refuses, takeover: willing })
  simulator.actions('switch-member', { userid: full, customerLimit: 1 })
  await later(service, DAY + 3 * 60_000)
  await later(service, 10 * 60_000)

  const after = await service.signIn('hanyue')
  const ended = await read<Handover>(after, `/handovers/${draft.id}`)
  const { customers } = ended.progress
  const wanted = {
    done: forTaker(willing).length - 4,
    refused: 1,
    full: forTaker(full).length,
    limited: 1,
    failed: forTaker(unverified).length + 2,
  }
  expect(ended).toMatchObject({ state: 'done', progress: { customers: wanted } })
  const inBetween = { queued: 0, unknown: 0, accepted: 0, waiting: 0 }
  expect(customers).toMatchObject(inBetween)
  expect(Object.values(customers).reduce((sum, n) => sum + n, 0)).toBe(ended.progress.total)
  expect(ended.progress.total).toBe(rows.length)
  const codes = (await rowsOf(after, draft.id)).filter((row) => row.state === 'failed')
  expect(new Set(codes.map((row) => row.errorCode))).toEqual(new Set([40098, 40129, 40131]))
})

/** A transfer of somebody else's that WeCom knows and the copy does not. */
function transferred(externalUserid: string, { daysAgo, status }: { daysAgo: number; status: 1 | 2 }): void {
  const { world } = service.simulator
  const startedAtMs = world.clock.now() - Math.max(daysAgo * DAY, 3_600_000)
  world.change({
    kind: 'transfer',
    transfer: {
      family: 'onjob',
      handover: 'wanglei',
      takeover: 'hejun',
      externalUserid,
      status,
      startedAtMs,
      dueAtMs: startedAtMs + DAY,
      takeoverTime: 0,
    },
  })
}
