import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OrderPage, TimelinePage } from '../../../server/features/timeline/contract.ts'
import type { CustomerPanel } from '../../../server/features/panel/contract.ts'
import type { TaskList } from '../../../server/features/customers/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import { makeHandover } from '../../support/factories/takeover.ts'
import { makeOrder } from '../../support/factories/order.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { read, seenAfter, send } from '../../stories/ask.ts'
import { customersOf, startStory } from '../../stories/story.ts'

const DAY_MS = 86_400_000

let service: TestService
let customers: string[]
beforeAll(async () => {
  service = await startStory()
  customers = customersOf(service, 'lina')
})
afterAll(() => service.close())

const customerIdOf = async (externalUserid: string) =>
  (
    await service.database.db.contact.findUniqueOrThrow({
      where: { corpId_externalUserid: { corpId, externalUserid } },
    })
  ).customerId
const atWecom = (userid: string, externalUserid: string) =>
  service.simulator.world.follows.find(userid, externalUserid)
const takeovers = (externalUserid: string) =>
  service.database.db.takeover.findMany({ where: { corpId, externalUserid } })

/** As an administrator does it in WeCom's own console, and a day later. */
async function moveAtWecom(
  externalUserid: string,
  move: { family: 'onjob' | 'resigned'; from: string; to: string },
): Promise<void> {
  const answer = await service.deps
    .wecomOf(corpId)
    .transfers.startCustomers({ ...move, externalUserids: [externalUserid] })
  expect(answer.rows).toMatchObject([{ errcode: 0 }])
  service.advance(DAY_MS + 1000)
}

async function rowOf(
  externalUserid: string,
  row: { from: string; to: string; state: string; startedAt: Date; settledAt: Date | null },
): Promise<string> {
  const { from, to, ...rest } = row
  const [fromStaffId, toStaffId] = [await service.staffId(from), await service.staffId(to)]
  const customerId = await customerIdOf(externalUserid)
  return makeHandover(service.database, {
    corpId,
    externalUserid,
    customerId,
    fromStaffId,
    toStaffId,
    ...rest,
  })
}

async function sweep(): Promise<void> {
  await service.deps.jobs.add(service.database.db, { name: 'takeover.sweep', corpId, payload: { corpId } })
  service.deps.jobs.nudge()
  await service.deps.jobs.drain()
}

const panelOf = (who: Browser, externalUserid: string) =>
  read<CustomerPanel>(who, `/panel/contacts/${externalUserid}`)

it('whoever takes over sees what the giver wrote, has the open tasks, and WeCom gets remark and tags back', async () => {
  const [externalUserid = ''] = customers
  const customerId = await customerIdOf(externalUserid)
  const lina = await service.signIn('lina', 'chat')
  await send(lina, 'POST', `/customers/${customerId}/notes`, { text: '答应周五前给置换报价' })
  await send(lina, 'POST', `/customers/${customerId}/tasks`, { title: '给置换报价', dueOn: '2030-01-02' })
  await makeOrder(service.database, { corpId, customerId, orderNo: 'T1', at: service.clock.now() })
  const old = atWecom('lina', externalUserid)
  expect(old?.remark).not.toBe('')
  const tags = (await panelOf(lina, externalUserid)).tags
  expect(tags.length).toBeGreaterThan(0)

  await moveAtWecom(externalUserid, { family: 'onjob', from: 'lina', to: 'wanglei' })
  await seenAfter(async () => (await takeovers(externalUserid)).length === 1)
  await seenAfter(async () => atWecom('wanglei', externalUserid)?.remark === old?.remark)
  // Two calls, the second a moment after the first.
  await seenAfter(async () => atWecom('wanglei', externalUserid)?.tagIds.length === old?.tagIds.length)
  await service.deps.jobs.drain()
  const now = atWecom('wanglei', externalUserid)
  expect([...(now?.tagIds ?? [])].sort()).toEqual([...(old?.tagIds ?? [])].sort())

  const wanglei = await service.signIn('wanglei', 'chat')
  const panel = await panelOf(wanglei, externalUserid)
  expect(panel.follow?.remark).toBe(old?.remark)
  expect(panel.tags).toEqual(tags)
  const { items } = await read<TimelinePage>(wanglei, `/customers/${customerId}/timeline`)
  expect(items.map((item) => item.kind)).toEqual(expect.arrayContaining(['note', 'order', 'added', 'ended']))
  expect(items.find((item) => item.kind === 'note')).toMatchObject({ staffName: '李娜' })
  const orders = await read<OrderPage>(wanglei, `/customers/${customerId}/orders`)
  expect(orders.items.map((order) => order.orderNo)).toContain('T1')
  const tasks = await read<TaskList>(wanglei, `/customers/${customerId}/tasks`)
  expect(tasks.items).toMatchObject([{ title: '给置换报价', staffName: '王磊', doneAt: null }])

  // Rights follow the relation: who wrote it all sees it no more.
  const giver = await service.signIn('lina', 'chat')
  for (const path of ['', '/timeline', '/tasks', '/orders'])
    expect((await giver.get(`/api/v1/customers/${customerId}${path}`)).status, path).toBe(404)
})

it('happens once: looked at again, nothing is written a second time and an edit of the successor stays', async () => {
  const [externalUserid = ''] = customers
  service.simulator.actions('edit-contact', { userid: 'wanglei', externalUserid, remark: '我自己的备注' })
  const wanglei = await service.signIn('wanglei', 'chat')
  await seenAfter(async () => (await panelOf(wanglei, externalUserid)).follow?.remark === '我自己的备注')
  await service.deps.jobs.add(service.database.db, {
    name: 'takeover.begin',
    corpId,
    payload: { customerIds: [await customerIdOf(externalUserid)] },
  })
  await sweep()
  expect(await takeovers(externalUserid)).toHaveLength(1)
  expect(atWecom('wanglei', externalUserid)?.remark).toBe('我自己的备注')
  const effects = await service.database.db.effect.findMany({ where: { corpId, kind: 'remark' } })
  expect(effects.filter((effect) => effect.payloadJson.includes(externalUserid))).toHaveLength(1)
})

it('a successor who knew the customer keeps the own remark and gets the missing tags, once WeCom says done', async () => {
  const externalUserid = customers[1] ?? ''
  service.simulator.world.change({
    kind: 'follow',
    follow: {
      ...(atWecom('lina', externalUserid) ?? never()),
      userid: 'wanglei',
      remark: '老熟人',
      tagIds: [],
      addWay: 1,
    },
  })
  await service.sync()
  const old = atWecom('lina', externalUserid)
  const startedAt = service.clock.now()
  await moveAtWecom(externalUserid, { family: 'onjob', from: 'lina', to: 'wanglei' })
  const settledAt = service.clock.now()
  const handoverId = await rowOf(externalUserid, {
    from: 'lina',
    to: 'wanglei',
    state: 'done',
    startedAt,
    settledAt,
  })
  await sweep()
  expect(await takeovers(externalUserid)).toMatchObject([{ handoverId, beganAt: settledAt }])
  await seenAfter(async () => atWecom('wanglei', externalUserid)?.tagIds.length === old?.tagIds.length)
  expect(atWecom('wanglei', externalUserid)?.remark).toBe('老熟人')
})

it('after a resignation the door closes with the next look at the staff, and the new relation is the taker’s', async () => {
  const externalUserid = customers[2] ?? ''
  const customerId = await customerIdOf(externalUserid)
  const lina = await service.signIn('lina', 'chat')
  await send(lina, 'POST', `/customers/${customerId}/tasks`, { title: '回电', dueOn: '2030-01-02' })
  // No event tells of it.
  const { world } = service.simulator
  const staff = world.staff.find('lina') ?? never()
  world.change({ kind: 'staff', staff: { ...staff, status: 5, leftAtMs: world.clock.now() } })
  expect((await lina.get('/api/v1/me')).status).toBe(200)
  await service.deps.jobs.add(service.database.db, { name: 'sync.poll-staff', corpId, payload: { corpId } })
  service.deps.jobs.nudge()
  await service.deps.jobs.drain()
  expect((await lina.get('/api/v1/me')).status).toBe(401)

  const startedAt = service.clock.now()
  await rowOf(externalUserid, { from: 'lina', to: 'wanglei', state: 'accepted', startedAt, settledAt: null })
  await moveAtWecom(externalUserid, { family: 'resigned', from: 'lina', to: 'wanglei' })
  await service.sync()
  await service.deps.jobs.drain()
  const wanglei = await service.signIn('wanglei', 'chat')
  const tasks = await read<TaskList>(wanglei, `/customers/${customerId}/tasks`)
  expect(tasks.items).toMatchObject([{ title: '回电', staffName: '王磊' }])
  expect(await takeovers(externalUserid)).toHaveLength(1)
})

function never(): never {
  throw new Error('lina has no such customer')
}
