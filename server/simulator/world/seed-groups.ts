// Seeded customer groups: owner, members and notice are computed from the group's number.

import { DAY_MS } from '../clock.ts'
import { between, chance, hash, pick, salt } from '../random.ts'
import type { ContactBook } from './contacts.ts'
import { storeName } from './departments.ts'
import { encodeId, hexText } from './ids.ts'
import { NICKNAMES } from './names.ts'
import { seconds, type Seed } from './seed.ts'
import type { Shares } from './shares.ts'
import { LEAVER, type Staff } from './staff.ts'

export interface GroupMember {
  userid: string
  /** 1 member of the corp · 2 external. */
  type: 1 | 2
  joinTime: number
  /** As groupchat/get counts: 1 invited · 2 by link · 3 QR code. */
  joinScene: 1 | 2 | 3
  invitor?: string
  channel?: string
  nickname: string
  name: string
  unionid?: string
}

export interface Group {
  chatId: string
  name: string
  notice: string
  owner: string
  createTime: number
  admins: string[]
  members: GroupMember[]
  version: string
  versionNo: number
  /** 0 normal · 1 owner has left · 2 being inherited · 3 inherited. */
  status: 0 | 1 | 2 | 3
  dismissed: boolean
  /** When its owner handed it over on the job, for the rule of 90 days. */
  onjobMovesAtMs?: number[]
}

const GROUP = salt('group')
const THEMES = ['车友', '保养', 'L9 家庭车主', 'S7 车主', '周末自驾', '置换咨询', '新能源充电', '试驾活动']
const NOTICES = [
  '每周三发用车提示，每月一次车友活动。维修问题请直接找群主。',
  '请勿发布广告。试驾预约请私聊顾问。',
  '本群只聊用车，报价请私聊。',
  '',
]

export function groupId(seed: Seed, index: number): string {
  return encodeId('wr', 'group', { seed: seed.seed, index })
}

export function memberVersion(seed: Seed, index: number, versionNo: number): string {
  return hexText(seed.seed, GROUP + index, versionNo)
}

export interface GroupSources {
  owners: readonly Staff[]
  colleagues: readonly Staff[]
  contacts: ContactBook
  shares: Shares
}

/** 李娜 owns the first group; the leaver keeps every eleventh so that groups wait for a new owner too. */
export function seedOwner(seed: Seed, index: number, owners: readonly Staff[]): Staff {
  const first = owners.find((one) => one.userid === 'lina')
  const leaver = owners.find((one) => one.userid === LEAVER)
  if (index === 0 && first) return first
  if (index % 11 === 5 && leaver) return leaver
  return pick(owners, hash(seed.seed, GROUP, index, 1))
}

function staffMembers(
  seed: Seed,
  index: number,
  plan: { owner: Staff; createTime: number; sources: GroupSources },
): GroupMember[] {
  const { createTime, owner, sources } = plan
  const near = sources.colleagues.filter(
    (one) => one.departments[0] === owner.departments[0] && one.status === 1,
  )
  const operators = sources.colleagues.filter((one) => one.role === 'operator' && one.status === 1)
  const joined = [
    owner,
    ...near.filter((one, n) => one !== owner && (index === 0 || (n + index) % 2 === 0)),
    ...operators,
  ]
  return [...new Set(joined)].map((one, n) => ({
    userid: one.userid,
    type: 1,
    joinTime: createTime + n,
    joinScene: 1,
    ...(n === 0 ? {} : { invitor: owner.userid }),
    nickname: n === 0 ? `群主${one.name}` : '',
    name: one.name,
  }))
}

function customerMembers(
  seed: Seed,
  index: number,
  plan: { owner: Staff; createTime: number; sources: GroupSources },
): GroupMember[] {
  const { createTime, owner, sources } = plan
  const available = sources.shares.count(owner.userid)
  const wanted = Math.min(available, index === 0 ? 160 : between(hash(seed.seed, GROUP, index, 2), 12, 150))
  const start = index === 0 ? 0 : hash(seed.seed, GROUP, index, 3) % Math.max(1, available)
  return Array.from({ length: wanted }, (_, n) => {
    const contact = sources.contacts.at(sources.shares.indexAt(owner.userid, (start + n) % available))
    const h = hash(seed.seed, GROUP, index * 4096 + n, 4)
    const scanned = chance(h, 0.55)
    return {
      userid: contact.externalUserid,
      type: 2,
      joinTime: createTime + 3600 + (h % (60 * 86_400)),
      joinScene: scanned ? 3 : chance(h, 0.9) ? 1 : 2,
      ...(scanned ? { channel: 'store_qr' } : { invitor: owner.userid }),
      nickname: '',
      name: contact.name,
      ...(contact.unionid === undefined ? {} : { unionid: contact.unionid }),
    }
  })
}

/** People in the group whom nobody of the corp has added. */
function strangers(seed: Seed, index: number, createTime: number): GroupMember[] {
  const count = between(hash(seed.seed, GROUP, index, 5), 2, 18)
  return Array.from({ length: count }, (_, n) => {
    const h = hash(seed.seed, GROUP, index * 4096 + n, 6)
    return {
      userid: encodeId('wm', 'stranger', { seed: seed.seed, index: index * 64 + n }),
      type: 2,
      joinTime: createTime + 7200 + (h % (60 * 86_400)),
      joinScene: 1,
      nickname: '',
      name: pick(NICKNAMES, h),
    }
  })
}

export function seedGroup(seed: Seed, index: number, sources: GroupSources): Group {
  const owner = seedOwner(seed, index, sources.owners)
  const age = index === 0 ? 500 : between(hash(seed.seed, GROUP, index, 7), 70, 700)
  const createTime = seconds(seed.epochMs - age * DAY_MS)
  const store = storeName(owner.departments[0] ?? 0).replace('店', '')
  const name =
    index === 0
      ? '浦东车友 3 群'
      : `${store}${THEMES[index % THEMES.length] ?? ''} ${Math.floor(index / THEMES.length) + 4} 群`
  const plan = { owner, createTime, sources }
  const members = [
    ...staffMembers(seed, index, plan),
    ...customerMembers(seed, index, plan),
    ...strangers(seed, index, createTime),
  ]
  return {
    chatId: groupId(seed, index),
    name: chance(hash(seed.seed, GROUP, index, 8), 0.97) || index === 0 ? name : '',
    notice: index === 0 ? (NOTICES[0] ?? '') : pick(NOTICES, hash(seed.seed, GROUP, index, 9)),
    owner: owner.userid,
    createTime,
    admins: members.slice(1, 3).flatMap((one) => (one.type === 1 ? [one.userid] : [])),
    members,
    version: memberVersion(seed, index, 0),
    versionNo: 0,
    status: owner.status === 5 ? 1 : 0,
    dismissed: false,
  }
}
