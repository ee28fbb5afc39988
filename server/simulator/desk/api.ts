// The desk API of the simulator, as the page uses it. Same origin, JSON, no login: the simulator is a stand-in.
import type { FaultPlan } from './faults.ts'

export interface Staff {
  userid: string
  name: string
  role: string
  store: string
  departed: boolean
}

export interface Session {
  appOrigin: string
  corpId: string
  agentId: number
  current: Staff | null
  staff: Staff[]
}

export interface Chat {
  id: string
  kind: 'customer' | 'group'
  name: string
  source: string
  externalUserId?: string
  chatId?: string
  lastText: string
  lastAt: string | null
  unread: number
  memberCount?: number
}

export interface News {
  link: string
  title: string
  desc?: string
  imgUrl?: string
}

export interface MiniProgram {
  appid: string
  title: string
  imgUrl?: string
  page?: string
}

export type MessageKind = 'text' | 'image' | 'video' | 'file' | 'news' | 'miniprogram' | 'system'

export interface Message {
  id: string
  at: string
  from: 'me' | 'them'
  senderName: string
  kind: MessageKind
  text?: string
  news?: News
  miniprogram?: MiniProgram
  mediaId?: string
  source?: string
}

export interface Tag {
  id: string
  name: string
  group?: string
}

export interface Contact {
  externalUserid: string
  name: string
  corpName?: string
  follows: { userid: string; remark: string; description: string; mobiles: string[]; tags: Tag[] }[]
}

export interface Group {
  chatId: string
  name: string
  owner: string
  members: { userid: string; name: string; type: 1 | 2 }[]
}

export interface Moment {
  momentId: string
  creator: string
  text: string
}

export interface Code {
  id: string
  label: string
}

export interface Codes {
  contactWays: Code[]
  joinWays: Code[]
  links: Code[]
}

export interface Task {
  kind: 'message' | 'moment'
  id: string
  at: string
  text: string
  attachments: { kind: string; title: string; mediaId?: string }[]
  state: 'waiting' | 'sent' | 'ignored' | 'cancelled'
  remindedAt: string | null
  canChoose: boolean
  toGroups: boolean
  recipientCount: number
  recipients: { id: string; name: string }[]
}

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** `kind` tells the reader what to do: wait for the simulator, or correct what was asked. */
export class DeskError extends Error {
  constructor(
    readonly kind: 'unreachable' | 'refused',
    message: string,
    readonly status = 0,
  ) {
    super(message)
    this.name = 'DeskError'
  }
}

const jsonBody = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

async function request<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (error) {
    if (init?.signal?.aborted) throw error
    throw new DeskError('unreachable', 'the simulator does not answer')
  }
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok)
    throw new DeskError('refused', reasonIn(body) ?? `HTTP ${response.status}`, response.status)
  // The simulator of the same release answers in these shapes; this is the one place that trusts it.
  return body as T
}

function reasonIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null
  for (const key of ['message', 'errmsg', 'error']) {
    const value: unknown = Reflect.get(body, key)
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

const query = (values: Record<string, string | undefined>): string => {
  const entries = Object.entries(values).filter((entry): entry is [string, string] => !!entry[1])
  return entries.length ? `?${new URLSearchParams(entries).toString()}` : ''
}

const at = (path: string): string => `/desk/api/${path}`
const part = encodeURIComponent

export const api = {
  session: () => request<Session>(at('session')),
  selectStaff: (userid: string) => request<unknown>(at('session'), jsonBody({ userid })),

  chats: (filter: { userid: string; q?: string; cursor?: string; kind?: string }, signal?: AbortSignal) =>
    request<Page<Chat>>(at(`chats${query(filter)}`), signal ? { signal } : undefined),
  messages: (userid: string, chat: string, signal?: AbortSignal) =>
    request<{ items: Message[] }>(
      at(`chats/${part(chat)}/messages${query({ userid })}`),
      signal ? { signal } : undefined,
    ),
  postMessage: (userid: string, chat: string, message: Record<string, unknown>) =>
    request<Message>(at(`chats/${part(chat)}/messages${query({ userid })}`), jsonBody(message)),

  contact: (id: string) => request<Contact>(at(`contacts/${part(id)}`)),
  group: (id: string) => request<Group>(at(`groups/${part(id)}`)),
  tags: () => request<{ items: Tag[] }>(at('tags')),
  tasks: (userid: string) => request<{ items: Task[]; waiting: number }>(at(`tasks${query({ userid })}`)),
  codes: () => request<Codes>(at('codes')),
  moments: () => request<{ items: Moment[] }>(at('moments')),
  act: (name: string, body: Record<string, unknown>) =>
    request<Record<string, unknown>>(at(`actions/${name}`), jsonBody(body)),

  verify: (kind: 'agent' | 'corp', url: string, params: Record<string, unknown>) =>
    request<{ err_msg: string }>(
      at(kind === 'agent' ? 'bridge/agent-config' : 'bridge/config'),
      jsonBody({ url, params }),
    ),

  clock: () => request<{ now: string; offsetMs: number }>('/sim/clock'),
  moveClock: (change: { advanceMs: number } | { reset: true }) =>
    request<unknown>('/sim/clock', jsonBody(change)),
  faults: () => request<FaultPlan>('/sim/faults'),
  setFaults: (plan: FaultPlan) => request<FaultPlan>('/sim/faults', jsonBody(plan)),
  clearFaults: () => request<FaultPlan>('/sim/faults', { method: 'DELETE' }),
}

export const mediaAddress = (mediaId: string): string => at(`media/${part(mediaId)}`)
export const loginAsAddress = (userid: string): string => `/desk/login-as${query({ userid, to: 'console' })}`
