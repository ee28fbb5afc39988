// How busy members and groups were on one day. The past before the seed's end is invented from the numbers of the
// day; what was written since is counted.

import { DAY_MS } from '../clock.ts'
import { between, chance, hash, salt } from '../random.ts'
import { groupChatId } from './chats.ts'
import type { Group } from './groups.ts'
import type { World } from './world.ts'

const WORK = salt('work of a day')
const TALK = salt('talk of a day')
const MINUTE_MS = 60_000

export interface WorkDay {
  chats: number
  messages: number
  /** Chats that the customer began, those of them that were answered, and the minutes it took. */
  begun: number
  answered: number
  answerMinutes: number
  newContacts: number
  newApplies: number
  deletedBy: number
}

const dayNo = (dayMs: number): number => Math.floor(dayMs / DAY_MS)

function inventedWork(world: World, userid: string, dayMs: number): WorkDay {
  const h = (n: number): number => hash(world.seed.seed, WORK, dayNo(dayMs), salt(userid) + n)
  const size = world.follows.seededSpan(userid)
  const quiet = size === 0 || dayMs >= world.seed.epochMs || chance(h(0), 0.12)
  if (quiet) return { ...NOTHING }
  const chats = Math.min(size, between(h(1), 1, 4 + Math.ceil(Math.sqrt(size))))
  const begun = Math.max(1, Math.round((chats * between(h(2), 30, 80)) / 100))
  const answered = Math.round((begun * between(h(3), 60, 100)) / 100)
  const minutes = between(h(4), 2, 45)
  return {
    ...NOTHING,
    chats,
    messages: chats * between(h(5), 2, 7),
    begun,
    answered,
    answerMinutes: answered * minutes,
    newApplies: between(h(6), 0, 2),
    deletedBy: chance(h(7), 0.15) ? 1 : 0,
  }
}

const NOTHING: WorkDay = {
  chats: 0,
  messages: 0,
  begun: 0,
  answered: 0,
  answerMinutes: 0,
  newContacts: 0,
  newApplies: 0,
  deletedBy: 0,
}

function countTalk(world: World, userid: string, parts: { day: WorkDay; dayMs: number }): void {
  const { day, dayMs } = parts
  for (const chatId of world.chats.touched()) {
    if (!chatId.startsWith(`single:${userid}:`)) continue
    const said = world.chats.written(chatId).filter((one) => one.atMs >= dayMs && one.atMs < dayMs + DAY_MS)
    if (said.length === 0) continue
    day.chats += 1
    day.messages += said.filter((one) => one.sender === userid).length
    const question = said.find((one) => one.sender !== userid)
    if (!question) continue
    day.begun += 1
    const answer = said.find((one) => one.sender === userid && one.atMs >= question.atMs)
    if (!answer) continue
    day.answered += 1
    day.answerMinutes += (answer.atMs - question.atMs) / MINUTE_MS
  }
}

/** One member's days in a row, oldest first. */
export function workDays(world: World, userid: string, days: readonly number[]): WorkDay[] {
  const found = days.map((dayMs) => inventedWork(world, userid, dayMs))
  const at = (ms: number): WorkDay | undefined => found[dayNo(ms - (days[0] ?? 0))]
  for (const follow of world.follows.each(userid)) {
    const met = at(follow.createtime * 1000)
    if (met) {
      met.newContacts += 1
      met.newApplies += 1
    }
    const left = follow.leftAtMs === undefined ? undefined : at(follow.leftAtMs)
    if (left) left.deletedBy += 1
  }
  for (const [n, dayMs] of days.entries()) {
    const day = found[n]
    if (day) countTalk(world, userid, { day, dayMs })
  }
  return found
}

export interface TalkDay {
  messages: number
  speakers: number
}

export function talkOfDay(world: World, group: Group, dayMs: number): TalkDay {
  const h = (n: number): number => hash(world.seed.seed, TALK, dayNo(dayMs), salt(group.chatId) + n)
  const members = group.members.filter((one) => one.joinTime * 1000 < dayMs + DAY_MS).length
  const old = group.createTime * 1000 < dayMs && dayMs < world.seed.epochMs
  const talked = old && !chance(h(0), 0.35)
  const speakers = talked ? Math.min(members, between(h(1), 1, Math.max(1, Math.ceil(members / 8)))) : 0
  const written = world.chats
    .written(groupChatId(group.chatId))
    .filter((one) => one.atMs >= dayMs && one.atMs < dayMs + DAY_MS)
  return {
    messages: (talked ? speakers * between(h(2), 1, 5) : 0) + written.length,
    speakers: speakers + new Set(written.map((one) => one.sender)).size,
  }
}
