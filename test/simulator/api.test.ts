import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEMO_CREDENTIALS } from '../../server/simulator/index.ts'
import { customersOf, NOON, openCompany, rows, texts, tokenOf, type Company } from './ask.ts'

let company: Company
beforeEach(async () => {
  company = await openCompany()
})
afterEach(() => company.close())

const contact = (path: string, body: unknown = {}) => company.post(`externalcontact/${path}`, body)
const HOUR = 3_600_000

describe('tokens', () => {
  it('gives the same token while it lives, and a new one after it died', async () => {
    expect(await tokenOf(company.simulator)).toBe(company.token)
    company.simulator.tokens.revoke()
    expect(await company.get('getcallbackip')).toMatchObject({ errcode: 40014 })
    expect(await tokenOf(company.simulator)).not.toBe(company.token)
  })

  it('lets a token die by time on the movable clock', async () => {
    company.simulator.clock.advance(2 * HOUR - 1)
    expect(await company.get('getcallbackip')).toMatchObject({ errcode: 0 })
    company.simulator.clock.advance(1)
    expect(await company.get('getcallbackip')).toMatchObject({ errcode: 42001 })
  })

  it('names what is wrong with the credentials', async () => {
    const ask = async (corpid: string, corpsecret: string) =>
      (await company.ask(`/cgi-bin/gettoken?corpid=${corpid}&corpsecret=${corpsecret}`)).json
    expect(await ask('wwother', DEMO_CREDENTIALS.agentSecret)).toMatchObject({ errcode: 40013 })
    expect(await ask(DEMO_CREDENTIALS.corpId, 'wrong')).toMatchObject({ errcode: 40001 })
    expect(await ask(DEMO_CREDENTIALS.corpId, '')).toMatchObject({ errcode: 41004 })
    expect((await company.ask('/cgi-bin/getcallbackip')).json).toMatchObject({ errcode: 41001 })
  })

  it('keeps the two tickets apart', async () => {
    const corp = await company.get('get_jsapi_ticket')
    const agent = await company.get('ticket/get', { type: 'agent_config' })
    expect(corp.ticket).not.toBe(agent.ticket)
  })
})

describe('failing answers', () => {
  it('are HTTP 200 with the hint tail', async () => {
    const { json, status } = await company.ask('/cgi-bin/getcallbackip?access_token=nonsense')
    expect(status).toBe(200)
    expect(json.errmsg).toMatch(
      /^invalid access_token, hint: \[\d+\], from ip: 127\.0\.0\.1, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=40014$/,
    )
  })

  it('say so when there is no such API', async () => {
    const { json, status } = await company.ask(`/cgi-bin/no/such?access_token=${company.token}`)
    expect(status).toBe(404)
    expect(json.errmsg).toContain('/cgi-bin/no/such')
  })

  it('refuse GET for a POST endpoint and broken JSON', async () => {
    expect(await company.get('externalcontact/get_corp_tag_list')).toMatchObject({ errcode: 40035 })
    const url = `${company.simulator.origin}/cgi-bin/externalcontact/remark?access_token=${company.token}`
    const broken = await fetch(url, { method: 'POST', body: '{"userid":' })
    expect(await broken.json()).toMatchObject({ errcode: 40035 })
  })
})

describe('rights', () => {
  it('closes customer APIs to an app that is not callable, and to the contact-sync secret', async () => {
    company.simulator.corp.callable = false
    expect(await company.get('externalcontact/get_follow_user_list')).toMatchObject({ errcode: 48002 })
    company.simulator.corp.callable = true
    const token = await tokenOf(company.simulator, DEMO_CREDENTIALS.directorySecret)
    expect(
      (await company.ask(`/cgi-bin/externalcontact/get_follow_user_list?access_token=${token}`)).json,
    ).toMatchObject({ errcode: 48002 })
    expect(await company.post('user/list_id')).toMatchObject({ errcode: 48002 })
  })

  it('shows only what is in the visible range', async () => {
    const [star = ''] = await customersOf(company, 'lina')
    company.simulator.corp.visible = { departments: [212], userids: ['zhaohang'] }
    const followers = texts(await company.get('externalcontact/get_follow_user_list'), 'follow_user')
    expect(followers).toContain('zhaohang')
    expect(followers).toContain('wanglei')
    expect(followers).not.toContain('lina')
    expect(await company.get('externalcontact/list', { userid: 'lina' })).toMatchObject({ errcode: 60011 })
    expect(await company.get('user/list', { department_id: 211 })).toMatchObject({ errcode: 60011 })
    const shared = await company.get('externalcontact/get', { external_userid: star })
    expect(rows(shared, 'follow_user').map((one) => one.userid)).toEqual(['zhaohang'])
    company.simulator.corp.visible = { departments: [212], userids: [] }
    expect(await company.get('externalcontact/get', { external_userid: star })).toMatchObject({
      errcode: 40096,
      follow_user: [],
    })
  })

  it('refuses strangers by address', async () => {
    company.simulator.corp.trustedIps = ['203.0.113.7']
    expect(await company.get('getcallbackip')).toMatchObject({ errcode: 60020 })
  })

  it('closes details of the directory to a new contact-sync address', async () => {
    company.simulator.corp.syncDetailsClosed = true
    const token = await tokenOf(company.simulator, DEMO_CREDENTIALS.directorySecret)
    expect(
      (await company.ask(`/cgi-bin/user/list?access_token=${token}&department_id=211`)).json,
    ).toMatchObject({ errcode: 48009 })
    expect((await company.ask(`/cgi-bin/department/simplelist?access_token=${token}`)).json).toMatchObject({
      errcode: 0,
    })
  })
})

describe('customers', () => {
  it('answers 84061 for a member without customers', async () => {
    expect(await company.get('externalcontact/list', { userid: 'zhoumin' })).toMatchObject({ errcode: 84061 })
  })

  it('compares userids without regard to case', async () => {
    expect(await company.get('user/get', { userid: 'LiNa' })).toMatchObject({ errcode: 0, userid: 'lina' })
    expect(texts(await company.get('externalcontact/list', { userid: 'LINA' }), 'external_userid')[0]).toBe(
      (await customersOf(company, 'lina'))[0],
    )
  })

  it('clamps a batch to 100 rows, takes 50 by default, and loses nobody between pages', async () => {
    const userid_list = ['lina', 'zhaohang', 'xuli', 'wanglei', 'zhoumin']
    const seen: string[] = []
    for (let cursor = '', more = true; more; more = cursor !== '') {
      const page = await contact('batch/get_by_user', { userid_list, cursor, limit: 7 })
      seen.push(
        ...rows(page, 'external_contact_list').map(
          (one) => `${Object(one.follow_info).userid} ${Object(one.external_contact).external_userid}`,
        ),
      )
      cursor = String(page.next_cursor)
    }
    const wanted: string[] = []
    for (const userid of userid_list.slice(0, 4))
      wanted.push(...(await customersOf(company, userid)).map((id) => `${userid} ${id}`))
    expect(seen).toEqual(wanted)
    const everybody = texts(await company.get('externalcontact/get_follow_user_list'), 'follow_user')
    const plain = await contact('batch/get_by_user', { userid_list: everybody })
    expect(rows(plain, 'external_contact_list')).toHaveLength(50)
    const many = await contact('batch/get_by_user', { userid_list: everybody, limit: 500 })
    expect(rows(many, 'external_contact_list')).toHaveLength(100)
  })

  it('keeps other members’ places when one gets a new customer in the middle of paging', async () => {
    const userid_list = ['lina', 'zhaohang']
    const held = (await customersOf(company, 'lina')).length
    const first = await contact('batch/get_by_user', { userid_list, limit: Math.min(100, held + 2) })
    company.simulator.actions('add-contact', { userid: 'lina', name: '插队' })
    const second = await contact('batch/get_by_user', { userid_list, limit: 100, cursor: first.next_cursor })
    const ids = [...rows(first, 'external_contact_list'), ...rows(second, 'external_contact_list')].map(
      (one) => Object(one.external_contact).external_userid,
    )
    const own = ids.slice(held)
    expect(own.slice(0, 5)).toEqual((await customersOf(company, 'zhaohang')).slice(0, 5))
  })

  it('refuses a cursor that belongs to another question', async () => {
    const { next_cursor } = await contact('batch/get_by_user', {
      userid_list: ['lina', 'zhaohang'],
      limit: 5,
    })
    expect(
      await contact('batch/get_by_user', { userid_list: ['wanglei'], limit: 5, cursor: next_cursor }),
    ).toMatchObject({ errcode: 40035 })
    expect(
      await contact('batch/get_by_user', { userid_list: ['wanglei'], limit: 5, cursor: 'garbage' }),
    ).toMatchObject({ errcode: 40035 })
  })

  it('shows personal tags in get and not in a batch', async () => {
    const [star] = await customersOf(company, 'lina')
    const full = await company.get('externalcontact/get', { external_userid: star ?? '' })
    const [mine] = rows(full, 'follow_user')
    expect(mine?.tags).toContainEqual({ group_name: '个人标签', tag_name: '爱喝茶', type: 2 })
    const batch = await contact('batch/get_by_user', { userid_list: ['lina'], limit: 1 })
    expect(Object(rows(batch, 'external_contact_list')[0]?.follow_info).tag_id).toHaveLength(4)
  })

  it('keeps what remark wrote, and clears mobiles with one empty string', async () => {
    const [external_userid = ''] = await customersOf(company, 'lina')
    const write = (body: object) => contact('remark', { userid: 'lina', external_userid, ...body })
    expect(await write({})).toMatchObject({ errcode: 40035 })
    expect(await write({ remark: '一'.repeat(21) })).toMatchObject({ errcode: 40035 })
    await write({ remark: '新备注', remark_mobiles: ['13800001111', '13800002222'] })
    const mine = async () =>
      rows(await company.get('externalcontact/get', { external_userid }), 'follow_user')[0]
    expect(await mine()).toMatchObject({ remark: '新备注', remark_mobiles: ['13800001111', '13800002222'] })
    await write({ remark_mobiles: [''] })
    expect(await mine()).toMatchObject({ remark: '新备注', remark_mobiles: [] })
    expect(await contact('remark', { userid: 'wanglei', external_userid, remark: 'x' })).toMatchObject({
      errcode: 84061,
    })
  })
})

describe('tags', () => {
  it('lets an app change only what it made, and drops an emptied group', async () => {
    const seeded = Object(rows(await contact('get_corp_tag_list'), 'tag_group')[0]).tag[0].id
    expect(await contact('edit_corp_tag', { id: seeded, name: '别人的' })).toMatchObject({ errcode: 60011 })
    const { tag_group } = await contact('add_corp_tag', {
      group_name: '自建',
      tag: [{ name: '甲' }, { name: '甲' }],
    })
    const made = Object(tag_group)
    expect(made.tag).toHaveLength(1)
    expect(await contact('add_corp_tag', { group_name: '自建', tag: [{ name: '甲' }] })).toMatchObject({
      errcode: 40071,
    })
    expect(await contact('del_corp_tag', { tag_id: [made.tag[0].id] })).toMatchObject({ errcode: 0 })
    const names = rows(await contact('get_corp_tag_list'), 'tag_group').map((one) => one.group_name)
    expect(names).not.toContain('自建')
    const [gone] = rows(await contact('get_corp_tag_list', { group_id: [made.group_id] }), 'tag_group')
    expect(gone).toMatchObject({ deleted: true })
  })

  it('marks and unmarks, and takes a deleted tag off everybody', async () => {
    const [external_userid = ''] = await customersOf(company, 'lina')
    const { tag_group } = await contact('add_corp_tag', { group_name: '活动', tag: [{ name: '报名' }] })
    const id = Object(tag_group).tag[0].id
    const mark = (body: object) => contact('mark_tag', { userid: 'lina', external_userid, ...body })
    expect(await mark({ add_tag: ['etNOBODY'] })).toMatchObject({ errcode: 40068 })
    await mark({ add_tag: [id] })
    const tags = async () =>
      Object(
        rows(
          await contact('batch/get_by_user', { userid_list: ['lina'], limit: 1 }),
          'external_contact_list',
        )[0]?.follow_info,
      ).tag_id
    expect(await tags()).toContain(id)
    await contact('del_corp_tag', { tag_id: [id] })
    expect(await tags()).not.toContain(id)
  })
})

describe('groups and moments', () => {
  it('lists a leaver’s groups only to those who name the leaver', async () => {
    const owners = async (body: object) =>
      rows(await contact('groupchat/list', { limit: 1000, ...body }), 'group_chat_list')
    const all = await owners({})
    const leaver = await owners({ owner_filter: { userid_list: ['hejun'] } })
    expect(leaver.length).toBeGreaterThan(0)
    expect(leaver.every((one) => one.status === 1)).toBe(true)
    expect(all.some((one) => one.chat_id === leaver[0]?.chat_id)).toBe(false)
    expect(await contact('groupchat/list', {})).toMatchObject({ errcode: 40063 })
  })

  it('refuses a page over the maximum of moments by taking the default', async () => {
    const seconds = NOON / 1000
    const range = { start_time: seconds - 29 * 86_400, end_time: seconds }
    const big = rows(await contact('get_moment_list', { ...range, limit: 100 }), 'moment_list')
    expect(big.length).toBeLessThanOrEqual(20)
    expect(
      await contact('get_moment_list', { start_time: seconds - 31 * 86_400, end_time: seconds }),
    ).toMatchObject({ errcode: 40035 })
  })

  it('tells a wrong publisher from one who has not published', async () => {
    const { momentId } = company.simulator.actions('publish-moment', {
      userid: 'zhoumin',
      text: '周末试驾',
      senders: ['lina'],
    })
    const ask = (userid: string) => contact('get_moment_comments', { moment_id: momentId, userid })
    expect(await ask('wanglei')).toMatchObject({ errcode: 41061 })
    expect(await ask('lina')).toMatchObject({ errcode: 41062 })
    company.simulator.actions('confirm-moment', { momentId, userid: 'lina' })
    const [externalUserid] = await customersOf(company, 'lina')
    company.simulator.actions('like-moment', { momentId, externalUserid })
    expect(rows(await ask('lina'), 'like_list')).toMatchObject([{ external_userid: externalUserid }])
    const personal = company.simulator.actions('publish-moment', { userid: 'lina', text: '交车' })
    expect(await contact('get_moment_task', { moment_id: personal.momentId })).toMatchObject({
      errcode: 41067,
    })
  })
})

describe('messages', () => {
  it('takes a welcome code once and for twenty seconds', async () => {
    const first = company.simulator.actions('add-contact', { userid: 'lina', name: '甲' })
    const send = (welcome_code: unknown) =>
      contact('send_welcome_msg', { welcome_code, text: { content: '您好' } })
    expect(await send(first.welcomeCode)).toMatchObject({ errcode: 0 })
    expect(await send(first.welcomeCode)).toMatchObject({ errcode: 41051 })
    const late = company.simulator.actions('add-contact', { userid: 'lina', name: '乙' })
    company.simulator.clock.advance(20_001)
    expect(await send(late.welcomeCode)).toMatchObject({ errcode: 41050 })
    const colleague = company.simulator.actions('add-contact', { userid: 'lina', name: '丙', type: 2 })
    expect(colleague.welcomeCode).toBeUndefined()
  })

  it('delivers app messages, reports bad receivers and does not repeat itself', async () => {
    const message = {
      touser: 'lina|NoBody',
      msgtype: 'text',
      agentid: DEMO_CREDENTIALS.agentId,
      text: { content: '今日待办 3 条' },
      enable_duplicate_check: 1,
    }
    expect(await company.post('message/send', message)).toMatchObject({ errcode: 0, invaliduser: 'nobody' })
    expect(await company.post('message/send', message)).toMatchObject({ errcode: 0 })
    expect(company.simulator.world.chats.written('app:lina').map((one) => one.text)).toEqual([
      '今日待办 3 条',
    ])
    expect(await company.post('message/send', { ...message, touser: 'nobody' })).toMatchObject({
      errcode: 81013,
    })
    expect(await company.post('message/send', { ...message, agentid: 1 })).toMatchObject({ errcode: 40056 })
  })
})
