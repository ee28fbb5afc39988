// What the desk shows in its chat windows: a short seeded history, and every message written since.

import { DAY_MS } from '../clock.ts'
import { between, hash, pick, salt } from '../random.ts'
import { encodeId } from './ids.ts'
import type { Contact } from './contacts.ts'
import type { Follow } from './follows.ts'
import type { Group } from './groups.ts'
import type { Persona } from './personas.ts'
import type { Seed } from './seed.ts'

export type MessageKind = 'text' | 'image' | 'video' | 'file' | 'news' | 'miniprogram' | 'system'

export interface ChatMessage {
  id: string
  /** `single:<userid>:<external userid>`, `group:<chat id>` or `app:<userid>`. */
  chatId: string
  atMs: number
  /** userid or external_userid of the writer; empty for notices. */
  sender: string
  senderName: string
  kind: MessageKind
  text?: string
  mediaId?: string
  news?: { title: string; desc: string; link: string; imgUrl: string }
  miniprogram?: { appid: string; title: string; imgUrl: string; page: string }
  source: 'seed' | 'desk' | 'sidebar' | 'welcome' | 'app' | 'mass'
}

export interface ChatBook {
  written(chatId: string): readonly ChatMessage[]
  put(message: ChatMessage): void
  nextId(): string
  /** Chats in which something was written since the seed, newest last. */
  touched(): readonly string[]
}

const TALK = salt('talk')
const QUESTIONS = [
  '六座的有现车吗',
  '轮胎到了告诉我一声',
  '上次说的补贴还有吗',
  '周末可以试驾吗',
  '保养大概要多久',
  '我再和家里商量一下',
]
const ANSWERS = [
  '有的，周末给您留一台',
  '好的，到了第一时间通知您',
  '本月都有效，我把明细发您',
  '可以，给您约周六上午十点',
  '一般七十分钟左右',
  '不着急，有问题随时找我',
]

export function singleChatId(userid: string, externalUserid: string): string {
  return `single:${userid}:${externalUserid}`
}

export function groupChatId(chatId: string): string {
  return `group:${chatId}`
}

type Line = readonly [number, 'me' | 'them', string]

function compose(
  chatId: string,
  lines: readonly Line[],
  sides: { me: readonly [string, string]; them: readonly [string, string] },
): ChatMessage[] {
  return lines.map(([atMs, side, text], n) => ({
    id: `${chatId}#${n}`,
    chatId,
    atMs,
    sender: sides[side][0],
    senderName: sides[side][1],
    kind: 'text',
    text,
    source: 'seed',
  }))
}

function starLines(epochMs: number): readonly Line[] {
  const at = (days: number, hours: number): number => epochMs - days * DAY_MS + hours * 3_600_000
  return [
    [at(12, 17.6), 'me', '林女士，今天的四轮定位做好了，胎压也按满载调过。回去路上有跑偏随时告诉我。'],
    [at(12, 17.7), 'them', '开着很稳，谢谢'],
    [at(6, 16), 'me', '旧车估价单发您了，A3 目前 8.6 到 9.1 万，价格保留到月底。'],
    [at(6, 16.2), 'them', '看到了，我和家里商量下'],
    [at(1, 20.2), 'me', '林女士，二保会多做空调滤芯和三电检查，一共 ¥680。您是老客户，工时费再减 10%。'],
    [at(1, 20.4), 'them', '好的，那周六上午可以吗？'],
  ]
}

export function seedSingleChat(
  seed: Seed,
  parts: { follow: Follow; contact: Contact; persona: Persona; staffName: string },
): ChatMessage[] {
  const { contact, follow, persona, staffName } = parts
  const chatId = singleChatId(follow.userid, follow.externalUserid)
  const h = (n: number): number => hash(seed.seed, TALK, contact.index + salt(follow.userid), n)
  const added = follow.createtime * 1000
  const lines: Line[] = [[added + 60_000, 'them', '我通过了你的好友请求，现在我们可以开始聊天了']]
  if (contact.index === 0 && follow.userid === 'lina') lines.push(...starLines(seed.epochMs))
  else if (h(1) % 3 > 0) {
    const at = Math.max(
      added + 3_600_000,
      seed.epochMs - between(h(2), 1, 60) * DAY_MS + between(h(3), 9, 20) * 3_600_000,
    )
    const topic = h(4) % QUESTIONS.length
    lines.push([at, 'them', QUESTIONS[topic] ?? ''])
    lines.push([at + 300_000, 'me', ANSWERS[topic] ?? ''])
    if (h(5) % 2 === 0) lines.push([at + 600_000, 'them', `${persona.model} 开着不错，谢谢`])
  }
  const sides = { me: [follow.userid, staffName], them: [contact.externalUserid, contact.name] } as const
  return compose(
    chatId,
    lines.filter(([at]) => at <= seed.epochMs),
    sides,
  )
}

const GROUP_TALK: readonly (readonly [string, string])[] = [
  ['各位车友，这周雨水多。出门前看五处：胎压、雨刮、玻璃油膜、排水孔、底盘护板。', '崇明那条路好走吗'],
  ['周末试驾会还有六个名额，想来的接龙。', '可以带孩子一起吗'],
  ['本月置换补贴到月底，估价免费。', '外地牌照能置换吗'],
  ['充电桩安装本周可以上门勘测。', '老小区能装吗'],
  ['首保和二保的项目价格表放在群公告里。', '收到，谢谢'],
]

export function seedGroupChat(seed: Seed, group: Group): ChatMessage[] {
  const chatId = groupChatId(group.chatId)
  const owner = group.members.find((one) => one.userid === group.owner)
  const guests = group.members.filter((one) => one.type === 2)
  const guest = guests.length === 0 ? undefined : pick(guests, hash(seed.seed, TALK, group.createTime, 8))
  const star = group.name === '浦东车友 3 群'
  const h = (n: number): number => hash(seed.seed, TALK, group.createTime, n)
  const day = seed.epochMs - (star ? 1 : between(h(9), 1, 9)) * DAY_MS
  const [notice, question] = GROUP_TALK[star ? 0 : h(10) % GROUP_TALK.length] ?? ['', '']
  const lines: Line[] = [
    [day + between(h(11), 8, 11) * 3_600_000, 'me', notice],
    [day + between(h(12), 12, 19) * 3_600_000, 'them', question],
  ]
  const me = [group.owner, owner?.name ?? group.owner] as const
  const them = [guest?.userid ?? group.owner, guest?.name ?? ''] as const
  return compose(chatId, guest ? lines : lines.slice(0, 1), { me, them })
}

export function createChatBook(seed: Seed): ChatBook {
  const written = new Map<string, ChatMessage[]>()
  let count = 0
  return {
    written: (chatId) => written.get(chatId) ?? [],
    touched: () => [...written.keys()],
    nextId: () => encodeId('msg', 'message', { seed: seed.seed, index: count }).slice(0, 20),
    put: (message) => {
      count += 1
      const list = written.get(message.chatId)
      // Deleted first so that the map's order is "last written last".
      written.delete(message.chatId)
      written.set(message.chatId, [...(list ?? []), message])
    },
  }
}
