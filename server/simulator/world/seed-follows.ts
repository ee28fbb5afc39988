// The seeded relation between a member and a person: remark, tags, way of adding, channel.

import { between, chance, hash, pick, pickWeighted, salt } from '../random.ts'
import { DAY_MS } from '../clock.ts'
import type { Contact } from './contacts.ts'
import { addressOf } from './names.ts'
import type { Persona } from './personas.ts'
import { seconds, type Seed } from './seed.ts'
import type { TagIds } from './tags.ts'

/** `left`: the customer deleted the member, the API still shows it. `half`: not confirmed yet. `gone`: ended. */
export type FollowState = 'active' | 'left' | 'half' | 'gone'

export interface Follow {
  userid: string
  externalUserid: string
  state: FollowState
  remark: string
  description: string
  createtime: number
  tagIds: string[]
  ownTags: string[]
  remarkCorpName: string
  remarkMobiles: string[]
  operUserid: string
  addWay: number
  channel?: string
  /** When the customer deleted the member, if that happened before our eyes. */
  leftAtMs?: number
  wechatChannels?: { nickname: string; source: number }
}

const RELATION = salt('relation')
const ADD_WAYS: readonly (readonly [number, number])[] = [
  [1, 45],
  [3, 12],
  [16, 11],
  [4, 8],
  [2, 7],
  [6, 5],
  [10, 4],
  [201, 3],
  [202, 2],
  [0, 2],
  [24, 1],
]
const NOTES = [
  '周末到店试驾',
  '关注置换补贴',
  '家里两个孩子，看六座',
  '预算偏紧，问了三次分期',
  '老客户转介绍',
  '公司用车，要开专票',
]
const OWN_TAGS = ['爱喝茶', '加班多', '晚上回消息', '带老人看车', '懂车', '朋友多']

function stateOf(h: number): FollowState {
  if (chance(h, 0.012)) return 'gone'
  return chance(h, 0.045) ? 'left' : 'active'
}

function tagsOf(seed: Seed, persona: Persona, parts: { index: number; tagIds: TagIds }): string[] {
  const { index, tagIds } = parts
  const h = (n: number): number => hash(seed.seed, RELATION, index, 20 + n)
  const bought = persona.habit !== undefined
  const tags: [string, string][] = [['意向车型', persona.model]]
  if (chance(h(1), 0.8)) {
    tags.push([
      '购车阶段',
      bought ? '已交车' : pick(['新线索', '已到店', '已试驾', '已报价', '已订车'], h(2)),
    ])
  }
  if (chance(h(3), 0.7))
    tags.push(['客户来源', pick(['自然到店', '抖音', '车展', '老客转介绍', '官网留资', '区域团购'], h(4))])
  if (bought && chance(h(5), 0.5))
    tags.push(['服务', pick(['首保已做', '二保到期', '延保', '轮胎到货', '投诉已结'], h(6))])
  if (persona.tradeIn) tags.push(['兴趣', '置换'])
  else if (chance(h(7), 0.35))
    tags.push(['兴趣', pick(['增购', '自驾游', '亲子', '充电', '改装', '企业用车'], h(8))])
  if (chance(h(9), 0.25))
    tags.push(['偏好', pick(['微信联系', '电话联系', '周末有空', '价格敏感', '重视服务'], h(10))])
  return tags.map(([group, tag]) => tagIds(group, tag))
}

function remarkOf(contact: Contact, persona: Persona, h: number): string {
  const address = addressOf(contact.surname, contact.gender, h % 4)
  const choice = h % 10
  if (choice < 4) return `${address} ${persona.colour} ${persona.model}`
  if (choice < 6) return `${contact.realName}-${persona.model}`
  if (choice < 8) return `${address} 意向${persona.model}`
  return choice < 9 ? contact.realName : ''
}

function star(seed: Seed, follow: Follow, tagIds: TagIds): Follow {
  const tags: [string, string][] = [
    ['意向车型', 'L9'],
    ['购车阶段', '已交车'],
    ['服务', '首保已做'],
    ['兴趣', '置换'],
  ]
  return {
    ...follow,
    state: 'active',
    remark: '林姐 白色 S7',
    description: '两大一小，张江通勤，小区有桩',
    createtime: seconds(seed.epochMs - 200 * DAY_MS + 15 * 3_600_000),
    tagIds: tags.map(([group, tag]) => tagIds(group, tag)),
    ownTags: ['爱喝茶'],
    remarkMobiles: ['13800006721'],
    operUserid: follow.externalUserid,
    addWay: 1,
    channel: 'store_01',
  }
}

/** `second` is the colleague who met the person later: barer remark, fewer tags. */
export function seedFollow(
  seed: Seed,
  who: { contact: Contact; persona: Persona; userid: string; second: boolean; tagIds: TagIds },
): Follow {
  const { contact, persona, second, userid } = who
  const turn = second ? 500 : 0
  const h = (n: number): number => hash(seed.seed, RELATION, contact.index, n + turn)
  const addWay = second ? pick([3, 4, 201], h(1)) : pickWeighted(ADD_WAYS, h(1))
  const age = second ? between(h(2), 1, 120) : between(hash(seed.seed, RELATION, contact.index, 2), 3, 760)
  const ordered = persona.habit !== undefined
  const named = addWay === 1 || addWay === 16
  const follow: Follow = {
    userid,
    externalUserid: contact.externalUserid,
    state: contact.index < 10 ? 'active' : stateOf(h(3)),
    remark: second ? contact.realName : remarkOf(contact, persona, h(4)),
    description: chance(h(5), 0.3) ? pick(NOTES, h(6)) : '',
    createtime: seconds(seed.epochMs - age * DAY_MS) + between(h(7), 0, 80_000),
    tagIds: second
      ? [who.tagIds('意向车型', persona.model)]
      : tagsOf(seed, persona, { index: contact.index, tagIds: who.tagIds }),
    ownTags: chance(h(8), 0.15) ? [pick(OWN_TAGS, h(9))] : [],
    remarkCorpName: contact.type === 1 ? '' : (contact.corpName ?? ''),
    remarkMobiles: chance(h(10), second ? 0.3 : ordered ? 0.96 : 0.4) ? [contact.phone] : [],
    operUserid: addWay === 202 ? 'hanyue' : chance(h(11), 0.6) ? contact.externalUserid : userid,
    addWay,
    ...(named && chance(h(12), 0.8) ? { channel: `store_${String((h(13) % 12) + 1).padStart(2, '0')}` } : {}),
    ...(addWay === 10 ? { wechatChannels: { nickname: '澜岳汽车', source: (h(14) % 3) + 1 } } : {}),
  }
  return contact.index === 0 && !second ? star(seed, follow, who.tagIds) : follow
}
