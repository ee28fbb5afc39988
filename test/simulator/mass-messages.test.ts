import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { customersOf, NOON, openCompany, rows, texts, tokenOf, type Company, type Json } from './ask.ts'

let company: Company
beforeEach(async () => {
  company = await openCompany()
})
afterEach(() => company.close())

const contact = (path: string, body: unknown = {}) => company.post(`externalcontact/${path}`, body)
const act = (name: string, input: unknown) => company.simulator.actions(name, input)
const later = (ms = 1000) => company.simulator.clock.advance(ms)
const DAY = 86_400_000

const text = { content: '您的爱车该首保啦' }
async function message(more: Json): Promise<string> {
  const made = await contact('add_msg_template', { text, ...more })
  expect(made).toMatchObject({ errcode: 0 })
  later()
  return String(made.msgid)
}
async function statuses(msgid: string, userid = 'lina'): Promise<unknown[]> {
  const list = rows(await contact('get_groupmsg_send_result', { msgid, userid }), 'send_list')
  return list.map((one) => one.status)
}
async function said(chat: string): Promise<Json[]> {
  const { json } = await company.ask(`/desk/api/chats/${encodeURIComponent(chat)}/messages`)
  return rows(json, 'items')
}
async function upload(path: string, type = 'image/png'): Promise<string> {
  const form = new FormData()
  form.set('media', new Blob([Buffer.alloc(64, 7)], { type }), 's6.png')
  const url = `${company.simulator.origin}/cgi-bin/${path}&access_token=${company.token}`
  return String(Object(await (await fetch(url, { method: 'POST', body: form })).json()).media_id)
}

describe('mass messages to customers', () => {
  it('go out when the member says so, and every recipient ends in a state of its own', async () => {
    const [star = '', left = '', capped = '', fresh = ''] = await customersOf(company, 'lina')
    act('send-own-mass-message', { userid: 'lina', externalUserids: [capped], text: '早' })
    const made = await contact('add_msg_template', {
      external_userid: [star, left, capped, fresh, 'wmNOBODY'],
      sender: 'lina',
      text,
    })
    expect(made).toMatchObject({ errcode: 0, fail_list: ['wmNOBODY'] })
    const msgid = String(made.msgid)
    expect(await contact('get_groupmsg_task', { msgid })).toMatchObject({ errcode: 41063 })
    later()
    expect(rows(await contact('get_groupmsg_task', { msgid }), 'task_list')).toEqual([
      { userid: 'lina', status: 0 },
    ])
    expect(await statuses(msgid)).toEqual([0, 0, 0, 0])
    act('customer-deletes-staff', { userid: 'lina', externalUserid: left })
    const before = (await said(`single:lina:${star}`)).length
    expect(act('send-mass-message', { msgid, userid: 'lina' })).toEqual({ sent: 2, failed: 2 })
    expect(await statuses(msgid)).toEqual([1, 2, 3, 1])
    const chat = await said(`single:lina:${star}`)
    expect(chat.slice(before)).toMatchObject([{ text: text.content, source: 'mass', from: 'me' }])
    const sendTime = (NOON + 1000) / 1000
    expect(rows(await contact('get_groupmsg_task', { msgid }), 'task_list')).toEqual([
      { userid: 'lina', status: 2, send_time: sendTime },
    ])
    expect(() => act('send-mass-message', { msgid, userid: 'lina' })).toThrow('already')
    // A day later there is room again, but not twice in the week once the corp says so.
    later(DAY)
    company.token = await tokenOf(company.simulator)
    company.simulator.corp.massPerWeek = 1
    const next = await message({ external_userid: [capped, star], sender: 'lina' })
    act('send-mass-message', { msgid: next, userid: 'lina' })
    expect(await statuses(next)).toEqual([3, 3])
  })

  it('ask the follower who last chatted, take all customers of a sender, and combine tags', async () => {
    const fresh = ['甲', '乙', '丙'].map((name) => ({ name }))
    const made = Object(await contact('add_corp_tag', { group_name: '群发', tag: fresh })).tag_group
    const [one, two, three] = rows(made, 'tag').map((each) => String(each.id))
    const mine = await customersOf(company, 'lina')
    const [star = '', second = ''] = mine
    act('tag', { userid: 'lina', externalUserid: star, tagIds: [one, three] })
    act('tag', { userid: 'lina', externalUserid: second, tagIds: [two] })
    const lists = [{ tag_list: [one, two] }, { tag_list: [three] }]
    const tagged = await message({ sender: 'lina', tag_filter: { group_list: lists } })
    const chosen = rows(
      await contact('get_groupmsg_send_result', { msgid: tagged, userid: 'lina' }),
      'send_list',
    )
    expect(chosen.map((each) => each.external_userid)).toContain(star)
    expect(chosen.map((each) => each.external_userid)).not.toContain(second)
    const all = await message({ sender: 'lina' })
    expect(await statuses(all)).toHaveLength(mine.length)
    // 赵航 follows 林晓雨 too; whoever wrote last is asked.
    for (const userid of ['zhaohang', 'lina']) {
      later()
      await company.ask(`/desk/api/chats/${encodeURIComponent(`single:${userid}:${star}`)}/messages`, {
        kind: 'text',
        text: '在的',
      })
      const msgid = await message({ external_userid: [star] })
      expect(rows(await contact('get_groupmsg_task', { msgid }), 'task_list')).toMatchObject([{ userid }])
    }
  })

  it('can be ignored, sent to some, reminded three times and cancelled', async () => {
    const ids = (await customersOf(company, 'lina')).slice(0, 3)
    const fixed = await message({ external_userid: ids, sender: 'lina' })
    expect(() => act('send-mass-message', { msgid: fixed, userid: 'lina', only: [ids[0]] })).toThrow('choose')
    act('ignore-mass-message', { msgid: fixed, userid: 'lina' })
    expect(await statuses(fixed)).toEqual([0, 0, 0])
    for (const errcode of [0, 0, 0, 41094])
      expect(await contact('remind_groupmsg_send', { msgid: fixed })).toMatchObject({ errcode })
    const free = await message({ external_userid: ids, sender: 'lina', allow_select: true })
    act('send-mass-message', { msgid: free, userid: 'lina', only: [ids[1]] })
    expect(await statuses(free)).toEqual([0, 1, 0])
    expect(await contact('cancel_groupmsg_send', { msgid: fixed })).toMatchObject({ errcode: 0 })
    expect(await contact('cancel_groupmsg_send', { msgid: fixed })).toMatchObject({ errcode: 41093 })
    expect(() => act('send-mass-message', { msgid: fixed, userid: 'lina' })).toThrow('cancelled')
    const span = { start_time: NOON / 1000 - 60, end_time: NOON / 1000 + 60, filter_type: 0 }
    const list = await contact('get_groupmsg_list_v2', { chat_type: 'single', ...span })
    expect(rows(list, 'group_msg_list').map((one) => one.msgid)).toEqual(
      expect.arrayContaining([fixed, free]),
    )
  })

  it('are refused with the published codes', async () => {
    const [star = ''] = await customersOf(company, 'lina')
    const answer = (body: Json) => contact('add_msg_template', body)
    const moment = await upload('media/upload_attachment?media_type=image&attachment_type=1')
    const old = await upload('media/upload?type=image')
    const picture = (media_id: string) => ({ msgtype: 'image', image: { media_id } })
    expect(await answer({ text })).toMatchObject({ errcode: 40063 })
    expect(await answer({ external_userid: [star] })).toMatchObject({ errcode: 40063 })
    expect(await answer({ external_userid: ['wmNOBODY'], text })).toMatchObject({
      errcode: 41048,
      fail_list: ['wmNOBODY'],
    })
    const long = { content: '车'.repeat(1334) }
    expect(await answer({ external_userid: [star], text: long })).toMatchObject({ errcode: 45002 })
    const ten = Array.from({ length: 10 }, () => picture(old))
    expect(await answer({ external_userid: [star], attachments: ten })).toMatchObject({ errcode: 41064 })
    const wrong = [picture(moment)]
    expect(await answer({ external_userid: [star], attachments: wrong })).toMatchObject({ errcode: 40007 })
    later(3 * DAY)
    company.token = await tokenOf(company.simulator)
    const late = [picture(old)]
    expect(await answer({ external_userid: [star], attachments: late })).toMatchObject({ errcode: 40007 })
    expect(await contact('get_groupmsg_task', { msgid: 'msgNONE' })).toMatchObject({ errcode: 41047 })
    expect(await answer({ sender: 'hanyue', text })).toMatchObject({ errcode: 84074 })
  })
})

describe('mass messages to groups', () => {
  it('reach the groups that the sender owns', async () => {
    const list = rows(await contact('groupchat/list', { limit: 100 }), 'group_chat_list')
    const owners = await Promise.all(
      list.map(async ({ chat_id }) =>
        String(Object((await contact('groupchat/get', { chat_id })).group_chat).owner),
      ),
    )
    const mine = list.flatMap((one, n) => (owners[n] === 'lina' ? [String(one.chat_id)] : []))
    const foreign = String(list.find((_one, n) => owners[n] !== 'lina')?.chat_id)
    expect(await contact('add_msg_template', { chat_type: 'group', text })).toMatchObject({ errcode: 40063 })
    const body = { chat_type: 'group', sender: 'lina', chat_id_list: [...mine, foreign], text }
    const made = await contact('add_msg_template', body)
    expect(texts(made, 'fail_list')).toEqual([foreign])
    later()
    act('send-mass-message', { msgid: made.msgid, userid: 'lina' })
    const results = await contact('get_groupmsg_send_result', { msgid: made.msgid, userid: 'lina' })
    expect(rows(results, 'send_list')).toMatchObject(mine.map((chat_id) => ({ chat_id, status: 1 })))
    expect((await said(`group:${mine[0]}`)).at(-1)).toMatchObject({ text: text.content, source: 'mass' })
  })
})
