import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { customersOf, openCompany, rows, tokenOf, type Company } from './ask.ts'
import { fieldOf, openReceiver, type Receiver } from './receiver.ts'

let company: Company
let receiver: Receiver
beforeEach(async () => {
  company = await openCompany()
  receiver = await openReceiver()
  await company.ask('/sim/callback-url', { url: receiver.url })
})
afterEach(async () => {
  await company.close()
  await receiver.close()
})

const DAY = 86_400_000
const contact = (path: string, body: object) => company.post(`externalcontact/${path}`, body)
const move = async (ids: readonly string[], pair: object = {}) =>
  rows(
    await contact('transfer_customer', {
      handover_userid: 'wanglei',
      takeover_userid: 'zhaohang',
      external_userid: ids,
      ...pair,
    }),
    'customer',
  )
const result = async (family = '', pair: object = {}) =>
  rows(
    await contact(`${family}transfer_result`, {
      handover_userid: 'wanglei',
      takeover_userid: 'zhaohang',
      ...pair,
    }),
    'customer',
  )
const later = async (ms: number) => {
  company.simulator.clock.advance(ms)
  company.token = await tokenOf(company.simulator)
  await company.simulator.callbacks.settled()
}
const kinds = () =>
  receiver.received.map(({ xml }) =>
    `${fieldOf(xml, 'ChangeType')} ${fieldOf(xml, 'UserID')} ${fieldOf(xml, 'Source') ?? fieldOf(xml, 'FailReason') ?? ''}`.trim(),
  )

describe('a hand-over on the job', () => {
  it('waits 24 hours, then moves the customer and raises both events', async () => {
    const [id = ''] = await customersOf(company, 'wanglei')
    expect(await move([id])).toEqual([{ external_userid: id, errcode: 0 }])
    expect(await move([id])).toEqual([{ external_userid: id, errcode: 40129 }])
    await later(DAY - 1)
    expect(await result()).toMatchObject([{ external_userid: id, status: 2 }])
    expect(kinds()).toEqual([])
    await later(1)
    expect(await result()).toMatchObject([{ status: 1 }])
    expect(kinds().toSorted()).toEqual([
      'add_external_contact zhaohang',
      'del_external_contact wanglei DELETE_BY_TRANSFER',
    ])
    expect(await customersOf(company, 'wanglei')).not.toContain(id)
    const followers = rows(await company.get('externalcontact/get', { external_userid: id }), 'follow_user')
    const relation = followers.find((one) => one.userid === 'zhaohang')
    expect(relation).toMatchObject({ userid: 'zhaohang', add_way: 202, oper_userid: 'hanyue' })
  })

  it('raises no add event when the taker is a friend already', async () => {
    const [shared = ''] = await customersOf(company, 'lina')
    await move([shared], { handover_userid: 'lina' })
    await later(DAY)
    expect(kinds()).toEqual(['del_external_contact lina DELETE_BY_TRANSFER'])
    expect(
      rows(await company.get('externalcontact/get', { external_userid: shared }), 'follow_user').map(
        (one) => one.userid,
      ),
    ).toEqual(['zhaohang'])
  })

  it('stays with the giver when the customer refuses', async () => {
    const [id = ''] = await customersOf(company, 'wanglei')
    await move([id])
    company.simulator.actions('refuse-transfer', { externalUserid: id })
    await later(2 * DAY)
    expect(kinds()).toEqual(['transfer_fail zhaohang customer_refused'])
    expect(await result()).toEqual([{ external_userid: id, status: 3, takeover_time: 0 }])
    expect(await customersOf(company, 'wanglei')).toContain(id)
  })

  it('names what stands against each customer', async () => {
    const [id = '', other = ''] = await customersOf(company, 'wanglei')
    const [foreign = ''] = await customersOf(company, 'lina')
    expect((await move(['wmNOBODY', foreign])).map((one) => one.errcode)).toEqual([40096, 40131])
    expect((await move([id], { takeover_userid: 'wanglei' })).map((one) => one.errcode)).toEqual([40130])
    company.simulator.actions('switch-member', { userid: 'zhaohang', realName: false })
    expect((await move([id])).map((one) => one.errcode)).toEqual([40098])
    company.simulator.actions('switch-member', { userid: 'zhaohang', realName: true, customerLimit: 1 })
    expect((await move([id])).map((one) => one.errcode)).toEqual([40099])
    company.simulator.actions('switch-member', { userid: 'zhaohang', customerLimit: 20_000 })
    await move([other])
    company.simulator.actions('switch-member', { userid: 'zhaohang', customerLimit: 1 })
    await later(DAY)
    expect(await result()).toMatchObject([{ external_userid: other, status: 4 }])
    expect(kinds()).toEqual(['transfer_fail zhaohang customer_limit_exceed'])
    const whole = { handover_userid: 'wanglei', takeover_userid: 'hejun', external_userid: [id] }
    expect(await contact('transfer_customer', whole)).toMatchObject({ errcode: 40003 })
    expect(
      await contact('transfer_customer', {
        ...whole,
        takeover_userid: 'lina',
        external_userid: Array.from({ length: 101 }, () => id),
      }),
    ).toMatchObject({ errcode: 40058 })
  })

  it('allows two in 90 days and a third after them', async () => {
    const [id = ''] = await customersOf(company, 'wanglei')
    await move([id])
    await later(DAY)
    await move([id], { handover_userid: 'zhaohang', takeover_userid: 'lina' })
    await later(DAY)
    const third = { handover_userid: 'lina', takeover_userid: 'wanglei' }
    expect((await move([id], third)).map((one) => one.errcode)).toEqual([40128])
    await later(90 * DAY)
    expect((await move([id], third)).map((one) => one.errcode)).toEqual([0])
  })
})

describe('after a resignation', () => {
  const pair = { handover_userid: 'hejun', takeover_userid: 'lina' }

  it('takes only from people who have left, and empties the unassigned list', async () => {
    const open = async () =>
      rows(await contact('get_unassigned_list', {}), 'info').map((one) => String(one.external_userid))
    const waiting = await open()
    expect(waiting.length).toBeGreaterThan(10)
    const ids = waiting.slice(0, 3)
    expect(
      await contact('resigned/transfer_customer', {
        ...pair,
        handover_userid: 'wanglei',
        external_userid: ids,
      }),
    ).toMatchObject({ errcode: 40097 })
    await contact('resigned/transfer_customer', { ...pair, external_userid: ids })
    company.simulator.actions('refuse-transfer', { externalUserid: ids[2] })
    await later(DAY)
    expect((await result('resigned/', pair)).map((one) => one.status)).toEqual([1, 1, 3])
    expect(await open()).toHaveLength(waiting.length - 3)
    expect(await customersOf(company, 'lina')).toEqual(expect.arrayContaining(ids.slice(0, 2)))
    expect(kinds().toSorted()).toEqual([
      'add_external_contact lina',
      'add_external_contact lina',
      'transfer_fail lina customer_refused',
    ])
  })

  it('moves groups at once and reports failures only', async () => {
    const named = async (userid: string) =>
      rows(
        await contact('groupchat/list', { limit: 100, owner_filter: { userid_list: [userid] } }),
        'group_chat_list',
      )
    const [left] = await named('hejun')
    const [own] = await named('lina')
    const answer = await contact('groupchat/transfer', {
      chat_id_list: [left?.chat_id, own?.chat_id, 'wrNOBODY'],
      new_owner: 'zhaohang',
    })
    expect(rows(answer, 'failed_chat_list').map((one) => one.errcode)).toEqual([90500, 90501])
    expect(await named('zhaohang')).toContainEqual({ chat_id: left?.chat_id, status: 3 })
    const again = await contact('groupchat/onjob_transfer', {
      chat_id_list: [own?.chat_id],
      new_owner: 'zhaohang',
    })
    expect(rows(again, 'failed_chat_list')).toEqual([])
    expect(kinds()).toEqual([])
  })

  it('refuses whoever left or last logged in more than a year ago', async () => {
    const { world } = company.simulator
    const [id = ''] = rows(await contact('get_unassigned_list', {}), 'info').map((one) =>
      String(one.external_userid),
    )
    const hejun = world.staff.find('hejun')
    if (hejun?.leftAtMs === undefined) throw new Error('nobody has left')
    const start = async () =>
      rows(await contact('resigned/transfer_customer', { ...pair, external_userid: [id] }), 'customer').map(
        (one) => one.errcode,
      )
    const [chat] = rows(
      await contact('groupchat/list', { limit: 100, owner_filter: { userid_list: ['hejun'] } }),
      'group_chat_list',
    )
    const owner = async () =>
      rows(
        await contact('groupchat/transfer', { chat_id_list: [chat?.chat_id], new_owner: 'lina' }),
        'failed_chat_list',
      ).map((one) => one.errcode)
    const left = (ms: number) =>
      world.change({ kind: 'staff', staff: { ...hejun, leftAtMs: world.clock.now() - ms } })
    left(366 * DAY)
    expect([await start(), await owner()]).toEqual([[40205], [40205]])
    left(364 * DAY)
    company.simulator.actions('switch-member', { userid: 'hejun', ticketExpired: true })
    expect([await start(), await owner()]).toEqual([[40205], [40205]])
    company.simulator.actions('switch-member', { userid: 'hejun', ticketExpired: false })
    expect([await start(), await owner()]).toEqual([[0], []])
  })
})

describe('a group handed over on the job', () => {
  const groupsOf = async (userid: string) =>
    rows(
      await contact('groupchat/list', { limit: 100, owner_filter: { userid_list: [userid] } }),
      'group_chat_list',
    ).map((one) => String(one.chat_id))
  const give = async (chatId: string, to: string) =>
    rows(
      await contact('groupchat/onjob_transfer', { chat_id_list: [chatId], new_owner: to }),
      'failed_chat_list',
    ).map((one) => one.errcode)

  it('moves twice in 90 days and again after them', async () => {
    const [chatId = ''] = await groupsOf('lina')
    expect(await give(chatId, 'zhaohang')).toEqual([])
    expect(await give(chatId, 'wanglei')).toEqual([])
    expect(await give(chatId, 'lina')).toEqual([40128])
    await later(90 * DAY)
    expect(await give(chatId, 'lina')).toEqual([])
  })

  it('stays when its owner did not log in for a year, or when it is full of WeChat users', async () => {
    const [chatId = ''] = await groupsOf('lina')
    company.simulator.actions('switch-member', { userid: 'lina', ticketExpired: true })
    expect(await give(chatId, 'zhaohang')).toEqual([40205])
    company.simulator.actions('switch-member', { userid: 'lina', ticketExpired: false })
    const { world } = company.simulator
    const missing = 500 - (world.groups.find(chatId)?.members.length ?? 0)
    const members = Array.from({ length: missing }, (_, n) => ({
      userid: `wmFull${n}`,
      type: 2 as const,
      joinTime: world.nowSeconds(),
      joinScene: 2 as const,
      nickname: '',
      name: `客户${n}`,
    }))
    world.change({ kind: 'group-join', chatId, members })
    expect(await give(chatId, 'zhaohang')).toEqual([90503])
    world.change({ kind: 'group-leave', chatId, userids: ['wmFull0'] })
    expect(await give(chatId, 'zhaohang')).toEqual([])
  })
})
