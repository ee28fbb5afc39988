import type { Simulator } from '../../../server/simulator/index.ts'
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
interface Rows {
  staff: { userid: string; name: string; status: number }
  contacts: { externalUserid: string; name: string; type: number; gender: number; unionid?: string }
  follows: TrueFollow
  tags: { id: string; name: string; groupId: string; deleted: boolean; groupDeleted: boolean }
  groups: {
    chatId: string
    name: string
    owner: string
    notice: string
    status: number
    dismissed: boolean
    members: { userid: string; joinTime: number }[]
  }
  moments: TrueMoment
}

/** Moments are read for thirty days back; a day less leaves room for the time a run takes. */
export const MOMENT_DAYS = 29

/** What WeCom holds and would show, from the simulator's own books. Of leavers it only shows that their customers wait. */
export function readTruth(simulator: Simulator): Picture {
  const rows = <K extends keyof Rows>(kind: K): Rows[K][] =>
    [...simulator.truth.rows(kind)] as unknown as Rows[K][]
  const follows = rows('follows')
  const shown = new Set(follows.filter((row) => !row.awaitingHandover).map((row) => row.externalUserid))
  const groups = rows('groups').filter((row) => !row.dismissed)
  return {
    // WeCom shows nothing of a member who left but the userid.
    staff: tableOf(rows('staff'), (row) => [row.userid, row.status === 5 ? 'left' : row.name]),
    tags: tableOf(
      rows('tags').filter((row) => !row.deleted && !row.groupDeleted),
      (row) => [row.id, [row.name, row.groupId]],
    ),
    contacts: tableOf(
      rows('contacts').filter((row) => shown.has(row.externalUserid)),
      (row) => [row.externalUserid, [row.name, row.type, row.gender, row.unionid ?? null, 'one customer']],
    ),
    follows: tableOf(follows, (row) => [`${row.userid} ${row.externalUserid}`, followOf(row)]),
    followTags: new Map(
      follows
        .filter((row) => !row.awaitingHandover)
        .flatMap((row) =>
          row.tagIds.map((tagId) => [`${row.userid} ${row.externalUserid} ${tagId}`, ''] as const),
        ),
    ),
    groups: tableOf(groups, (row) => [row.chatId, [row.name, row.owner, row.notice, row.status]]),
    members: new Map(
      groups.flatMap((group) =>
        group.members.map((one) => [`${group.chatId} ${one.userid}`, JSON.stringify(one.joinTime)] as const),
      ),
    ),
    ...readMoments(simulator, rows('moments')),
  }
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
