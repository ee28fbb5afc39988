import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DepartureList, Handover, Requeued } from '../../../server/features/handover/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import type { TestService } from '../../support/service.ts'
import { customersOf, startStory } from '../../stories/story.ts'
import { ask, confirm, DAY, later, plan, rowsOf, settle } from './handover.ts'

let service: TestService
let admin: Browser
beforeAll(async () => {
  service = await startStory()
  admin = await service.signIn('hanyue')
})
afterAll(() => service.close())

const read = (id: string) => ask<Handover>(admin, 'GET', `/handovers/${id}`)

it('shows who has left, what they leave and since when', async () => {
  const board = await ask<DepartureList>(admin, 'GET', '/handover/departures')
  const [hejun] = board.items
  expect(hejun).toMatchObject({ userid: 'hejun', days: 6, isLate: false, handover: null })
  expect(hejun?.customerCount).toBeGreaterThan(10)
  expect(hejun?.atRisk).toMatchObject({ clvFen: null, unansweredCount: null })
})

it('checks a plan, lets single rows be changed, and starts nothing before the number is typed', async () => {
  const draft = await plan(service, admin, { from: 'hejun', to: ['lina', 'zhaohang'] })
  const [first] = await rowsOf(admin, draft.id)
  const added = draft.successors.map((one) => one.added)
  expect(Math.abs((added[0] ?? 0) - (added[1] ?? 0))).toBeLessThanOrEqual(1)
  const zhaohang = await service.staffId('zhaohang')
  const edit = { version: draft.version, kind: 'customer', objectIds: [first?.objectId], toStaffId: zhaohang }
  const edited = await ask<Handover>(admin, 'PATCH', `/handovers/${draft.id}/rows`, edit)
  expect((await rowsOf(admin, draft.id))[0]).toMatchObject({ to: { staffId: zhaohang }, because: 'by-hand' })
  const out = { ...edit, version: edited.version, toStaffId: null }
  const without = await ask<Handover>(admin, 'PATCH', `/handovers/${draft.id}/rows`, out)
  expect(without.summary.customers).toBe(draft.summary.customers - 1)
  const stale = await admin.send('PATCH', `/api/v1/handovers/${draft.id}/rows`, out)
  expect(stale.json()).toMatchObject({ status: 409, tell: { reason: 'plan-changed' } })
  const wrong = { version: without.version, typed: '1' }
  const refused = await admin.send('POST', `/api/v1/handovers/${draft.id}/confirm`, wrong)
  expect(refused.json()).toMatchObject({ status: 409, tell: { reason: 'typed-wrong' } })
  const csv = (await admin.get(`/api/v1/handovers/${draft.id}/plan.csv`)).text
  const taken = { action: 'handover-plan-file', objectId: draft.id }
  expect(await service.database.db.auditEntry.count({ where: taken })).toBe(1)
  const file = csv.replaceAll(/,(lina|zhaohang),/g, ',zhaohang,')
  const headers = { 'content-type': 'text/csv' }
  const reply = await admin.send('POST', `/api/v1/handovers/${draft.id}/plan.csv`, file, { headers })
  expect(reply.status, reply.text).toBe(200)
  expect(reply.json<{ handover: Handover }>().handover.successors.map((one) => one.added)).toEqual([
    0,
    without.summary.customers,
  ])
  await ask(admin, 'DELETE', `/handovers/${draft.id}`)
  expect((await admin.get(`/api/v1/handovers/${draft.id}`)).status).toBe(404)
})

it('runs to a known end for every row: done, refused, taker full and sent on', async () => {
  const draft = await plan(service, admin, { from: 'hejun', to: ['lina', 'zhaohang'] })
  const total = draft.summary.customers
  await confirm(admin, draft)
  await settle(service)
  expect((await read(draft.id)).progress.customers).toMatchObject({ accepted: total, queued: 0 })
  const mine = await rowsOf(admin, draft.id)
  const refuses = mine.find((row) => row.to?.name === '李娜')?.objectId ?? ''
  service.simulator.actions('refuse-transfer', { externalUserid: refuses })
  // WeCom's list of open ones may drop the customer before the result tells why.
  await service.database.sql.run(
    `UPDATE "Follow" SET "endedAt" = ?, "endedBy" = 'transfer' WHERE "externalUserid" = ? AND "staffId" = ?`,
    [service.deps.clock.now(), refuses, await service.staffId('hejun')],
  )
  service.simulator.actions('switch-member', { userid: 'zhaohang', customerLimit: 1 })
  // The event of the refusal asks for the list at once.
  await later(service, 60_000)
  expect((await read(draft.id)).progress.customers.refused).toBe(1)
  const [ended] = await service.database.sql.all(
    `SELECT "endedBy" FROM "Follow" WHERE "externalUserid" = ? AND "staffId" = ?`,
    [refuses, await service.staffId('hejun')],
  )
  expect(ended).toEqual({ endedBy: 'customer' })
  await later(service, DAY)
  admin = await service.signIn('hanyue')
  await later(service, 3 * 60_000)
  const over = await read(draft.id)
  const forZhaohang = mine.filter((row) => row.to?.name === '赵航').length
  expect(over).toMatchObject({
    state: 'done',
    progress: {
      customers: { done: total - forZhaohang - 1, refused: 1, full: forZhaohang },
      settled: total,
      total,
    },
  })
  expect((await rowsOf(admin, draft.id, '&state=refused'))[0]).toMatchObject({
    reason: 'customer-refused',
    remedy: 'call-customer',
  })
  const toStaffIds = [await service.staffId('lina')]
  const again = await ask<Requeued>(admin, 'POST', `/handovers/${draft.id}/reassign`, {
    states: ['full'],
    toStaffIds,
  })
  expect(again).toMatchObject({ queued: forZhaohang, left: [] })
  await settle(service)
  await later(service, DAY + 3 * 60_000)
  admin = await service.signIn('hanyue')
  expect((await read(draft.id)).progress.customers).toMatchObject({ done: total - 1, refused: 1, full: 0 })
  expect(customersOf(service, 'hejun')).toEqual([])
})

it('hears of a refusal at once also between two readings of the list', async () => {
  service.simulator.actions('resign-member', { userid: 'wanglei' })
  await later(service, 5_000)
  const draft = await plan(service, admin, { from: 'wanglei', to: ['zhoulin'] })
  await confirm(admin, draft)
  await settle(service)
  // The first reading has been, the next is due after the takeover.
  await later(service, 19 * 3_600_000)
  const readings = service.simulator.calls.of('externalcontact/resigned/transfer_result')
  expect(readings).toBeGreaterThan(0)
  admin = await service.signIn('hanyue')
  const [first] = await rowsOf(admin, draft.id)
  service.simulator.actions('refuse-transfer', { externalUserid: first?.objectId ?? '' })
  await later(service, 60_000)
  expect((await read(draft.id)).progress.customers.refused).toBe(1)
})
