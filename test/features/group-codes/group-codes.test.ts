import { beforeAll, expect, it } from 'vitest'
import { localDateOf } from '../../../server/domain/time.ts'
import type { Comers, LinkList, Quota } from '../../../server/features/acquisition/contract.ts'
import type { ChannelList, LeadList } from '../../../server/features/contact-ways/contract.ts'
import type { GroupCodeList, JoinerRow } from '../../../server/features/group-codes/contract.ts'
import type { OverlapRow } from '../../../server/features/groups/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { makeOrder } from '../../support/factories/order.ts'
import { foundGroup } from '../../support/factories/possessions.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

onBothDatabases('Group codes and acquisition links', (service) => {
  let cast: Cast
  let chatId: string
  beforeAll(async () => {
    chatId = foundGroup(service(), 'lina', '活码群')
    foundGroup(service(), 'lina', '活码二群')
    await service().sync()
    const url = `${service().address}/wecom/callback/${corpId}`
    expect(await service().simulator.callbacks.setUrl(url)).toEqual({ ok: true })
    cast = await signInCast(service())
  })

  const act = (name: string, input: unknown) => service().simulator.actions(name, input)
  const read = async <T>(path: string): Promise<T> => (await cast.zhoumin.get(path)).json<T>()
  const send = async (path: string, body: unknown, method: 'POST' | 'PUT' = 'POST') => {
    const reply = await cast.zhoumin.send(method, path, body)
    return { status: reply.status, ...reply.json<{ id: string; tell?: unknown }>() }
  }
  const pictureUrl = async (id: string) =>
    (await service().database.db.groupCode.findUniqueOrThrow({ where: { corpId_id: { corpId, id } } }))
      .pictureUrl
  async function settled(): Promise<void> {
    for (let n = 0; n < 3; n++) {
      await service().simulator.callbacks.settled()
      service().deps.jobs.nudge()
      await service().deps.jobs.drain()
      service().advance(3000)
    }
  }

  it('let people into groups, count who stayed, and end', async () => {
    const input = { name: '首保车友群', chatIds: [chatId], newGroupName: '首保车友', newGroupNumber: 2 }
    const { id } = await send('/api/v1/group-codes', input)
    await settled()
    const codes = async () => (await read<GroupCodeList>('/api/v1/group-codes')).items
    expect(await codes()).toMatchObject([{ id, wayState: 'live', hasPicture: true, groups: [{ chatId }] }])
    const [way] = service().simulator.world.ways.joinWays()
    expect(way).toMatchObject({
      chatIds: [chatId],
      roomBaseName: '首保车友',
      roomBaseId: 2,
      autoCreateRoom: 1,
    })
    const first = act('join-by-code', { configId: way?.configId, name: '路人甲' })
    act('join-by-code', { configId: way?.configId, name: '路人乙' })
    await settled()
    act('leave-group', { chatId, memberIds: first.joined })
    await settled()
    expect(await codes()).toMatchObject([{ joined: 2, stayed: 1 }])
    // Each number opens into its people; the operator counts them and reads the first character.
    const people = async (person: 'zhoumin' | 'hanyue', kind: string) =>
      (await walk<JoinerRow>(cast[person], `/api/v1/group-codes/${id}/joiners?kind=${kind}`)).rows
    expect((await people('zhoumin', 'joined')).map((row) => row.name)).toEqual(['路**', '路**'])
    expect(await people('zhoumin', 'stayed')).toMatchObject([{ chatId, leftAt: null, customerId: null }])
    expect(await people('zhoumin', 'left')).toMatchObject([{ leftAt: expect.any(String), leftBy: 'self' }])
    expect((await people('zhoumin', 'stayed'))[0]?.leftBy).toBeNull()
    await service().database.db.groupMember.updateMany({
      where: { chatId, quitScene: 0 },
      data: { quitScene: 1 },
    })
    expect(await people('zhoumin', 'left')).toMatchObject([{ leftBy: 'removed' }])

    // Changed: the same picture, other groups. A change of somebody who saw an older version is refused.
    const second = (
      await service().database.db.group.findFirstOrThrow({ where: { corpId, name: '活码二群' } })
    ).chatId
    const change = { ...input, name: '保养车友群', chatIds: [chatId, second], newGroupName: null, version: 1 }
    const addressBefore = await pictureUrl(id)
    service().simulator.faults.set({
      rules: [{ path: 'externalcontact/groupchat/update_join_way', resetAfterRate: 1, count: 1 }],
    })
    expect(await send(`/api/v1/group-codes/${id}`, change, 'PUT')).toMatchObject({ status: 200, version: 2 })
    expect((await send(`/api/v1/group-codes/${id}`, change, 'PUT')).status).toBe(409)
    await settled()
    expect(service().simulator.world.ways.joinWays()).toMatchObject([
      { chatIds: [chatId, second], autoCreateRoom: 0, remark: '保养车友群' },
    ])
    expect(await codes()).toMatchObject([
      { name: '保养车友群', wayState: 'live', newGroupName: null, joined: 2 },
    ])
    expect(await pictureUrl(id)).toBe(addressBefore)

    const picture = await cast.zhoumin.get(`/api/v1/group-codes/${id}/picture`)
    expect(picture.headers['content-type']).toBe('image/svg+xml')
    expect(await send('/api/v1/group-codes', { name: '无', chatIds: ['wrNONE'] })).toMatchObject({
      status: 400,
      tell: { reason: 'unknown-group' },
    })
    expect((await send(`/api/v1/group-codes/${id}/end`, {})).status).toBe(200)
    await settled()
    expect([await codes(), service().simulator.world.ways.joinWays()]).toEqual([[], []])
  })

  it('list people who are in several groups, each once', async () => {
    const found = (await walk<OverlapRow>(cast.hanyue, '/api/v1/group-overlaps')).rows
    const groupsOf = new Map<string, number>()
    for (const group of service().simulator.truth.rows('groups'))
      for (const member of group['members'] as { userid: string; type: number }[])
        if (member.type === 2) groupsOf.set(member.userid, (groupsOf.get(member.userid) ?? 0) + 1)
    const expected = [...groupsOf].filter(([, count]) => count > 1)
    expect(found.length).toBeGreaterThan(0)
    expect(new Map(found.map((row) => [row.memberId, row.groups]))).toEqual(new Map(expected))
    for (const row of found) expect(row.in).toHaveLength(row.groups)
  })

  it('make an acquisition link once though its answer was lost, and say who came by it', async () => {
    service().simulator.faults.set({
      rules: [{ path: 'externalcontact/customer_acquisition/create_link', resetAfterRate: 1, count: 1 }],
    })
    const staffIds = [await service().staffId('lina')]
    const { id } = await send('/api/v1/acquisition-links', { name: '官网入口', staffIds })
    await settled()
    service().advance(60_000)
    await settled()
    const { items } = await read<LinkList>('/api/v1/acquisition-links')
    const links = service().simulator.world.acquisition.links()
    expect(items).toMatchObject([{ id, wayState: 'live', url: links[0]?.url, staff: [{ name: '李娜' }] }])
    expect(links).toHaveLength(1)
    act('open-link', { linkId: links[0]?.linkId, looksOnly: true })
    act('open-link', { linkId: links[0]?.linkId, name: '访客甲', channel: 'site' })
    await settled()
    const path = `/api/v1/acquisition-links/${id}/customers`
    const came = { hasTalked: false, channel: 'site', staffName: '李娜' }
    expect(await read<Comers>(path)).toMatchObject({
      clicked: 2,
      added: 1,
      items: [{ ...came, name: '访**', customerId: null }],
    })
    const seen = (await cast.hanyue.get(path)).json<Comers>()
    expect(seen.items).toMatchObject([{ name: '访客甲' }])
    expect(await read<Quota>('/api/v1/acquisition-quota')).toEqual({ total: 1000, balance: 999 })
    // Other people behind the same address.
    const wanglei = await service().staffId('wanglei')
    const change = { name: '官网新入口', staffIds: [wanglei], version: 1 }
    expect((await send(`/api/v1/acquisition-links/${id}`, change, 'PUT')).status).toBe(200)
    expect((await send(`/api/v1/acquisition-links/${id}`, change, 'PUT')).status).toBe(409)
    await settled()
    expect(service().simulator.world.acquisition.links()).toMatchObject([
      { linkId: links[0]?.linkId, name: '官网新入口', userids: ['wanglei'] },
    ])
    expect((await read<LinkList>('/api/v1/acquisition-links')).items).toMatchObject([
      { wayState: 'live', url: links[0]?.url, staff: [{ name: '王磊' }], version: 2 },
    ])
    await send(`/api/v1/acquisition-links/${id}/end`, {})
    await settled()
    expect(service().simulator.world.acquisition.links()).toEqual([])
  })

  it('count who comes by an acquisition link for its channel, each once', async () => {
    const channel = async (name: string) => (await send('/api/v1/channels', { name, kind: 'online' })).id
    const own = await channel('公众号菜单')
    const staffIds = [await service().staffId('lina')]
    const refused = await send('/api/v1/acquisition-links', { name: '无', staffIds, channelId: 'none' })
    expect(refused).toMatchObject({ status: 400, tell: { reason: 'unknown-channel' } })
    // A link without a channel gets its state with its first one.
    const { id } = await send('/api/v1/acquisition-links', { name: '菜单入口', staffIds })
    await settled()
    const row = async () =>
      (await read<LinkList>('/api/v1/acquisition-links')).items.find((one) => one.id === id)
    const plain = (await row())?.url ?? ''
    expect(await row()).toMatchObject({ channelId: null, numbers: null })
    expect(new URL(plain).searchParams.has('customer_channel')).toBe(false)
    const change = { name: '菜单入口', staffIds, version: 1 }
    await send(`/api/v1/acquisition-links/${id}`, { ...change, channelId: own }, 'PUT')
    await settled()
    const address = new URL((await row())?.url ?? '')
    const state = address.searchParams.get('customer_channel') ?? ''
    expect(state).toMatch(/^lk_[a-z2-9]{10}$/)
    expect(address.href.startsWith(plain)).toBe(true)
    expect(await row()).toMatchObject({ channelName: '公众号菜单', numbers: { added: 0 } })

    const link = service()
      .simulator.world.acquisition.links()
      .find((one) => plain === one.url)
    const came = act('open-link', { linkId: link?.linkId, name: '菜单客', channel: state })
    act('open-link', { linkId: link?.linkId, name: '路过客' })
    await settled()
    await service().sync()
    await settled()
    const leads = async (path: string, kind = 'added') =>
      (await read<LeadList>(`/api/v1/${path}/leads?kind=${kind}`)).items
    const externalUserid = String(came.externalUserid)
    expect(await leads(`acquisition-links/${id}`)).toMatchObject([{ externalUserid, name: '菜**' }])
    expect(await leads(`channels/${own}`)).toEqual(await leads(`acquisition-links/${id}`))

    const { db } = service().database
    const { customerId } = await db.contact.findFirstOrThrow({ where: { corpId, externalUserid } })
    const now = service().clock.nowMs()
    await makeOrder(service().database, {
      ...{ corpId, customerId, orderNo: 'BY-LINK', paidFen: 50_000, at: new Date(now + 60_000) },
    })
    const today = localDateOf(now)
    await send(`/api/v1/channels/${own}/costs`, { fromOn: today, toOn: today, costFen: 6000 })
    const numbers = { added: 1, kept: 1, buyers: 1, orders: 1, paidFen: 50_000 }
    const channelRow = async (channelId: string) =>
      (await read<ChannelList>('/api/v1/channels')).items.find((one) => one.id === channelId)
    expect(await channelRow(own)).toMatchObject({ numbers, perLeadFen: 6000, perOrderFen: 6000 })
    expect(await row()).toMatchObject({ numbers })
    expect(await leads(`channels/${own}`, 'bought')).toMatchObject([{ externalUserid, orders: 1 }])

    // Passed on to a colleague the relation may keep its state: nobody has come a second time.
    const follow = await db.follow.findFirstOrThrow({ where: { corpId, externalUserid } })
    const wanglei = await service().staffId('wanglei')
    await db.follow.create({ data: { ...follow, staffId: wanglei, addWay: 202 } })
    await service().deps.jobs.add(db, {
      name: 'contact-ways.record',
      corpId,
      payload: { customerIds: [customerId] },
    })
    await settled()
    expect((await row())?.numbers?.added).toBe(1)

    // In another channel with all it has brought, as a live code; the address stays, and an old page keeps the channel.
    const other = await channel('短信')
    await send(`/api/v1/acquisition-links/${id}`, { ...change, version: 2, channelId: other }, 'PUT')
    await send(`/api/v1/acquisition-links/${id}`, { ...change, version: 3 }, 'PUT')
    expect(await row()).toMatchObject({ channelId: other, url: address.href })
    expect([(await channelRow(own))?.numbers.added, (await channelRow(other))?.numbers.added]).toEqual([0, 1])
    // No live code may take the state over: its people would count twice.
    const code = { name: '冒名', channelId: own, state, staff: staffIds.map((staffId) => ({ staffId })) }
    expect(await send('/api/v1/live-codes', code)).toMatchObject({
      status: 409,
      tell: { reason: 'state-taken' },
    })
  })
})
