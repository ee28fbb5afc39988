import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { NOON, openCompany, rows, tokenOf, type Company, type Json } from './ask.ts'
import { openReceiver, type Receiver } from './receiver.ts'

let company: Company
let receiver: Receiver
beforeAll(async () => {
  company = await openCompany()
  receiver = await openReceiver()
  await company.simulator.callbacks.setUrl(receiver.url)
})
afterAll(async () => {
  await company.close()
  await receiver.close()
})

/** The callback that says so; it comes a moment after the action. */
const told = (fits: (xml: string) => boolean): Promise<string> =>
  vi.waitFor(() => {
    const found = receiver.received.find((one) => fits(one.xml))
    if (!found) throw new Error('no such callback yet')
    return found.xml
  })
const contact = (path: string, body: unknown = {}) => company.post(`externalcontact/${path}`, body)
const act = (name: string, input: unknown): Json => company.simulator.actions(name, input)
const code = async (path: string, body: Json) => (await contact(path, body)).errcode
const DAY = 86_400
const seconds = NOON / 1000

it('lets a scan of a live code follow the next member, with state and welcome code', async () => {
  const made = await contact('add_contact_way', {
    type: 2,
    scene: 2,
    remark: '浦东展厅',
    state: 'booth_9',
    user: ['lina', 'zhaohang'],
  })
  const config_id = String(made.config_id)
  const picture = await fetch(String(made.qr_code))
  expect(picture.headers.get('content-type')).toContain('svg')
  const first = act('scan-code', { configId: config_id, name: '新客甲' })
  const second = act('scan-code', { configId: config_id, name: '新客乙' })
  expect([first.userid, second.userid]).toEqual(['lina', 'zhaohang'])
  const event = await told((one) => one.includes(String(first.externalUserid)))
  expect(event).toContain('<State><![CDATA[booth_9]]></State>')
  expect(event).toContain(String(first.welcomeCode))
  const read = await company.get('externalcontact/get', { external_userid: String(first.externalUserid) })
  expect(rows(read, 'follow_user')).toMatchObject([{ userid: 'lina', add_way: 1, state: 'booth_9' }])
  // What is given replaces what was.
  expect(
    await contact('update_contact_way', { config_id, user: ['wanglei'], state: 'booth_10' }),
  ).toMatchObject({
    errcode: 0,
  })
  expect(await contact('get_contact_way', { config_id })).toMatchObject({
    contact_way: { remark: '浦东展厅', user: ['wanglei'], state: 'booth_10' },
  })
  expect(act('scan-code', { configId: config_id, name: '新客丙', half: true }).userid).toBe('wanglei')
  await told((one) => one.includes('add_half_external_contact') && one.includes('booth_10'))
  const page = await contact('list_contact_way', { start_time: seconds, end_time: seconds + 1 })
  expect(page.contact_way).toEqual([{ config_id }])
  await contact('del_contact_way', { config_id })
  expect(() => act('scan-code', { configId: config_id, name: '晚了' })).toThrow('no longer valid')
})

it('refuses a contact way with the published codes', async () => {
  const add = (body: Json) => code('add_contact_way', body)
  const good = { type: 2, scene: 2, user: ['lina'] }
  expect(await add({ scene: 2, user: ['lina'] })).toBe(41037)
  expect(await add({ type: 2, user: ['lina'] })).toBe(41038)
  expect(await add({ ...good, type: 3 })).toBe(41039)
  expect(await add({ ...good, scene: 3 })).toBe(41040)
  expect(await add({ ...good, style: 9 })).toBe(41042)
  expect(await add({ ...good, user: ['hanyue'] })).toBe(84074)
  expect(await add({ ...good, user: ['nobody'] })).toBe(60111)
  expect(await add({ ...good, remark: '字'.repeat(31) })).toBe(40035)
  expect(await code('get_contact_way', {})).toBe(41043)
  expect(await code('update_contact_way', { config_id: 'none', user: ['lina'] })).toBe(41044)
  company.simulator.corp.wayQuota = 0
  expect(await add(good)).toBe(41045)
  company.simulator.corp.wayQuota = 500_000
})

it('leads into the first group with room, and into a new one when all are full', async () => {
  const list = rows(await contact('groupchat/list', { limit: 2 }), 'group_chat_list')
  const [one, two] = list.map((each) => String(each.chat_id))
  const sizes = await Promise.all(
    [one, two].map(async (chat_id) => {
      const { group_chat } = await contact('groupchat/get', { chat_id })
      return rows(Object(group_chat), 'member_list').length
    }),
  )
  const way: Json = {
    scene: 2,
    chat_id_list: [one, two],
    state: 'gate',
    room_base_name: '车友群',
    room_base_id: 8,
  }
  const { config_id } = await contact('groupchat/add_join_way', way)
  company.simulator.corp.groupFull = (sizes[0] ?? 0) + 1
  expect(act('join-by-code', { configId: config_id, name: '路人甲' }).chatId).toBe(one)
  await told((each) => each.includes('add_member') && each.includes('<JoinScene>3</JoinScene>'))
  company.simulator.corp.groupFull = 2
  const { chatId } = act('join-by-code', { configId: config_id, name: '路人乙' })
  expect([one, two]).not.toContain(chatId)
  const made = Object((await contact('groupchat/get', { chat_id: chatId })).group_chat)
  expect(made.name).toBe('车友群8')
  expect(rows(made, 'member_list').at(-1)).toMatchObject({ type: 2, join_scene: 3, state: 'gate' })
  expect(await contact('groupchat/get_join_way', { config_id })).toMatchObject({
    join_way: { chat_id_list: [one, two, chatId], room_base_id: 9, auto_create_room: 1 },
  })
  await contact('groupchat/update_join_way', { ...way, config_id, auto_create_room: 0 })
  expect(() => act('join-by-code', { configId: config_id, name: '路人丙' })).toThrow('full')
  company.simulator.corp.groupFull = 200
  const six = Array.from({ length: 6 }, () => one)
  expect(await code('groupchat/add_join_way', { scene: 2, chat_id_list: six })).toBe(41091)
})

it('counts who came by an acquisition link, and what is left of the quota', async () => {
  const made = Object(
    (
      await contact('customer_acquisition/create_link', {
        link_name: 'S6 预约',
        range: { user_list: ['lina', 'zhaohang'] },
        priority_option: { priority_type: 2, priority_userid_list: ['zhaohang'] },
      })
    ).link,
  )
  const link_id = String(made.link_id)
  company.simulator.corp.acquisitionTotal = 2
  company.simulator.corp.acquisitionLow = 1
  act('open-link', { linkId: link_id, looksOnly: true })
  const { externalUserid, userid } = act('open-link', { linkId: link_id, name: '访客', channel: 'ad_1' })
  expect(userid).toBe('zhaohang')
  await told((one) => one.includes('balance_low'))
  const chat = encodeURIComponent(`single:zhaohang:${String(externalUserid)}`)
  await company.ask(`/desk/api/chats/${chat}/messages`, { kind: 'text', text: '在吗', from: 'customer' })
  const came = await contact('customer_acquisition/customer', { link_id, limit: 10 })
  expect(rows(came, 'customer_list')).toEqual([
    { external_userid: externalUserid, userid: 'zhaohang', chat_status: 1, state: 'ad_1' },
  ])
  const read = await company.get('externalcontact/get', { external_userid: String(externalUserid) })
  expect(rows(read, 'follow_user')).toMatchObject([{ add_way: 16, state: 'ad_1' }])
  act('open-link', { linkId: link_id, name: '访客二' })
  await told((one) => one.includes('balance_exhausted'))
  expect(() => act('open-link', { linkId: link_id, name: '访客三' })).toThrow('quota')
  expect(await company.get('externalcontact/customer_acquisition_quota')).toMatchObject({
    total: 2,
    balance: 0,
  })
  const span = { link_id, start_time: seconds, end_time: seconds }
  expect(await contact('customer_acquisition/statistic', span)).toMatchObject({
    click_link_customer_cnt: 3,
    new_customer_cnt: 2,
  })
})

it('holds group welcomes, at most a hundred', async () => {
  const text = { content: '%NICKNAME% 欢迎' }
  const link = { title: '首保', url: 'https://example.com/svc' }
  const { template_id } = await contact('group_welcome_template/add', {
    text,
    link,
    miniprogram: { title: 'x' },
  })
  const read = await contact('group_welcome_template/get', { template_id })
  expect(read).toMatchObject({ text, link })
  expect(read).not.toHaveProperty('miniprogram')
  const long = { content: '字'.repeat(1001) }
  expect(await code('group_welcome_template/add', { text: long })).toBe(45002)
  expect(await code('group_welcome_template/edit', { template_id, text: long })).toBe(0)
  for (let n = 1; n < 100; n++) await contact('group_welcome_template/add', { text })
  expect(await code('group_welcome_template/add', { text })).toBe(41055)
  expect(await code('group_welcome_template/del', { template_id })).toBe(0)
  expect(await code('group_welcome_template/get', { template_id })).toBe(40035)
})

it('has counted members and groups by the end of each day', async () => {
  const ask = { userid: ['lina'], start_time: seconds - 6 * DAY, end_time: seconds }
  const series = rows(await contact('get_user_behavior_data', ask), 'behavior_data')
  // Today has not been counted yet.
  expect(series).toHaveLength(6)
  const two = await contact('get_user_behavior_data', { ...ask, userid: ['lina', 'zhaohang'] })
  const total = (list: Json[]) => list.reduce((sum, one) => sum + Number(one.chat_cnt), 0)
  expect(total(rows(two, 'behavior_data'))).toBeGreaterThan(total(series))
  company.simulator.clock.advance(DAY * 1000)
  company.token = await tokenOf(company.simulator)
  const next = await contact('get_user_behavior_data', {
    userid: ['lina'],
    start_time: seconds,
    end_time: seconds,
  })
  expect(rows(next, 'behavior_data')).toMatchObject([{ new_contact_cnt: 1 }])
  expect(await code('get_user_behavior_data', { ...ask, start_time: seconds - 200 * DAY })).toBe(40035)
  const day = { day_begin_time: seconds - 6 * DAY, day_end_time: seconds, order_by: 4 }
  const page = await contact('groupchat/statistic', { ...day, limit: 1 })
  expect(page.next_offset).toBe(1)
  const rest = await contact('groupchat/statistic', { ...day, offset: 1 })
  expect(rest.next_offset).toBe(rest.total)
  const members = [...rows(page, 'items'), ...rows(rest, 'items')].map((one) =>
    Number(Object(one.data).member_total),
  )
  expect(members).toEqual([...members].sort((a, b) => b - a))
  const daily = rows(await contact('groupchat/statistic_group_by_day', day), 'items')
  expect(daily).toHaveLength(7)
})
