// Mass messages: what was written, who has to send it to whom, and what became of each recipient.

import { DAY_MS, shanghaiMidnight, shanghaiMonth } from '../clock.ts'
import { foldUserid } from './staff.ts'

/** 0 not sent · 1 sent · 2 not a friend (any more) · 3 the customer has had as many as allowed. */
export type MassStatus = 0 | 1 | 2 | 3

export interface MassTask {
  userid: string
  /** external_userid or chat_id. */
  targets: string[]
  state: 'waiting' | 'sent' | 'ignored'
  sentAtMs?: number
  results: { id: string; status: MassStatus; atMs?: number }[]
}

export interface MassMessage {
  msgid: string
  chatType: 'single' | 'group'
  createTime: number
  /** 0 made for the corp · 1 by a member. */
  createType: 0 | 1
  creator?: string
  text: string
  /** As they were given to the API. */
  attachments: Record<string, unknown>[]
  allowSelect: boolean
  /** Until then the tasks are being handed out. */
  dispatchedAtMs: number
  tasks: MassTask[]
  cancelled: boolean
  remindedAtMs: number[]
}

export type MassPatch = Partial<Pick<MassMessage, 'cancelled' | 'remindedAtMs'>>

export interface MassCap {
  perDay: number
  perWeek: number
}

export interface MassMessageBook {
  all(): readonly MassMessage[]
  find(msgid: string): MassMessage | undefined
  count(): number
  put(message: MassMessage): void
  patch(msgid: string, patch: MassPatch): void
  /** Replaces the task of one member. */
  putTask(msgid: string, task: MassTask): void
  /** Whether one more may arrive now: as many a month as it has days, and what the corp's rules say. */
  hasRoom(target: string, atMs: number, cap: MassCap): boolean
}

/** Weeks begin on Monday; the first of January 1970 was a Thursday. */
function weekOf(atMs: number): number {
  return Math.floor((shanghaiMidnight(atMs) / DAY_MS + 4) / 7)
}

export function createMassMessageBook(): MassMessageBook {
  const messages = new Map<string, MassMessage>()
  const arrived = new Map<string, number[]>()
  const change = (msgid: string, make: (message: MassMessage) => MassMessage): void => {
    const message = messages.get(msgid)
    if (message) messages.set(msgid, make(message))
  }
  return {
    all: () => [...messages.values()],
    find: (msgid) => messages.get(msgid),
    count: () => messages.size,
    put: (message) => void messages.set(message.msgid, message),
    patch: (msgid, patch) => change(msgid, (message) => ({ ...message, ...patch })),
    putTask: (msgid, task) => {
      for (const one of task.results) {
        if (one.status === 1 && one.atMs !== undefined)
          arrived.set(one.id, [...(arrived.get(one.id) ?? []), one.atMs])
      }
      const wanted = foldUserid(task.userid)
      change(msgid, (message) => ({
        ...message,
        tasks: message.tasks.map((one) => (foldUserid(one.userid) === wanted ? task : one)),
      }))
    },
    hasRoom: (target, atMs, cap) => {
      const times = arrived.get(target) ?? []
      const month = shanghaiMonth(atMs)
      const inMonth = times.filter((one) => shanghaiMonth(one).name === month.name).length
      const inWeek = times.filter((one) => weekOf(one) === weekOf(atMs)).length
      const today = times.filter((one) => shanghaiMidnight(one) === shanghaiMidnight(atMs)).length
      return (
        inMonth < month.days &&
        (cap.perWeek === 0 || inWeek < cap.perWeek) &&
        (cap.perDay === 0 || today < cap.perDay)
      )
    },
  }
}
