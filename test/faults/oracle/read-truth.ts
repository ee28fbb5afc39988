import type { Simulator } from '../../../server/simulator/index.ts'
import { DEPARTMENTS } from '../../../server/simulator/world/departments.ts'
import type { Picture, Table } from './compare.ts'

interface TrueFollow {
  userid: string
  externalUserid: string
  remark: string
  description: string
  remarkCorpName: string
  remarkMobiles: string[]
  addWay: number
  channel?: string
  operUserid: string
  createtime: number
  tagIds: string[]
  awaitingHandover: boolean
}
interface TrueMoment {
  momentId: string
  creator: string
  createTime: number
  createType: number
  visibleType: number
  text: string
  tasks: { userid: string; published: boolean }[]
  reactions: {
    userid: string
    kind: string
    by: { externalUserid?: string; userid?: string }
    createTime: number
  }[]
}
interface TrueStaff {
  userid: string
  name: string
  position: string
  status: number
  departments: number[]
  leader: boolean
  customerContact: boolean
}
interface TrueContact {
  externalUserid: string
  name: string
  avatar: string
  type: number
  gender: number
  unionid?: string
  position?: string
  corpName?: string
}
interface TrueTag {
  id: string
  name: string
  groupId: string
  order: number
  deleted: boolean
  groupDeleted: boolean
}
interface TrueMember {
  userid: string
  type: number
  name: string
  nickname: string
  unionid?: string
  joinTime: number
  joinScene: number
  invitor?: string
  channel?: string
}
interface TrueGroup {
  chatId: string
  name: string
  owner: string
  notice: string
  status: number
  createTime: number
  version: string
  admins: string[]
  dismissed: boolean
  members: TrueMember[]
}
interface Rows {
  staff: TrueStaff
  contacts: TrueContact
  follows: TrueFollow
  tags: TrueTag
  groups: TrueGroup
  moments: TrueMoment
}

/** Moments are read for thirty days back; a day less leaves room for the time a run takes. */
export const MOMENT_DAYS = 29

/** What the directory's numbers mean. */
const STATUSES: Record<number, string> = { 1: 'active', 2: 'disabled', 4: 'inactive' }

/** What WeCom holds and would show, from the simulator's own books. Of leavers it only shows that their customers wait. */
export function readTruth(simulator: Simulator): Picture {
  const rows = <K extends keyof Rows>(kind: K): Rows[K][] =>
    [...simulator.truth.rows(kind)] as unknown as Rows[K][]
  const follows = rows('follows')
  const shown = new Set(follows.filter((row) => !row.awaitingHandover).map((row) => row.externalUserid))
  const groups = rows('groups').filter((row) => !row.dismissed)
  return {
    departments: tableOf([...DEPARTMENTS], (row) => [String(row.id), [row.name, row.parentId, row.order]]),
    staff: tableOf(rows('staff'), (row) => [row.userid, staffOf(row)]),
    tagGroups: tableOf(
      simulator.world.tags.groups().filter((row) => !row.deleted),
      (row) => [row.id, [row.name, row.order]],
    ),
    tags: tableOf(
      rows('tags').filter((row) => !row.deleted && !row.groupDeleted),
      (row) => [row.id, [row.name, row.groupId, row.order]],
    ),
    contacts: tableOf(
      rows('contacts').filter((row) => shown.has(row.externalUserid)),
      (row) => [row.externalUserid, [...contactOf(row), 'one customer']],
    ),
    follows: tableOf(follows, (row) => [`${row.userid} ${row.externalUserid}`, followOf(row)]),
    followTags: new Map(
      follows
        .filter((row) => !row.awaitingHandover)
        .flatMap((row) =>
          row.tagIds.map((tagId) => [`${row.userid} ${row.externalUserid} ${tagId}`, ''] as const),
        ),
    ),
    groups: tableOf(groups, (row) => [row.chatId, groupOf(row)]),
    members: tableOf(
      groups.flatMap((group) => group.members.map((one) => ({ group, one }))),
      ({ group, one }) => [`${group.chatId} ${one.userid}`, memberOf(group, one)],
    ),
    ...readMoments(simulator, rows('moments')),
  }
}

/** WeCom shows nothing of a member who left but the userid. */
function staffOf({ name, position, status, departments, leader, customerContact }: TrueStaff): unknown {
  if (status === 5) return 'left'
  const places = [...departments].sort((a, b) => a - b).map((id) => [id, leader])
  return [name, position, STATUSES[status], departments[0] ?? null, places, customerContact]
}

function contactOf({ name, avatar, type, gender, unionid, position, corpName }: TrueContact): unknown[] {
  return [name, avatar, type, gender, unionid ?? '', position ?? '', corpName ?? '']
}

/** The counts are ours, and must be those of the list. */
function groupOf(row: TrueGroup): unknown {
  const { name, owner, notice, status, createTime, version, members } = row
  const outside = members.filter((one) => one.type === 2).length
  return [name, owner, notice, status, createTime, version, members.length, outside]
}

function memberOf(group: TrueGroup, one: TrueMember): unknown {
  const { type, name, nickname, unionid, joinTime, joinScene, invitor, channel } = one
  const isAdmin = group.admins.includes(one.userid)
  return [type, name, nickname, unionid ?? '', isAdmin, joinTime, joinScene, invitor ?? '', channel ?? '']
}

function followOf(row: TrueFollow): unknown {
  if (row.awaitingHandover) return 'waiting'
  const { remark, description, remarkCorpName, remarkMobiles, addWay, channel, operUserid, createtime } = row
  return [remark, description, remarkCorpName, remarkMobiles, addWay, channel ?? null, operUserid, createtime]
}

function readMoments(simulator: Simulator, all: TrueMoment[]): Picture {
  const since = simulator.clock.now() / 1000 - MOMENT_DAYS * 86_400
  const moments = all.filter((row) => row.createTime >= since)
  return {
    moments: tableOf(moments, (row) => [
      row.momentId,
      [row.creator, row.createTime, row.createType, row.visibleType, row.text],
    ]),
    publishers: new Map(
      moments.flatMap((moment) =>
        moment.tasks.map(
          (task) => [`${moment.momentId} ${task.userid}`, JSON.stringify(task.published)] as const,
        ),
      ),
    ),
    reactions: new Map(
      moments.flatMap((moment) =>
        moment.reactions.map(({ userid, kind, by, createTime }) => {
          const actor = by.externalUserid ?? by.userid ?? ''
          return [`${moment.momentId} ${userid} ${kind} ${actor} ${createTime}`, ''] as const
        }),
      ),
    ),
  }
}

export function tableOf<Row>(rows: Row[], entry: (row: Row) => [key: string, value: unknown]): Table {
  return new Map(
    rows.map((row) => {
      const [key, value] = entry(row)
      return [key, JSON.stringify(value)]
    }),
  )
}
