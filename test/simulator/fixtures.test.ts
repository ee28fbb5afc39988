import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_CREDENTIALS } from '../../server/simulator/index.ts'
import { endpoints } from '../../server/simulator/api/index.ts'
import { customersOf, NOON, openCompany, rows, texts, tokenOf, type Company, type Json } from './ask.ts'
import { communityQuestions } from './community-questions.ts'
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
  ...communityQuestions(() => ({ company, star, group, momentId: String(moment.moment_id), upload })),
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
