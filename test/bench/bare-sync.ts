import { Agent } from 'node:http'
import axios from 'axios'
import { demoCompany } from '../../server/demo/company.ts'

// What a good script does: the directory, tags, contacts in pages of 100 for groups of members, groups one by one, and
// the moments of thirty days with whom they were for, who sees them and who reacted. It makes the calls of a full sync and
// keeps nothing, so it is the floor of every sync.

const IN_FLIGHT = 8
const PUBLISHERS_IN_FLIGHT = 4
const MOMENT_SPAN_SEC = 30 * 86_400
const ROOT_DEPARTMENT = 1

export async function bareSync(origin: string, { parse }: { parse: boolean }): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT })
  const http = axios.create({
    baseURL: `${origin}/cgi-bin`,
    httpAgent: agent,
    responseType: 'text',
    transformResponse: (text: string) => text,
  })
  const { data } = await http.get<string>('/gettoken', {
    params: { corpid: demoCompany.WECOM_CORP_ID, corpsecret: demoCompany.WECOM_AGENT_SECRET },
  })
  const params = { access_token: String(JSON.parse(data).access_token) }
  const call = async (path: string, body: object): Promise<string> =>
    (await http.post<string>(path, body, { params })).data
  const get = async (path: string, query: object): Promise<string> =>
    (await http.get<string>(path, { params: { ...params, ...query } })).data
  const staff = await http.get<string>('/externalcontact/get_follow_user_list', { params })
  await call('/externalcontact/get_corp_tag_list', {})
  const userids: string[] = JSON.parse(staff.data).follow_user
  let bytes = 0
  await inFlight(cut(userids, IN_FLIGHT), async (list) => {
    for (let cursor = ''; ;) {
      const text = await call('/externalcontact/batch/get_by_user', { userid_list: list, cursor, limit: 100 })
      bytes += text.length
      // Without parsing the page only the place of the next one is looked for.
      const next = parse ? JSON.parse(text).next_cursor : /"next_cursor":"([^"]*)"/.exec(text)?.[1]
      if (!next) return
      cursor = next
    }
  })
  const groups: string[] = []
  for (let cursor = ''; ;) {
    const page = JSON.parse(await call('/externalcontact/groupchat/list', { limit: 1000, cursor }))
    for (const { chat_id } of page.group_chat_list) groups.push(chat_id)
    if (!page.next_cursor) break
    cursor = page.next_cursor
  }
  await inFlight(groups, async (chatId) => {
    const text = await call('/externalcontact/groupchat/get', { chat_id: chatId, need_name: 1 })
    bytes += text.length
    if (parse) JSON.parse(text)
  })
  bytes += await readDirectory(get)
  bytes += await readMoments(call)
  agent.destroy()
  return bytes
}

type Call = (path: string, body: object) => Promise<string>
type Get = (path: string, query: object) => Promise<string>

async function readDirectory(get: Get): Promise<number> {
  const text = await get('/department/list', { id: ROOT_DEPARTMENT })
  const { department } = JSON.parse(text) as { department: { id: number }[] }
  let bytes = text.length
  await inFlight(department, async ({ id }) => {
    bytes += (await get('/user/list', { department_id: id })).length
  })
  return bytes
}

interface MomentRow {
  moment_id: string
  creator?: string
  create_type: number
}

/** Moments one after the other, their publishers in parallel, as the sync reads them. */
async function readMoments(call: Call): Promise<number> {
  const end = Math.floor(Date.now() / 1000)
  const found: MomentRow[] = []
  for (let cursor = ''; ;) {
    const span = { start_time: end - MOMENT_SPAN_SEC + 1, end_time: end, filter_type: 2 }
    const page = JSON.parse(await call('/externalcontact/get_moment_list', { ...span, cursor, limit: 20 }))
    found.push(...page.moment_list)
    if (!page.next_cursor) break
    cursor = page.next_cursor
  }
  let bytes = 0
  for (const moment of found) {
    const of = { moment_id: moment.moment_id }
    const publishers = await publishersOf(call, moment)
    const read = async (userid: string): Promise<void> => {
      for (const api of ['get_moment_customer_list', 'get_moment_send_result', 'get_moment_comments'])
        bytes += (await call(`/externalcontact/${api}`, { ...of, userid, limit: 1000 })).length
    }
    await inFlight(publishers, read, PUBLISHERS_IN_FLIGHT)
  }
  return bytes
}

async function publishersOf(call: Call, { moment_id, creator, create_type }: MomentRow): Promise<string[]> {
  if (create_type !== 0) return creator ? [creator] : []
  const { task_list } = JSON.parse(await call('/externalcontact/get_moment_task', { moment_id, limit: 1000 }))
  return (task_list as { userid: string; publish_status: number }[])
    .filter((task) => task.publish_status === 1)
    .map((task) => task.userid)
}

async function inFlight<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  atOnce = IN_FLIGHT,
): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

function cut<T>(items: readonly T[], parts: number): T[][] {
  const size = Math.min(100, Math.ceil(items.length / parts))
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  )
}
