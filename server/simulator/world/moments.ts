// Customer moments: corp-made ones of the operator and personal ones of advisors, with likes and comments.

import { DAY_MS } from '../clock.ts'
import { between, chance, hash, pick, salt } from '../random.ts'
import { encodeId } from './ids.ts'
import type { FollowBook } from './follows.ts'
import { seconds, type Seed } from './seed.ts'
import type { Staff } from './staff.ts'

export interface Moment {
  momentId: string
  creator: string
  createTime: number
  /** 0 made for the corp · 1 personal. */
  createType: 0 | 1
  /** 0 for some customers · 1 public. */
  visibleType: 0 | 1
  text: string
  images: string[]
  link?: { title: string; url: string }
  video?: { mediaId: string; thumbMediaId: string }
  location?: { latitude: string; longitude: string; name: string }
  /** Who was asked to publish, and who did. */
  tasks: { userid: string; published: boolean; publishedAtMs?: number; ignored?: boolean }[]
  /** Only customers with one of these corp tags; all when there are none. */
  tagIds?: string[]
  /** Made by the API: it is in no list before, and its tasks cannot be read until dispatched. */
  madeAtMs?: number
  dispatchedAtMs?: number
  cancelled?: boolean
  /** Number of the seeded moment; moments made later have no seeded reactions. */
  seedNo?: number
}

export interface Reaction {
  momentId: string
  /** Publisher under whose copy the reaction stands. */
  userid: string
  kind: 'like' | 'comment'
  by: { externalUserid: string } | { userid: string }
  createTime: number
}

const MOMENT = salt('moment')
const CORP_TEXTS = [
  '春季自驾路线：环崇明岛 128 km',
  '雨天用车小贴士',
  '周末试驾会开放报名',
  '置换补贴本月有效',
  '新车到店，欢迎来看',
]
const OWN_TEXTS = [
  '今天交车三台',
  '恭喜新车主提车',
  '店里新到两台现车',
  '周末在店，欢迎来试驾',
  '分享一个省电小技巧',
]

export interface MomentBook {
  all(): readonly Moment[]
  find(momentId: string): Moment | undefined
  count(): number
  /** Likes and comments under one publisher's copy. */
  reactions(moment: Moment, userid: string): readonly Reaction[]
  put(moment: Moment): void
  react(reaction: Reaction): void
}

function seedMoment(
  seed: Seed,
  index: number,
  people: { advisors: readonly Staff[]; operator: string },
): Moment {
  const h = (n: number): number => hash(seed.seed, MOMENT, index, n)
  const corp = index % 3 === 0
  const creator = corp ? people.operator : pick(people.advisors, h(1)).userid
  const text = pick(corp ? CORP_TEXTS : OWN_TEXTS, h(2))
  const file = (n: number): string => encodeId('med', 'media', { seed: seed.seed, index: index * 4 + n })
  const publishers = corp ? people.advisors.filter((one) => one.status === 1) : []
  return {
    momentId: encodeId('mom', 'moment', { seed: seed.seed, index }),
    creator,
    createTime: seconds(seed.epochMs - (index * 2 + 1) * DAY_MS + between(h(3), 9, 20) * 3_600_000),
    createType: corp ? 0 : 1,
    visibleType: corp ? 0 : 1,
    text,
    images: index % 4 === 3 || index % 7 === 6 ? [] : [file(0)],
    ...(index % 7 === 6 ? { video: { mediaId: file(1), thumbMediaId: file(2) } } : {}),
    ...(index % 4 === 3 && index % 7 !== 6
      ? { link: { title: text, url: 'https://example.com/lanyue/moment' } }
      : {}),
    ...(index % 5 === 0
      ? { location: { latitude: '31.22000', longitude: '121.54000', name: '上海 · 浦东店' } }
      : {}),
    tasks: corp
      ? publishers.map((one, n) => ({
          userid: one.userid,
          published: chance(hash(seed.seed, MOMENT, index * 999 + n, 4), 0.8),
        }))
      : [{ userid: creator, published: true }],
    seedNo: index,
  }
}

/** Reactions come from the publisher's own customers, within two days of publishing. */
function seedReactions(
  seed: Seed,
  moment: Moment,
  parts: { userid: string; follows: FollowBook },
): Reaction[] {
  const { follows, userid } = parts
  const publisher = moment.tasks.find((one) => one.userid === userid)
  if (moment.seedNo === undefined || !publisher?.published) return []
  // What has been liked stays liked, whoever comes or goes later.
  const span = follows.seededSpan(userid)
  const turn = moment.seedNo * 100_003 + salt(userid)
  const count = Math.min(span, between(hash(seed.seed, MOMENT, turn, 5), 0, 14))
  const found: Reaction[] = []
  for (let n = 0; n < count; n++) {
    const h = hash(seed.seed, MOMENT, turn, 10 + n)
    const follow = follows.seededAt(userid, n === 0 && userid === 'lina' ? 0 : h % span)
    if (follow.state !== 'active') continue
    const kind = n % 4 === 3 ? 'comment' : 'like'
    if (found.some((one) => 'externalUserid' in one.by && one.by.externalUserid === follow.externalUserid))
      continue
    const createTime = moment.createTime + 60 + (h % (2 * 86_400))
    if (createTime > seconds(seed.epochMs)) continue
    found.push({
      momentId: moment.momentId,
      userid,
      kind,
      by: { externalUserid: follow.externalUserid },
      createTime,
    })
  }
  const commented = found.find((one) => one.kind === 'comment')
  if (commented) found.push({ ...commented, by: { userid }, createTime: commented.createTime + 60 })
  return found
}

export function createMomentBook(
  seed: Seed,
  parts: { staff: readonly Staff[]; follows: FollowBook },
): MomentBook {
  const advisors = parts.staff.filter((one) => one.role === 'advisor' && one.weight > 0)
  const operator = parts.staff.find((one) => one.role === 'operator')?.userid ?? ''
  const count = advisors.length === 0 ? 0 : Math.min(60, 20 + advisors.length)
  const moments = new Map<string, Moment>()
  for (let n = 0; n < count; n++) {
    const moment = seedMoment(seed, n, { advisors, operator })
    moments.set(moment.momentId, moment)
  }
  const reacted = new Map<string, Reaction[]>()
  const at = (momentId: string, userid: string): string => `${momentId} ${userid}`
  return {
    all: () => [...moments.values()],
    find: (momentId) => moments.get(momentId),
    count: () => moments.size,
    reactions: (moment, userid) => [
      ...seedReactions(seed, moment, { userid, follows: parts.follows }),
      ...(reacted.get(at(moment.momentId, userid)) ?? []),
    ],
    put: (moment) => void moments.set(moment.momentId, moment),
    react: (reaction) => {
      const where = at(reaction.momentId, reaction.userid)
      reacted.set(where, [...(reacted.get(where) ?? []), reaction])
    },
  }
}
