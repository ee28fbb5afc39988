import { beforeAll, beforeEach, expect, it } from 'vitest'
import type {
  ChannelList,
  CodeDetail,
  CodeList,
  CodeNumbers,
  LeadList,
  Saved,
  StaffChoices,
} from '../../../server/features/contact-ways/contract.ts'
import { MOST_BEHIND_CODE } from '../../../server/domain/live-code-duty.ts'
import { localDateOf } from '../../../server/domain/time.ts'
import { makeOrder } from '../../support/factories/order.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'

onBothDatabases('Live codes', (service) => {
  let cast: Cast
  let staff: Record<'lina' | 'zhaohang' | 'xuli', string>
  let channelId: string
  let tagId: string

  beforeAll(async () => {
    const url = `${service().address}/wecom/callback/${corpId}`
    expect(await service().simulator.callbacks.setUrl(url)).toEqual({ ok: true })
    cast = await signInCast(service())
    staff = {
      lina: await service().staffId('lina'),
      zhaohang: await service().staffId('zhaohang'),
      xuli: await service().staffId('xuli'),
    }
    channelId = (await made<{ id: string }>('/api/v1/channels', { name: '春季车展', kind: 'event' })).id
    const tag = await service().database.db.tag.findFirstOrThrow({ where: { corpId, deletedAt: null } })
    tagId = tag.tagId
  })
  beforeEach(() => service().simulator.faults.clear())

  async function made<T>(path: string, body: unknown, by: Browser = cast.zhoumin): Promise<T> {
    const reply = await by.send('POST', path, body)
    if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${reply.text}`)
    return reply.json<T>()
  }
  const read = async <T>(path: string): Promise<T> => (await cast.zhoumin.get(path)).json<T>()
  async function settled(): Promise<void> {
    await service().simulator.callbacks.settled()
    service().deps.jobs.nudge()
    await service().deps.jobs.drain()
  }
  /** Behind the pauses in which events and edits are still collected. */
  async function written(): Promise<void> {
    for (let n = 0; n < 2; n++) {
      service().advance(3000)
      await settled()
    }
  }
  const input = (more: Record<string, unknown> = {}) => ({
    name: '展台立牌',
    channelId,
    staff: [{ staffId: staff.lina, capPerDay: 1 }, { staffId: staff.zhaohang }],
    ...more,
  })
  const wayOf = (code: CodeDetail) =>
    service()
      .simulator.world.ways.contactWays()
      .find((way) => way.state === code.state)
  const detail = (id: string) => read<CodeDetail>(`/api/v1/live-codes/${id}`)
  async function scan(code: CodeDetail, name: string): Promise<{ userid: string; externalUserid: string }> {
    const came = service().simulator.actions('scan-code', { configId: wayOf(code)?.configId, name })
    await settled()
    await written()
    return { userid: String(came.userid), externalUserid: String(came.externalUserid) }
  }
  const numbersOf = async (id: string): Promise<CodeNumbers | undefined> => {
    const list = await read<CodeList>('/api/v1/live-codes')
    return list.items.find((row) => row.id === id)?.numbers
  }

  it('are made in WeCom, greet with their own words, tag, remark and count who came', async () => {
    const welcome = { text: '{客户称呼}您好，欢迎来车展', link: null }
    const { id } = await made<Saved>(
      '/api/v1/live-codes',
      input({ welcome, tagIds: [tagId], remarkTail: '-车展' }),
    )
    expect((await detail(id)).wayState).toBe('making')
    await settled()
    const code = await detail(id)
    expect(code).toMatchObject({ wayState: 'live', hasPicture: true, dutyReason: 'on-duty' })
    expect(wayOf(code)).toMatchObject({ userids: ['lina', 'zhaohang'], remark: '展台立牌', skipVerify: true })
    const picture = await cast.zhoumin.get(`/api/v1/live-codes/${id}/picture`)
    expect([picture.status, picture.headers['content-type']]).toEqual([200, 'image/svg+xml'])

    const { externalUserid, userid } = await scan(code, '新客甲')
    expect(userid).toBe('lina')
    const chat = service().simulator.world.chats.written(`single:lina:${externalUserid}`)
    expect(chat).toMatchObject([{ text: '新客甲您好，欢迎来车展', source: 'welcome' }])
    await written()
    const follow = service().simulator.world.follows.find('lina', externalUserid)
    expect(follow).toMatchObject({ remark: '新客甲-车展', channel: code.state, tagIds: [tagId] })
    expect(await numbersOf(id)).toMatchObject({ added: 1, kept: 1, buyers: 0 })
    // 李娜 takes one a day: from now on 赵航 stands there alone, and WeCom has been told.
    expect(wayOf(code)?.userids).toEqual(['zhaohang'])
    expect((await detail(id)).staff.find((one) => one.staffId === staff.lina)).toMatchObject({
      addedToday: 1,
      isOnDuty: false,
    })
    // The next day everybody is back.
    service().advance(86_400_000)
    cast = await signInCast(service())
    await service().deps.jobs.add(service().database.db, { name: 'contact-ways.shift', corpId, payload: {} })
    await settled()
    expect(wayOf(code)?.userids).toEqual(['lina', 'zhaohang'])
  })

  it('count what newcomers have bought since, and what each of them has cost', async () => {
    const own = (await made<{ id: string }>('/api/v1/channels', { name: '门店立牌', kind: 'store' })).id
    const { id } = await made<Saved>('/api/v1/live-codes', input({ channelId: own, name: '门口' }))
    await settled()
    const code = await detail(id)
    const first = await scan(code, '买家')
    const second = await scan(code, '看客')
    const person = await service().database.db.contact.findFirstOrThrow({
      where: { corpId, externalUserid: first.externalUserid },
    })
    const now = service().clock.nowMs()
    const order = { corpId, customerId: person.customerId, paidFen: 90_000, refundedFen: 10_000 }
    await makeOrder(service().database, { ...order, orderNo: 'BEFORE', at: new Date(now - 86_400_000) })
    await makeOrder(service().database, { ...order, orderNo: 'AFTER', at: new Date(now + 60_000) })
    service().simulator.actions('customer-deletes-staff', second)
    await written()
    expect(await numbersOf(id)).toEqual({ added: 2, kept: 1, buyers: 1, orders: 1, paidFen: 80_000 })

    const today = localDateOf(now)
    const cost = { fromOn: today, toOn: today, costFen: 30_000, note: '物料' }
    await made(`/api/v1/channels/${own}/costs`, cost)
    const { items } = await read<ChannelList>('/api/v1/channels?days=30')
    expect(items.find((row) => row.id === own)).toMatchObject({
      codes: 1,
      costFen: 30_000,
      perLeadFen: 15_000,
      perBuyerFen: 30_000,
      perOrderFen: 30_000,
    })
    const leads = async (kind: string) =>
      (await read<LeadList>(`/api/v1/live-codes/${id}/leads?kind=${kind}`)).items
    expect((await leads('added')).map((row) => row.externalUserid).sort()).toEqual(
      [first.externalUserid, second.externalUserid].sort(),
    )
    // An operator counts customers and does not open them.
    expect(await leads('bought')).toMatchObject([
      { name: '买*', customerId: null, orders: 1, paidFen: 80_000 },
    ])
    expect(await leads('lost')).toMatchObject([{ externalUserid: second.externalUserid }])
    // The channel's numbers open into the same people.
    const came = async (kind: string) =>
      (await read<LeadList>(`/api/v1/channels/${own}/leads?kind=${kind}`)).items
    expect(await came('added')).toEqual(await leads('added'))
    expect(await came('bought')).toEqual(await leads('bought'))
    expect((await cast.zhoumin.get('/api/v1/channels/none/leads')).status).toBe(404)
    const shown = (await cast.hanyue.get(`/api/v1/live-codes/${id}/leads?kind=bought`)).json<LeadList>()
    expect(shown.items).toMatchObject([{ name: '买家', customerId: person.customerId }])
    // Whoever buys again costs no more as a person, and less an order.
    const again = { ...order, orderNo: 'AGAIN', at: new Date(now + 120_000) }
    await makeOrder(service().database, again)
    const twice = (await read<ChannelList>('/api/v1/channels?days=30')).items.find((row) => row.id === own)
    expect(twice).toMatchObject({ perBuyerFen: 30_000, perOrderFen: 15_000 })
    const none = (await read<ChannelList>('/api/v1/channels?days=30')).items.find(
      (row) => row.id === channelId,
    )
    expect(none).toMatchObject({ numbers: { orders: 0 }, perOrderFen: null })
  })

  it('take all members of a store who can serve, and no more than a code may have', async () => {
    const { db } = service().database
    const unit = await db.unit.findFirstOrThrow({ where: { corpId, name: '浦东店' } })
    const choices = (unitId: string) => read<StaffChoices>(`/api/v1/code-staff?unitId=${unitId}`)
    const serving = await db.staff.findMany({
      where: { corpId, status: 'active', followsCustomers: true, mainUnitId: unit.id },
      select: { id: true },
    })
    const found = await choices(unit.id)
    expect(found.items.map((one) => one.id).sort()).toEqual(serving.map((one) => one.id).sort())
    expect(found.total).toBe(serving.length)
    expect(found.items.map((one) => one.id)).not.toContain(await service().staffId('wanglei'))
    // Of a region its stores are meant, too; nobody twice who belongs to several.
    const { id: topId } = await db.unit.findFirstOrThrow({ where: { corpId, parentId: null } })
    const both = { corpId, staffId: staff.lina, unitId: topId }
    await db.staffUnit.create({ data: { ...both, isLeader: false } })
    const whole = (await choices(topId)).items.map((one) => one.id)
    expect(whole).toEqual(expect.arrayContaining([staff.lina, await service().staffId('wanglei')]))
    expect(new Set(whole).size).toBe(whole.length)
    await db.staffUnit.deleteMany({ where: both })

    const bigId = 'big-store'
    await db.unit.create({
      data: { ...unit, id: bigId, departmentId: 9_999, name: '大店', path: `${unit.path}${bigId}/` },
    })
    const lina = await db.staff.findFirstOrThrow({ where: { corpId, id: staff.lina } })
    const many = Array.from({ length: MOST_BEHIND_CODE + 3 }, (_, n) => `big-${n}`)
    await db.staff.createMany({
      data: many.map((id, n) => ({
        ...lina,
        id,
        userid: id,
        userKey: id,
        mainUnitId: bigId,
        status: n === 0 ? 'left' : 'active',
        followsCustomers: n !== 1,
      })),
    })
    await db.staffUnit.createMany({
      data: many.map((staffId) => ({ corpId, staffId, unitId: bigId, isLeader: false })),
    })
    const big = await choices(bigId)
    expect([big.items.length, big.total]).toEqual([MOST_BEHIND_CODE, MOST_BEHIND_CODE + 1])
    expect((await cast.zhoumin.get('/api/v1/code-staff?unitId=none')).status).toBe(404)
    const tooMany = input({
      staff: [...big.items.map(({ id }) => ({ staffId: id })), { staffId: staff.lina }],
    })
    expect((await cast.zhoumin.send('POST', '/api/v1/live-codes', tooMany)).status).toBe(400)
    await db.staffUnit.deleteMany({ where: { corpId, unitId: bigId } })
    await db.staff.deleteMany({ where: { corpId, id: { in: many } } })
    await db.unit.deleteMany({ where: { corpId, id: bigId } })
  })

  it('are found again in WeCom when the answer to their making was lost, and end there too', async () => {
    service().simulator.faults.set({
      rules: [{ path: 'externalcontact/add_contact_way', resetAfterRate: 1, count: 1 }],
    })
    const { id, version } = await made<Saved>('/api/v1/live-codes', input({ name: '断线' }))
    await settled()
    service().advance(60_000)
    await settled()
    const code = await detail(id)
    expect(code.wayState).toBe('live')
    const ways = service().simulator.world.ways.contactWays()
    expect(ways.filter((way) => way.state === code.state)).toHaveLength(1)

    const edit = { ...input({ name: '断线改', staff: [{ staffId: staff.xuli }] }) }
    const stale = await cast.zhoumin.send('PUT', `/api/v1/live-codes/${id}`, {
      ...edit,
      version: version + 5,
    })
    expect(stale.status).toBe(409)
    const saved = await cast.zhoumin.send('PUT', `/api/v1/live-codes/${id}`, { ...edit, version })
    expect(saved.json()).toEqual({ id, version: version + 1 })
    await settled()
    expect(wayOf(code)).toMatchObject({ remark: '断线改', userids: ['xuli'] })
    expect((await cast.zhoumin.send('POST', `/api/v1/live-codes/${id}/end`, {})).status).toBe(200)
    await settled()
    expect(wayOf(code)).toBeUndefined()
    const ended = await read<CodeList>('/api/v1/live-codes?isEnded=true')
    expect(ended.items).toMatchObject([{ id, wayState: 'ended' }])
  })

  it('take over what an older code with their state has brought, and refuse what cannot be', async () => {
    const old = await service().database.db.follow.groupBy({
      by: ['state'],
      where: { corpId, state: { startsWith: 'store_' } },
      _count: true,
    })
    const [{ state, _count } = { state: '', _count: 0 }] = old
    const { id } = await made<Saved>('/api/v1/live-codes', input({ name: '旧码', state, remarkTail: '旧' }))
    await settled()
    const all = await read<CodeList>('/api/v1/live-codes?days=730')
    const row = all.items.find((one) => one.id === id)
    expect(row?.numbers.added).toBeGreaterThan(0)
    expect(row?.numbers.added).toBeLessThanOrEqual(_count)
    // Nothing is done to those who were there before.
    expect(await service().database.db.follow.count({ where: { corpId, remark: { endsWith: '旧' } } })).toBe(
      0,
    )
    const refused = async (body: unknown) => {
      const reply = await cast.zhoumin.send('POST', '/api/v1/live-codes', body)
      return [reply.status, reply.json<{ tell: unknown }>().tell]
    }
    expect(await refused(input({ state }))).toMatchObject([409, { reason: 'state-taken' }])
    expect(await refused(input({ channelId: 'none' }))).toMatchObject([400, { field: 'channelId' }])
    expect(await refused(input({ tagIds: ['etNONE'] }))).toMatchObject([400, { field: 'tagIds' }])
    expect(await refused(input({ staff: [{ staffId: 'NOBODY' }] }))).toMatchObject([400, { field: 'staff' }])
    const spare = input({ staff: [{ staffId: staff.lina, isSpare: true }] })
    expect((await refused(spare))[0]).toBe(400)
  })
})
