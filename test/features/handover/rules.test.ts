import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DepartureList, Handover, RuleList } from '../../../server/features/handover/contract.ts'
import { planDepartures } from '../../../server/features/handover/index.ts'
import type { Browser } from '../../support/http-client.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { startStory } from '../../stories/story.ts'
import { ask, confirm, later, settle } from './handover.ts'

let service: TestService
let xuli: Browser
beforeAll(async () => {
  service = await startStory()
  xuli = await service.signIn('xuli')
})
afterAll(() => service.close())

const board = async () => (await ask<DepartureList>(xuli, 'GET', '/handover/departures')).items
const planOf = async (userid: string) =>
  (await board()).find((row) => row.userid === userid)?.handover ?? null
const unitOf = async (userid: string) =>
  (await service.database.db.staff.findFirstOrThrow({ where: { corpId, userid } })).mainUnitId ?? ''
const setRule = (kind: string | null, unitId: string) =>
  ask<RuleList>(xuli, 'PUT', `/handover/rules/${unitId}`, { kind })

it('without a rule nothing is planned by itself', async () => {
  await planDepartures(service.deps, corpId)
  expect(await planOf('hejun')).toBeNull()
})

it('a manager sets the rule of the own store; who leaves then has a plan that waits for approval', async () => {
  const unitId = await unitOf('lina')
  const rules = await setRule('even', unitId)
  expect(rules.items.find((item) => item.unitId === unitId)).toMatchObject({
    kind: 'even',
    effective: 'even',
  })
  service.simulator.actions('resign-member', { userid: 'lina' })
  await later(service, 5_000)
  const made = await planOf('lina')
  expect(made).toMatchObject({ state: 'draft', isByRule: true, settled: 0 })

  const plan = await ask<Handover>(xuli, 'GET', `/handovers/${made?.id}`)
  expect(plan).toMatchObject({ family: 'resigned', ruleUnitName: '浦东店', plan: { rule: { kind: 'even' } } })
  expect(plan.summary).toMatchObject({ problems: [] })
  expect(plan.summary.customers).toBeGreaterThan(0)
  const takers = plan.successors.map((one) => one.staffId)
  for (const staffId of takers) {
    const { mainUnitId } = await service.database.db.staff.findUniqueOrThrow({
      where: { corpId_id: { corpId, id: staffId } },
    })
    expect(mainUnitId).toBe(unitId)
  }
  expect(takers).not.toContain(await service.staffId('lina'))
  // Nothing has been asked of WeCom, and whoever answers for the store is told once.
  expect(service.simulator.calls.of('externalcontact/resigned/transfer_customer')).toBe(0)
  const notices = await service.database.db.effect.findMany({
    where: { corpId, key: { startsWith: `app-message:handover-planned:${made?.id}` } },
  })
  expect(notices).toHaveLength(1)
  expect(notices[0]?.payloadJson).toContain('交接方案等您确认')

  await confirm(xuli, plan)
  await settle(service)
  expect(service.simulator.calls.of('externalcontact/resigned/transfer_customer')).toBeGreaterThan(0)
})

it('is made once for a departure, also when somebody throws it away', async () => {
  service.simulator.actions('resign-member', { userid: 'zhaohang' })
  await later(service, 5_000)
  const made = await planOf('zhaohang')
  expect(made).toMatchObject({ isByRule: true })
  await ask(xuli, 'DELETE', `/handovers/${made?.id}`)
  await planDepartures(service.deps, corpId)
  expect(await planOf('zhaohang')).toBeNull()
})

it('two processes make one plan, and one that died half-way is finished', async () => {
  await forgetPlans()
  await Promise.all([planDepartures(service.deps, corpId), planDepartures(service.deps, corpId)])
  const zhaohang = await service.staffId('zhaohang')
  const made = await service.database.db.handover.findMany({ where: { corpId, fromStaffId: zhaohang } })
  expect(made).toHaveLength(1)
  const [one] = made
  const where = { corpId_id: { corpId, id: one?.id ?? '' } }
  await service.database.db.handoverRow.deleteMany({ where: { corpId, handoverId: one?.id ?? '' } })
  await service.database.db.handover.update({ where, data: { version: 0 } })
  await planDepartures(service.deps, corpId)
  expect((await service.database.db.handover.findUniqueOrThrow({ where })).version).toBe(1)
})

it('the whole can go to the manager, and a store can be left out', async () => {
  await forgetPlans()
  const unitId = await unitOf('zhaohang')
  await setRule('none', unitId)
  await planDepartures(service.deps, corpId)
  expect(await planOf('zhaohang')).toBeNull()
  await setRule('manager', unitId)
  await planDepartures(service.deps, corpId)
  const plan = await ask<Handover>(xuli, 'GET', `/handovers/${(await planOf('zhaohang'))?.id}`)
  expect(plan.plan.rule.kind).toBe('one')
  expect(plan.successors.map((one) => one.name)).toEqual(['徐立'])
  expect((await setRule(null, unitId)).items.find((item) => item.unitId === unitId)?.kind).toBeNull()
})

async function forgetPlans(): Promise<void> {
  const fromStaffId = await service.staffId('zhaohang')
  await service.database.db.handoverAuto.deleteMany({ where: { corpId } })
  await service.database.db.handover.deleteMany({ where: { corpId, fromStaffId } })
}

it('a rule of another store is nobody else’s business', async () => {
  const reply = await xuli.send('PUT', `/api/v1/handover/rules/${await unitOf('wanglei')}`, { kind: 'even' })
  expect(reply.status).toBe(404)
})
