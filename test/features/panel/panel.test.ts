import { beforeAll, describe, expect, it } from 'vitest'
import type { CustomerRow } from '../../../server/features/customers/contract.ts'
import { customerPanel, groupPanel, type CustomerPanel } from '../../../server/features/panel/contract.ts'
import { makeOrder, makeTier } from '../../support/factories/order.ts'
import { foundGroup } from '../../support/factories/possessions.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

/** What each database says of the same company. */
const panels: CustomerPanel[] = []
onBothDatabases('The panel', (service) => {
  let lina: Browser
  let star: CustomerRow
  beforeAll(async () => {
    lina = await service().signIn('lina', 'chat')
    const [row] = (await walk<CustomerRow>(lina, '/api/v1/customers?q=lxy')).rows
    if (!row) throw new Error('林晓雨 is not there')
    star = row
  })

  const open = (by: Browser, id = star.externalUserid ?? '') => by.get(`/api/v1/panel/contacts/${id}`)
  const read = async (by: Browser) => customerPanel.strict().parse((await open(by)).json())

  it('says the same on both databases, in the form of its contract', async () => {
    const panel = await read(lina)
    expect(panel).toMatchObject({
      contact: { name: '林晓雨', phoneMask: '138****6721', customerId: star.id, lostAt: null },
      tier: null,
      recentSpendFen: [],
      vehicle: null,
      openTasks: 0,
      takeover: null,
      personalTags: [],
      // Given by the rules that every company begins with.
      ownTags: [
        { name: '朋友圈活跃', isByRule: true },
        { name: '车友群成员', isByRule: true },
      ],
    })
    expect(panel.follow?.followedAt).toBe(star.followedAt?.replace('Z', '+00:00'))
    const instant = '2026-01-01T00:00:00.000+00:00'
    const contact = { ...panel.contact, customerId: 'own' }
    const ownTags = panel.ownTags.map((tag) => ({ ...tag, id: 'own' }))
    // Action reasons and scripts hold our own ids; their facts are compared elsewhere.
    panels.push({ ...panel, contact, ownTags, now: instant, syncedAt: instant, actions: [] })
  })

  it('knows a tier, what was spent lately, and open tasks, as soon as they are there', async () => {
    const { database } = service()
    const customerId = star.id
    await makeTier(database, { corpId, customerId, code: 7, at: new Date('2026-06-01T00:00:00Z') })
    for (const [n, paidFen] of [100, 200, 300, 400, 500, 600, 700].entries())
      await makeOrder(database, {
        corpId,
        customerId,
        orderNo: `S${n}`,
        at: new Date(`2026-05-0${n + 1}T02:00:00Z`),
        paidFen,
        refundedFen: n === 6 ? 50 : 0,
      })
    await lina.send('POST', `/api/v1/customers/${customerId}/tasks`, { title: '回访', dueOn: '2026-12-01' })
    const panel = await read(lina)
    expect(panel.tier).toMatchObject({
      code: 7,
      monetaryFen: 123_400,
      windowDays: 730,
      lastVisitOn: '2026-06-01',
    })
    // The last six visits, oldest first.
    expect(panel.recentSpendFen).toEqual([200, 300, 400, 500, 600, 650])
    expect(panel.openTasks).toBe(1)
  })

  it('says every due date of the car that came last', async () => {
    const { db } = service().database
    const due = {
      nextServiceOn: '2026-12-01',
      warrantyEndsOn: '2028-05-02',
      insuranceEndsOn: '2026-11-20',
      inspectionDueOn: '2027-05-02',
    }
    const car = { corpId, customerId: star.id, lastServiceOn: '2026-06-01', updatedAt: new Date() }
    await db.vehicle.create({ data: { ...car, ...due, id: 'panel-car', model: '澜岳 S7' } })
    const old = { ...car, lastServiceOn: '2020-01-01', insuranceEndsOn: '2020-02-01' }
    await db.vehicle.create({ data: { ...old, id: 'panel-old-car', model: '旧车' } })
    expect((await read(lina)).vehicle).toEqual({
      ...due,
      model: '澜岳 S7',
      plateMask: null,
      lastServiceOn: '2026-06-01',
    })
  })

  it('shows each colleague the own relation, and a manager none', async () => {
    const zhaohang = await service().signIn('zhaohang', 'chat')
    const [own, theirs] = [await read(lina), await read(zhaohang)]
    expect(own.follow?.followedAt).not.toBe(theirs.follow?.followedAt)
    const xuli = await service().signIn('xuli')
    const follows = [...service().simulator.truth.rows('follows')]
    const mine = follows.some(
      (row) => row['userid'] === 'xuli' && row['externalUserid'] === star.externalUserid,
    )
    expect(mine).toBe(false)
    expect((await read(xuli)).follow).toBeNull()
  })

  it('holds nothing but what its contract names, down to the last field', async () => {
    const raw = (await open(lina)).json()
    expect(customerPanel.parse(raw)).toEqual(raw)
    expect(raw['actions']).not.toEqual([])
  })

  it('follows what the person may see from one call to the next, in the same session', async () => {
    const { db } = service().database
    const xuli = await service().signIn('xuli')
    const staff = await db.staff.findFirstOrThrow({ where: { corpId, userid: 'xuli' } })
    const roles = await db.staffRole.findMany({ where: { corpId, staffId: staff.id } })
    const status = async () => [(await open(xuli)).status, (await open(xuli)).status]
    expect(await status()).toEqual([200, 200])
    await db.staffRole.deleteMany({ where: { corpId, staffId: staff.id } })
    expect(await status()).toEqual([404, 404])
    await db.staffRole.createMany({ data: roles })
    expect(await status()).toEqual([200, 200])
    await db.session.deleteMany({ where: { corpId, staffId: staff.id } })
    expect(await status()).toEqual([401, 401])
  })

  it('reads a contact through that no sync has brought yet', async () => {
    const { simulator } = service()
    const { externalUserid } = simulator.actions('add-contact', {
      userid: 'lina',
      name: '新朋友',
      remark: '新',
    })
    const before = simulator.calls.of('externalcontact/get')
    const reply = await open(lina, String(externalUserid))
    expect(customerPanel.parse(reply.json())).toMatchObject({
      contact: { name: '新朋友' },
      follow: { remark: '新', endedAt: null },
    })
    await open(lina, String(externalUserid))
    expect(simulator.calls.of('externalcontact/get') - before).toBe(1)
  })

  it('says why there is nothing to show', async () => {
    const wanglei = await service().signIn('wanglei', 'chat')
    const foreign = await open(wanglei)
    expect([foreign.status, foreign.json()['tell']]).toEqual([404, { reason: 'not-yours' }])
    const unknown = await open(wanglei, 'wmNobodyKnowsThisOne00000000000')
    expect([unknown.status, unknown.json()['tell']]).toEqual([404, { reason: 'not-a-contact' }])
  })

  it('does not take a failure of WeCom for nothing there', async () => {
    const { simulator } = service()
    const { externalUserid } = simulator.actions('add-contact', { userid: 'lina', name: '断线' })
    simulator.faults.set({ rules: [{ path: 'externalcontact/get', httpErrorRate: 1 }] })
    const reply = await open(lina, String(externalUserid))
    simulator.faults.set({ rules: [] })
    expect([reply.status, reply.json()['kind']]).toEqual([502, 'wecom-down'])
    expect((await open(lina, String(externalUserid))).status).toBe(200)
  })

  it('notes who opened whom, once in ten minutes', async () => {
    const { deps, database } = service()
    const noted = async () => {
      await deps.accessLog.settled()
      return database.db.accessEntry.count({ where: { corpId, customerId: star.id } })
    }
    await open(lina)
    const before = await noted()
    await open(lina)
    expect((await noted()) - before).toBe(0)
    service().advance(10 * 60_000)
    await open(lina)
    expect((await noted()) - before).toBe(1)
  })

  describe('of a group', () => {
    it('counts who came and who went, and reads a new group through', async () => {
      const { simulator } = service()
      const chatId = foundGroup(service(), 'lina', '新群')
      const read = async () =>
        groupPanel.strict().parse((await lina.get(`/api/v1/panel/groups/${chatId}`)).json()).group
      const first = await read()
      expect(first).toMatchObject({
        name: '新群',
        ownerName: '李娜',
        externalCount: 4,
        joinedToday: 5,
        leftToday: 0,
      })
      const stranger = await service().signIn('wanglei', 'chat')
      expect((await stranger.get(`/api/v1/panel/groups/${chatId}`)).status).toBe(404)
      expect((await stranger.get('/api/v1/panel/groups/wrNobody')).status).toBe(404)
      expect(simulator.calls.of('externalcontact/groupchat/get')).toBeGreaterThan(0)
    })
  })
})

it('The panel is the same whichever database it comes from', () => {
  // what the tests above have read, on both
  expect(panels).toHaveLength(2)
  expect(panels[0]).toEqual(panels[1])
})
