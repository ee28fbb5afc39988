import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Handover, HandoverPage } from '../../../server/features/handover/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import type { TestService } from '../../support/service.ts'
import { startStory } from '../../stories/story.ts'
import { ask, confirm, plan, rowsOf, settle } from './handover.ts'

// hejun had no store left; lina is of 浦东店, which xuli manages; wanglei of 浦西店, which linqian manages.
let service: TestService
let admin: Browser
let linqian: Browser
let draft: Handover
beforeAll(async () => {
  service = await startStory()
  admin = await service.signIn('hanyue')
  linqian = await service.signIn('linqian')
  draft = await plan(service, admin, { from: 'hejun', to: ['lina', 'wanglei'] })
})
afterAll(() => service.close())

const listOf = async (by: Browser) => (await ask<HandoverPage>(by, 'GET', '/handovers')).items

it('a plan is nobody else’s business', async () => {
  expect(await listOf(linqian)).toEqual([])
  expect((await linqian.get(`/api/v1/handovers/${draft.id}`)).status).toBe(404)
})

it('once confirmed, the manager of a successor sees what comes to the own store, and nothing of the other', async () => {
  await confirm(admin, draft)
  await settle(service)
  const wanglei = await service.staffId('wanglei')
  const all = await rowsOf(admin, draft.id)
  const own = all.filter((row) => row.to?.staffId === wanglei)
  expect(own.length).toBeGreaterThan(0)
  expect(own.length).toBeLessThan(all.length)
  expect((await rowsOf(linqian, draft.id)).map((row) => row.objectId)).toEqual(own.map((row) => row.objectId))
  const seen = await ask<Handover>(linqian, 'GET', `/handovers/${draft.id}`)
  expect(seen).toMatchObject({ mayAct: false, summary: { customers: own.length }, confirmedByName: '韩越' })
  expect(seen.successors.map((one) => one.staffId)).toEqual([wanglei])
  expect(JSON.stringify(seen)).not.toContain(await service.staffId('lina'))
  const [listed] = await listOf(linqian)
  expect(listed).toMatchObject({ id: draft.id, mayAct: false, customers: own.length })
  expect((await listOf(admin))[0]).toMatchObject({ id: draft.id, mayAct: true, customers: all.length })
})

it('and decides nothing', async () => {
  const to = { states: ['failed'], toStaffIds: [await service.staffId('wanglei')] }
  const tries: [string, string, unknown?][] = [
    ['POST', 'pause', {}],
    ['POST', 'cancel', {}],
    ['POST', 'retry', { states: ['failed'] }],
    ['POST', 'reassign', to],
    ['POST', 'check', {}],
    ['GET', 'undo'],
    ['GET', 'plan.csv'],
    ['GET', 'report.csv'],
    ['GET', 'retention'],
  ]
  for (const [method, step, body] of tries)
    expect(
      (await linqian.send(method, `/api/v1/handovers/${draft.id}/${step}`, body)).status,
      `${method} ${step}`,
    ).toBe(404)
  const foreign = await service.signIn('dinghao')
  expect((await foreign.get(`/api/v1/handovers/${draft.id}/rows?kind=customer`)).status).toBe(404)
})
