// The chat list and the messages of one member, as the desk shows them.

import type { Simulation } from '../simulation.ts'
import { groupChatId, seedGroupChat, seedSingleChat, singleChatId, type ChatMessage } from '../world/chats.ts'
import type { Contact } from '../world/contacts.ts'
import type { Follow } from '../world/follows.ts'
import type { Group } from '../world/groups.ts'
import { isoTime } from '../clock.ts'
import { ActionRefused, groupNamed, staffNamed } from '../actions/action.ts'

export interface ChatRow {
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

interface Sorted {
  row: ChatRow
  sortMs: number
}

/** A member with very many customers sees the newest relations first; the search goes through all of them. */
const LISTED = 400
const PAGE = 50

function previewOf(message: ChatMessage | undefined): string {
  if (!message) return ''
  const words: Record<ChatMessage['kind'], string> = {
    text: message.text ?? '',
    system: message.text ?? '',
    image: '[图片]',
    video: '[视频]',
    file: '[文件]',
    news: `[链接] ${message.news?.title ?? ''}`,
    miniprogram: `[小程序] ${message.miniprogram?.title ?? ''}`,
  }
  return words[message.kind]
}

/** Messages of others since the member's own last word, of the last three days. */
function unreadOf(messages: readonly ChatMessage[], userid: string, nowMs: number): number {
  let unread = 0
  for (let n = messages.length - 1; n >= 0; n--) {
    const message = messages[n]
    if (!message || message.sender === userid || nowMs - message.atMs > 3 * 86_400_000) break
    unread += 1
  }
  return unread
}

function contactMessages(sim: Simulation, follow: Follow, contact: Contact): ChatMessage[] {
  const { chats, follows, seed, staff } = sim.world
  const staffName = staff.find(follow.userid)?.name ?? follow.userid
  const persona = follows.persona(contact.index)
  const seeded = seedSingleChat(seed, { follow, contact, persona, staffName })
  return [...seeded, ...chats.written(singleChatId(follow.userid, follow.externalUserid))]
}

function groupMessages(sim: Simulation, group: Group): ChatMessage[] {
  return [...seedGroupChat(sim.world.seed, group), ...sim.world.chats.written(groupChatId(group.chatId))]
}

function contactRow(sim: Simulation, follow: Follow, contact: Contact): Sorted {
  const messages = contactMessages(sim, follow, contact)
  const last = messages.at(-1)
  const row: ChatRow = {
    id: singleChatId(follow.userid, follow.externalUserid),
    kind: 'customer',
    name: contact.name,
    source: contact.type === 1 ? '@微信' : `@${contact.corpName ?? ''}`,
    externalUserId: follow.externalUserid,
    lastText: previewOf(last),
    lastAt: last ? isoTime(last.atMs) : null,
    unread: unreadOf(messages, follow.userid, sim.world.clock.now()),
  }
  return { row, sortMs: last?.atMs ?? follow.createtime * 1000 }
}

function groupRow(sim: Simulation, group: Group, userid: string): Sorted {
  const messages = groupMessages(sim, group)
  const last = messages.at(-1)
  const row: ChatRow = {
    id: groupChatId(group.chatId),
    kind: 'group',
    name: group.name === '' ? '群聊' : group.name,
    source: '',
    chatId: group.chatId,
    lastText: last ? `${last.senderName}：${previewOf(last)}` : '',
    lastAt: last ? isoTime(last.atMs) : null,
    unread: unreadOf(messages, userid, sim.world.clock.now()),
    memberCount: group.members.length,
  }
  return { row, sortMs: last?.atMs ?? group.createTime * 1000 }
}

function* relations(sim: Simulation, userid: string, needle: string): Generator<Sorted> {
  const { contacts, follows } = sim.world
  const span = follows.span(userid)
  let found = 0
  const row = (position: number): Sorted | undefined => {
    const follow = follows.at(userid, position)
    if (!follow || (follow.state !== 'active' && follow.state !== 'left')) return undefined
    const contact = contacts.find(follow.externalUserid)
    const fits =
      contact &&
      (needle === '' ||
        contact.name.includes(needle) ||
        contact.realName.includes(needle) ||
        follow.remark.includes(needle))
    return fits ? contactRow(sim, follow, contact) : undefined
  }
  // New relations stand at the end of the span, the first named customers at its beginning.
  const tail = Math.max(0, span - 50)
  for (let position = tail; position < span; position++) {
    const one = row(position)
    if (one) yield one
  }
  for (let position = 0; position < tail && found < LISTED; position++) {
    const one = row(position)
    if (!one) continue
    found += 1
    yield one
  }
}

function* groupRows(sim: Simulation, userid: string, needle: string): Generator<Sorted> {
  const { groups } = sim.world
  for (let index = 0; index < Math.min(groups.size(), 500); index++) {
    const group = groups.at(index)
    if (group.dismissed || !group.members.some((one) => one.userid === userid)) continue
    if (needle === '' || group.name.includes(needle)) yield groupRow(sim, group, userid)
  }
}

export interface ChatQuery {
  userid: string
  q: string
  kind: string
  cursor: string
}

export function listChats(
  sim: Simulation,
  query: ChatQuery,
): { items: ChatRow[]; nextCursor: string | null } {
  const { userid } = staffNamed(sim, query.userid)
  const rows = [
    ...(query.kind === 'group' ? [] : relations(sim, userid, query.q)),
    ...(query.kind === 'customer' ? [] : groupRows(sim, userid, query.q)),
  ].sort((a, b) => b.sortMs - a.sortMs)
  const from = Math.max(0, Number(query.cursor) || 0)
  const items = rows.slice(from, from + PAGE).map((one) => one.row)
  return { items, nextCursor: from + PAGE < rows.length ? String(from + PAGE) : null }
}

export interface OpenChat {
  chatId: string
  messages: ChatMessage[]
  /** The member who looks at it. */
  userid: string
  /** Who speaks when the desk writes "as the customer". */
  guest: { id: string; name: string }
}

/** `single:<userid>:<external userid>` or `group:<chat id>`. */
export function openChat(sim: Simulation, id: string, viewer: string): OpenChat {
  const [kind, first = '', second = ''] = id.split(':')
  if (kind === 'group') {
    const group = groupNamed(sim, first)
    const guest = group.members.find((one) => one.type === 2)
    return {
      chatId: id,
      messages: groupMessages(sim, group),
      userid: viewer || group.owner,
      guest: { id: guest?.userid ?? '', name: guest?.name ?? '' },
    }
  }
  const contact = sim.world.contacts.find(second)
  const follow = sim.world.follows.find(first, second)
  if (kind !== 'single' || !contact || !follow) throw new ActionRefused(`no chat ${id}`)
  return {
    chatId: id,
    messages: contactMessages(sim, follow, contact),
    userid: follow.userid,
    guest: { id: contact.externalUserid, name: contact.name },
  }
}

export function messageShape(message: ChatMessage, viewer: string): Record<string, unknown> {
  const { atMs, mediaId, miniprogram, news, text } = message
  return {
    id: message.id,
    chatId: message.chatId,
    at: isoTime(atMs),
    from: message.sender === viewer ? 'me' : 'them',
    senderId: message.sender,
    senderName: message.senderName,
    kind: message.kind,
    source: message.source,
    ...(text === undefined ? {} : { text }),
    ...(mediaId === undefined ? {} : { mediaId }),
    ...(news === undefined ? {} : { news }),
    ...(miniprogram === undefined ? {} : { miniprogram }),
  }
}
