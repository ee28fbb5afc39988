import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_CREDENTIALS } from '../../server/simulator/index.ts'
import { endpoints } from '../../server/simulator/api/index.ts'
import { customersOf, NOON, openCompany, rows, texts, tokenOf, type Company, type Json } from './ask.ts'
import { differences, shapeOf } from './shapes.ts'

const FOLDER = join(import.meta.dirname, '../fixtures/wecom')
const seconds = NOON / 1000

interface Fixture {
  responses: unknown[]
}

function fixtureOf(path: string): Fixture | undefined {
  const file = `${path.replaceAll('/', '.')}.json`
  if (!readdirSync(FOLDER).includes(file)) return undefined
  const parsed: Record<string, unknown> = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))
  return {
    responses: Object.entries(parsed).flatMap(([name, value]) =>
      name.startsWith('response') ? [value] : [],
    ),
  }
}

/** Where one sample cannot show everything: what the fact sheets say beside the sample, with the reason. */
const EXPLAINED: Record<string, readonly string[]> = {
  // The sample is a WeChat user: four fields belong to WeCom users. A second page needs over 500 followers.
  'externalcontact/get': [
    '.next_cursor is missing',
    ...['position', 'corp_name', 'corp_full_name', 'external_profile'].map(
      (name) => `.external_contact.${name} is unknown to the fixture`,
    ),
  ],
  // Comes with add_way 10 only, which the sample of the batch does not show.
  'externalcontact/batch/get_by_user': [
    '.external_contact_list[].follow_info.wechat_channels is unknown to the fixture',
  ],
  // The two samples show an image and a video; the third kind is a link.
  'externalcontact/get_moment_list': ['.moment_list[].link is unknown to the fixture'],
}

let company: Company
let star = ''
let moment: Json = {}
let group = ''

beforeAll(async () => {
  company = await openCompany({ contacts: 2000, groups: 60 })
  company.simulator.corp.dispatchMs = 0
  star = (await customersOf(company, 'lina'))[0] ?? ''
  const list = await company.post('externalcontact/get_moment_list', {
    start_time: seconds - 29 * 86_400,
    end_time: seconds,
    filter_type: 0,
  })
  moment = rows(list, 'moment_list')[1] ?? {}
  group = String(
    rows(await company.post('externalcontact/groupchat/list', { limit: 10 }), 'group_chat_list')[0]?.chat_id,
  )
})
afterAll(() => company.close())

async function upload(path: string): Promise<Json> {
  const form = new FormData()
  form.set('media', new Blob([Buffer.alloc(64, 7)], { type: 'image/png' }), 's6.png')
  const join = path.includes('?') ? '&' : '?'
  const response = await fetch(
    `${company.simulator.origin}/cgi-bin/${path}${join}access_token=${company.token}`,
    { method: 'POST', body: form },
  )
  return Object(await response.json())
}

async function publisher(): Promise<string> {
  const tasks = rows(
    await company.post('externalcontact/get_moment_task', { moment_id: moment.moment_id }),
    'task_list',
  )
  return String(tasks.find((one) => one.publish_status === 1)?.userid)
}

const contact = (path: string, body: unknown = {}) => company.post(`externalcontact/${path}`, body)
const copy = async (path: string) => contact(path, { moment_id: moment.moment_id, userid: await publisher() })
const leaverCustomers = async (): Promise<string[]> =>
  rows(await contact('get_unassigned_list'), 'info').map((one) => String(one.external_userid))

const massMessage = (target: string, more: Json = {}): Promise<Json> =>
  contact('add_msg_template', {
    external_userid: [target, 'wmNOBODY'],
    text: { content: '您的爱车该首保啦' },
    ...more,
  })

const momentTask = (): Promise<Json> =>
  contact('add_moment_task', {
    text: { content: '秋日试驾周' },
    visible_range: {
      sender_list: { user_list: ['lina', 'nobody'], department_list: [9999] },
      external_contact_list: { tag_list: [] },
    },
  })

const contactWay = (): Promise<Json> =>
  contact('add_contact_way', {
    type: 2,
    scene: 2,
    remark: '城西店门口立牌',
    state: 'store_west',
    user: ['lina'],
    party: [211],
    conclusions: {
      text: { content: '欢迎预约澜岳 S6 试驾' },
      image: { pic_url: 'https://img.example.com/s6.png' },
      link: { title: '试驾', picurl: '', desc: '周末', url: 'https://example.com/s6' },
      miniprogram: { title: '预约', pic_media_id: 'x', appid: 'wx', page: '/pages/drive.html' },
    },
  })

const joinWay = (): Promise<Json> =>
  contact('groupchat/add_join_way', { scene: 2, remark: '车友群入口', chat_id_list: [group], state: 'join' })

const groupWelcome = (): Promise<Json> =>
  contact('group_welcome_template/add', {
    text: { content: '%NICKNAME% 欢迎加入车友群' },
    link: { title: '首保预约', picurl: 'https://img.example.com/s.png', desc: '减免', url: 'https://e.com' },
  })

const link = (): Promise<Json> =>
  contact('customer_acquisition/create_link', {
    link_name: 'S6 预约链接',
    range: { user_list: ['lina'], department_list: [211] },
    priority_option: { priority_type: 2, priority_userid_list: ['lina'] },
  })
const linkId = async (): Promise<string> => String(Object((await link()).link).link_id)

const asWith = async (secret: string, path: string, body: unknown): Promise<Json> => {
  const token = await tokenOf(company.simulator, secret)
  const response = await fetch(`${company.simulator.origin}/cgi-bin/${path}?access_token=${token}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  return Object(await response.json())
}

/** One or more real answers for each endpoint; together they must show what the fixture shows. */
const questions: Record<string, () => Promise<Json[]>> = {
  gettoken: async () => {
    const query = new URLSearchParams({
      corpid: DEMO_CREDENTIALS.corpId,
      corpsecret: DEMO_CREDENTIALS.agentSecret,
    })
    return [Object(await (await fetch(`${company.simulator.origin}/cgi-bin/gettoken?${query}`)).json())]
  },
  get_jsapi_ticket: async () => [await company.get('get_jsapi_ticket')],
  'ticket/get': async () => [await company.get('ticket/get', { type: 'agent_config' })],
  'auth/getuserinfo': async () => {
    const { tokens } = company.simulator
    const member = tokens.newCode({ kind: 'member', id: 'lina', withTicket: true })
    const guest = tokens.newCode({ kind: 'outsider', id: star, withTicket: false })
    return [
      await company.get('auth/getuserinfo', { code: member }),
      await company.get('auth/getuserinfo', { code: guest }),
    ]
  },
  'auth/getuserdetail': async () => {
    const code = company.simulator.tokens.newCode({ kind: 'member', id: 'lina', withTicket: true })
    const { user_ticket } = await company.get('auth/getuserinfo', { code })
    return [await company.post('auth/getuserdetail', { user_ticket })]
  },
  getcallbackip: async () => [await company.get('getcallbackip')],
  'department/list': async () => [await company.get('department/list')],
  'department/simplelist': async () => [await company.get('department/simplelist')],
  'department/get': async () => [await company.get('department/get', { id: 211 })],
  'user/get': async () => [await company.get('user/get', { userid: 'lina' })],
  'user/list': async () => [await company.get('user/list', { department_id: 211 })],
  'user/simplelist': async () => [await company.get('user/simplelist', { department_id: 211 })],
  'user/list_id': async () => [
    await asWith(DEMO_CREDENTIALS.directorySecret, 'user/list_id', { limit: 100 }),
  ],
  'externalcontact/get_follow_user_list': async () => [
    await company.get('externalcontact/get_follow_user_list'),
  ],
  'externalcontact/list': async () => [await company.get('externalcontact/list', { userid: 'lina' })],
  'externalcontact/get': async () => {
    const ids = (await customersOf(company, 'lina')).concat(await customersOf(company, 'zhaohang'))
    return Promise.all(ids.map((id) => company.get('externalcontact/get', { external_userid: id })))
  },
  'externalcontact/batch/get_by_user': async () => {
    const userid_list = texts(await company.get('externalcontact/get_follow_user_list'), 'follow_user')
    const pages: Json[] = []
    for (let cursor = '', more = true; more; more = cursor !== '') {
      const page = await contact('batch/get_by_user', { userid_list, cursor, limit: 100 })
      pages.push(page)
      cursor = String(page.next_cursor)
    }
    return pages
  },
  'externalcontact/remark': async () => [
    await contact('remark', { userid: 'lina', external_userid: star, remark: '林姐 白色 S7' }),
  ],
  'externalcontact/get_corp_tag_list': async () => {
    const all = await contact('get_corp_tag_list')
    return [all, await contact('get_corp_tag_list', { group_id: [rows(all, 'tag_group')[0]?.group_id] })]
  },
  'externalcontact/add_corp_tag': async () => [
    await contact('add_corp_tag', { group_name: '跟进', tag: [{ name: '待回访', order: 2 }] }),
  ],
  'externalcontact/edit_corp_tag': async () => {
    const made = Object(
      await contact('add_corp_tag', { group_name: '改名', tag: [{ name: '旧' }] }),
    ).tag_group
    return [await contact('edit_corp_tag', { id: made.tag[0].id, name: '新' })]
  },
  'externalcontact/del_corp_tag': async () => {
    const made = Object(
      await contact('add_corp_tag', { group_name: '临时', tag: [{ name: '一次' }] }),
    ).tag_group
    return [await contact('del_corp_tag', { tag_id: [made.tag[0].id] })]
  },
  'externalcontact/mark_tag': async () => {
    const tag = Object(rows(await contact('get_corp_tag_list'), 'tag_group')[0]).tag[0].id
    return [await contact('mark_tag', { userid: 'lina', external_userid: star, add_tag: [tag] })]
  },
  'externalcontact/get_unassigned_list': async () => [await contact('get_unassigned_list')],
  'externalcontact/groupchat/list': async () => [await contact('groupchat/list', { limit: 10 })],
  'externalcontact/groupchat/get': async () => [
    await contact('groupchat/get', { chat_id: group, need_name: 1 }),
  ],
  'externalcontact/get_moment_list': async () => [
    await contact('get_moment_list', { start_time: seconds - 30 * 86_400, end_time: seconds }),
    await (async () => {
      company.simulator.corp.momentTimesAsText = true
      const page = await contact('get_moment_list', { start_time: seconds - 30 * 86_400, end_time: seconds })
      company.simulator.corp.momentTimesAsText = false
      return page
    })(),
  ],
  'externalcontact/get_moment_task': async () => [
    await contact('get_moment_task', { moment_id: moment.moment_id }),
  ],
  'externalcontact/get_moment_customer_list': async () => [await copy('get_moment_customer_list')],
  'externalcontact/get_moment_send_result': async () => [await copy('get_moment_send_result')],
  'externalcontact/get_moment_comments': async () => {
    const tasks = rows(await contact('get_moment_task', { moment_id: moment.moment_id }), 'task_list')
    const published = tasks.filter((one) => one.publish_status === 1)
    return Promise.all(
      published.map((one) =>
        contact('get_moment_comments', { moment_id: moment.moment_id, userid: one.userid }),
      ),
    )
  },
  'externalcontact/add_msg_template': async () => [await massMessage(star)],
  'externalcontact/get_groupmsg_list_v2': async () => {
    const picture = String((await upload('media/upload?type=image')).media_id)
    const link = { title: '首保预约', picurl: '', desc: '到店立减', url: 'https://example.com/svc' }
    const attachments = [
      { msgtype: 'image', image: { media_id: picture } },
      { msgtype: 'link', link },
    ]
    await massMessage(star, { attachments })
    company.simulator.actions('send-own-mass-message', {
      userid: 'lina',
      externalUserids: [star],
      text: '周末见',
    })
    return [
      await contact('get_groupmsg_list_v2', {
        chat_type: 'single',
        start_time: seconds - 86_400,
        end_time: seconds + 86_400,
      }),
    ]
  },
  'externalcontact/get_groupmsg_task': async () => {
    const made = await massMessage(star)
    const { msgid } = made
    const before = await contact('get_groupmsg_task', { msgid })
    company.simulator.actions('send-mass-message', { msgid, userid: 'lina' })
    return [before, await contact('get_groupmsg_task', { msgid })]
  },
  'externalcontact/get_groupmsg_send_result': async () => {
    company.simulator.corp.massPerDay = 0
    const { msgid } = await massMessage(star)
    company.simulator.actions('send-mass-message', { msgid, userid: 'lina' })
    const owner = Object((await contact('groupchat/get', { chat_id: group })).group_chat).owner
    const made = await massMessage(group, { chat_type: 'group', sender: owner, chat_id_list: [group] })
    company.simulator.actions('send-mass-message', { msgid: made.msgid, userid: owner })
    return [
      await contact('get_groupmsg_send_result', { msgid, userid: 'lina' }),
      await contact('get_groupmsg_send_result', { msgid: made.msgid, userid: owner }),
    ]
  },
  'externalcontact/remind_groupmsg_send': async () => [
    await contact('remind_groupmsg_send', { msgid: (await massMessage(star)).msgid }),
  ],
  'externalcontact/cancel_groupmsg_send': async () => [
    await contact('cancel_groupmsg_send', { msgid: (await massMessage(star)).msgid }),
  ],
  'externalcontact/add_moment_task': async () => [await momentTask()],
  'externalcontact/get_moment_task_result': async () => {
    company.simulator.corp.dispatchMs = 1000
    const { jobid } = await momentTask()
    company.simulator.corp.dispatchMs = 0
    const running = await company.get('externalcontact/get_moment_task_result', { jobid: String(jobid) })
    const done = await momentTask()
    return [
      running,
      await company.get('externalcontact/get_moment_task_result', { jobid: String(done.jobid) }),
    ]
  },
  'externalcontact/cancel_moment_task': async () => [
    await contact('cancel_moment_task', { moment_id: moment.moment_id }),
  ],
  'externalcontact/add_contact_way': async () => [await contactWay()],
  'externalcontact/get_contact_way': async () => [
    await contact('get_contact_way', { config_id: (await contactWay()).config_id }),
  ],
  'externalcontact/list_contact_way': async () => [await contact('list_contact_way')],
  'externalcontact/update_contact_way': async () => [
    await contact('update_contact_way', { config_id: (await contactWay()).config_id, state: 'west2' }),
  ],
  'externalcontact/del_contact_way': async () => [
    await contact('del_contact_way', { config_id: (await contactWay()).config_id }),
  ],
  'externalcontact/close_temp_chat': async () => [
    await contact('close_temp_chat', { userid: 'lina', external_userid: star }),
  ],
  'externalcontact/groupchat/add_join_way': async () => [await joinWay()],
  'externalcontact/groupchat/get_join_way': async () => [
    await contact('groupchat/get_join_way', { config_id: (await joinWay()).config_id }),
  ],
  'externalcontact/groupchat/update_join_way': async () => [
    await contact('groupchat/update_join_way', {
      config_id: (await joinWay()).config_id,
      scene: 2,
      chat_id_list: [group],
    }),
  ],
  'externalcontact/groupchat/del_join_way': async () => [
    await contact('groupchat/del_join_way', { config_id: (await joinWay()).config_id }),
  ],
  'externalcontact/group_welcome_template/add': async () => [await groupWelcome()],
  'externalcontact/group_welcome_template/edit': async () => [
    await contact('group_welcome_template/edit', { ...(await groupWelcome()), text: { content: '欢迎' } }),
  ],
  'externalcontact/group_welcome_template/get': async () => [
    await contact('group_welcome_template/get', await groupWelcome()),
  ],
  'externalcontact/group_welcome_template/del': async () => [
    await contact('group_welcome_template/del', await groupWelcome()),
  ],
  'externalcontact/customer_acquisition/create_link': async () => [await link()],
  'externalcontact/customer_acquisition/list_link': async () => {
    await link()
    return [await contact('customer_acquisition/list_link', { limit: 100 })]
  },
  'externalcontact/customer_acquisition/get': async () => [
    await contact('customer_acquisition/get', { link_id: await linkId() }),
  ],
  'externalcontact/customer_acquisition/update_link': async () => [
    await contact('customer_acquisition/update_link', { link_id: await linkId(), link_name: 'S7' }),
  ],
  'externalcontact/customer_acquisition/delete_link': async () => [
    await contact('customer_acquisition/delete_link', { link_id: await linkId() }),
  ],
  'externalcontact/customer_acquisition/customer': async () => {
    const link_id = await linkId()
    company.simulator.actions('open-link', { linkId: link_id, name: '访客', channel: 'ad_video_01' })
    return [await contact('customer_acquisition/customer', { link_id })]
  },
  'externalcontact/customer_acquisition/statistic': async () => [
    await contact('customer_acquisition/statistic', {
      link_id: await linkId(),
      start_time: seconds - 86_400,
      end_time: seconds,
    }),
  ],
  'externalcontact/customer_acquisition_quota': async () => [
    await company.get('externalcontact/customer_acquisition_quota'),
  ],
  'externalcontact/get_user_behavior_data': async () => [
    await contact('get_user_behavior_data', {
      userid: ['xuli', 'zhoumin'],
      start_time: seconds - 30 * 86_400,
      end_time: seconds - 86_400,
    }),
  ],
  'externalcontact/groupchat/statistic': async () => [
    await contact('groupchat/statistic', { day_begin_time: seconds - 7 * 86_400, day_end_time: seconds }),
  ],
  'externalcontact/groupchat/statistic_group_by_day': async () => [
    await contact('groupchat/statistic_group_by_day', {
      day_begin_time: seconds - 7 * 86_400,
      day_end_time: seconds,
    }),
  ],
  'externalcontact/send_welcome_msg': async () => {
    const { welcomeCode } = company.simulator.actions('add-contact', { userid: 'lina', name: '新客' })
    return [await contact('send_welcome_msg', { welcome_code: welcomeCode, text: { content: '您好' } })]
  },
  'externalcontact/transfer_customer': async () => [
    await contact('transfer_customer', {
      handover_userid: 'zhaohang',
      takeover_userid: 'lina',
      external_userid: (await customersOf(company, 'zhaohang')).slice(0, 2),
    }),
  ],
  'externalcontact/transfer_result': async () => [
    await contact('transfer_result', { handover_userid: 'zhaohang', takeover_userid: 'lina' }),
  ],
  'externalcontact/resigned/transfer_customer': async () => [
    await contact('resigned/transfer_customer', {
      handover_userid: 'hejun',
      takeover_userid: 'lina',
      external_userid: (await leaverCustomers()).slice(0, 2),
    }),
  ],
  'externalcontact/resigned/transfer_result': async () => [
    await contact('resigned/transfer_result', { handover_userid: 'hejun', takeover_userid: 'lina' }),
  ],
  'externalcontact/groupchat/transfer': async () => [
    await contact('groupchat/transfer', { chat_id_list: [group], new_owner: 'zhaohang' }),
  ],
  'externalcontact/groupchat/onjob_transfer': async () => [
    await contact('groupchat/onjob_transfer', { chat_id_list: [group, 'wrNOBODY'], new_owner: 'lina' }),
  ],
  'media/upload': async () => [await upload('media/upload?type=image')],
  'media/upload_attachment': async () => [
    await upload('media/upload_attachment?media_type=image&attachment_type=1'),
  ],
  'media/uploadimg': async () => [await upload('media/uploadimg')],
  'message/send': async () => {
    const base = { touser: 'lina|nobody', agentid: DEMO_CREDENTIALS.agentId }
    const card = { card_type: 'button_interaction', main_title: { title: '客户分配' } }
    return [
      await company.post('message/send', { ...base, msgtype: 'text', text: { content: '今日到店 3 组' } }),
      await company.post('message/send', { ...base, msgtype: 'template_card', template_card: card }),
    ]
  },
}

describe('answers have the shape of the fixtures', () => {
  const withFixture = endpoints.map((one) => one.path).filter((path) => fixtureOf(path) !== undefined)

  it('covers every endpoint that has a fixture', () => {
    expect(withFixture.filter((path) => questions[path] === undefined)).toEqual([])
    expect(withFixture.length).toBeGreaterThanOrEqual(70)
  })

  it.each(Object.keys(questions))('%s', async (path) => {
    const answers = (await questions[path]?.()) ?? []
    expect(answers.length).toBeGreaterThan(0)
    for (const answer of answers) expect(answer).toMatchObject({ errcode: 0 })
    const found = differences(shapeOf(fixtureOf(path)?.responses ?? []), shapeOf(answers))
    expect(found.filter((line) => !(EXPLAINED[path] ?? []).includes(line))).toEqual([])
  })
})
