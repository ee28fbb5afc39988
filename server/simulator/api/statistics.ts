// 「联系客户统计」 and 「群聊数据统计」: what WeCom has counted by the end of each day.

import { z } from 'zod'
import { DAY_MS, shanghaiMidnight } from '../clock.ts'
import { inRange } from '../corp.ts'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import { talkOfDay, workDays, type WorkDay } from '../world/activity.ts'
import type { Group } from '../world/groups.ts'
import { foldUserid } from '../world/staff.ts'
import { limitOr, read, staffInRange, type Call, type Endpoint } from './endpoint.ts'
import { membersOf } from './way-members.ts'

const MOST_DAYS = 30
const OLDEST_DAYS = 180
const OWNERS_WITHOUT_FILTER = 1000

/** Midnights from the first to the last day, both included; today has not been counted yet. */
function daysOf(sim: Simulation, from: number, to: number): number[] {
  const today = shanghaiMidnight(sim.world.clock.now())
  const first = shanghaiMidnight(from * 1000)
  const last = shanghaiMidnight(to * 1000)
  const count = (last - first) / DAY_MS + 1
  if (count < 1 || count > MOST_DAYS + 1 || first < today - OLDEST_DAYS * DAY_MS || last >= today + DAY_MS)
    throw new WecomFailure(40035, { text: 'invalid time range: 30 days at most, 180 days back' })
  const days = Array.from({ length: count }, (_, n) => first + n * DAY_MS)
  return days.filter((dayMs) => dayMs < today)
}

const behaviorSchema = z.looseObject({
  userid: z.array(z.string()).max(100).default([]),
  partyid: z.array(z.number().int()).max(100).default([]),
  start_time: z.number().int(),
  end_time: z.number().int(),
})

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits

function behaviorShape(dayMs: number, day: WorkDay): Record<string, unknown> {
  return {
    stat_time: dayMs / 1000,
    chat_cnt: day.chats,
    message_cnt: day.messages,
    // Only on days with chats.
    ...(day.begun === 0 ? {} : { reply_percentage: round((100 * day.answered) / day.begun, 2) }),
    ...(day.answered === 0 ? {} : { avg_reply_time: Math.round(day.answerMinutes / day.answered) }),
    negative_feedback_cnt: day.deletedBy,
    new_apply_cnt: day.newApplies,
    new_contact_cnt: day.newContacts,
  }
}

/** Several members give one summed series. */
function behavior(call: Call): Record<string, unknown> {
  const { sim } = call
  const input = read(behaviorSchema, call.body, 40063)
  if (input.userid.length === 0 && input.partyid.length === 0)
    throw new WecomFailure(40063, { text: 'userid and partyid are both empty' })
  for (const userid of input.userid) staffInRange(sim, userid)
  const members = membersOf(sim, { userids: input.userid, departments: input.partyid })
  if (members === 'no such department') throw new WecomFailure(60123)
  const days = daysOf(sim, input.start_time, input.end_time)
  const sums: WorkDay[] = days.map(() => ({
    chats: 0,
    messages: 0,
    begun: 0,
    answered: 0,
    answerMinutes: 0,
    newContacts: 0,
    newApplies: 0,
    deletedBy: 0,
  }))
  for (const userid of members) {
    for (const [n, day] of workDays(sim.world, userid, days).entries()) {
      const sum = sums[n]
      if (!sum) continue
      for (const key of Object.keys(sum) as (keyof WorkDay)[]) sum[key] += day[key]
    }
  }
  return { behavior_data: days.map((dayMs, n) => behaviorShape(dayMs, sums[n] as WorkDay)) }
}

const groupSchema = z.looseObject({
  day_begin_time: z.number().int(),
  day_end_time: z.number().int().optional(),
  owner_filter: z.looseObject({ userid_list: z.array(z.string()).max(100).default([]) }).optional(),
  order_by: z.number().int().min(1).max(4).default(1),
  order_asc: z.number().int().default(0),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().optional(),
})
type GroupInput = z.output<typeof groupSchema>

function ownersOf(sim: Simulation, input: GroupInput): (owner: string) => boolean {
  const named = input.owner_filter?.userid_list ?? []
  if (named.length > 0) {
    for (const userid of named) staffInRange(sim, userid)
    const wanted = new Set(named.map(foldUserid))
    return (owner) => wanted.has(foldUserid(owner))
  }
  const seen = sim.world.staff.all().filter((one) => inRange(sim.corp, one))
  if (seen.length > OWNERS_WITHOUT_FILTER) throw new WecomFailure(81017)
  const ids = new Set(seen.map((one) => one.userid))
  return (owner) => ids.has(owner)
}

function groupsOf(sim: Simulation, input: GroupInput): Group[] {
  const { groups } = sim.world
  const wanted = ownersOf(sim, input)
  const found: Group[] = []
  for (let index = 0; index < groups.size(); index++) {
    const head = groups.headAt(index)
    if (!head.dismissed && wanted(head.owner)) found.push(groups.at(index))
  }
  return found
}

type Counts = Record<
  | 'new_chat_cnt'
  | 'chat_total'
  | 'chat_has_msg'
  | 'new_member_cnt'
  | 'member_total'
  | 'member_has_msg'
  | 'msg_total'
  | 'migrate_trainee_chat_cnt',
  number
>

/** News of all the days; totals as they were at the end of the last one. */
function count(sim: Simulation, groups: readonly Group[], days: readonly number[]): Counts {
  const from = days[0] ?? 0
  const end = (days.at(-1) ?? 0) + DAY_MS
  const inside = (second: number): boolean => second * 1000 >= from && second * 1000 < end
  const known = groups.filter((one) => one.createTime * 1000 < end)
  const talks = known.map((group) => days.map((dayMs) => talkOfDay(sim.world, group, dayMs)))
  const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0)
  return {
    new_chat_cnt: known.filter((one) => inside(one.createTime)).length,
    chat_total: known.length,
    chat_has_msg: talks.filter((list) => list.some((day) => day.messages > 0)).length,
    new_member_cnt: sum(known.map((one) => one.members.filter((each) => inside(each.joinTime)).length)),
    member_total: sum(known.map((one) => one.members.filter((each) => each.joinTime * 1000 < end).length)),
    // Who spoke on several days counts once; the busiest day is what is known of that.
    member_has_msg: sum(talks.map((list) => Math.max(0, ...list.map((day) => day.speakers)))),
    msg_total: sum(talks.map((list) => sum(list.map((day) => day.messages)))),
    migrate_trainee_chat_cnt: 0,
  }
}

const ORDER = { 1: 'new_chat_cnt', 2: 'chat_total', 3: 'new_member_cnt', 4: 'member_total' } as const

/** By owner, in pages by offset. */
function byOwner(call: Call): Record<string, unknown> {
  const { sim } = call
  const input = read(groupSchema, call.body, 40063)
  const days = daysOf(sim, input.day_begin_time, input.day_end_time ?? input.day_begin_time)
  const groups = groupsOf(sim, input)
  const owners = [...new Set(groups.map((one) => one.owner))]
  const key = ORDER[input.order_by as 1 | 2 | 3 | 4]
  const way = input.order_asc === 1 ? 1 : -1
  const items = owners
    .map((owner) => ({
      owner,
      data: count(
        sim,
        groups.filter((one) => one.owner === owner),
        days,
      ),
    }))
    .sort((a, b) => way * (a.data[key] - b.data[key]) || a.owner.localeCompare(b.owner))
  const limit = limitOr(input.limit, { most: 1000, default: 500 })
  const page = items.slice(input.offset, input.offset + limit)
  return { total: items.length, next_offset: input.offset + page.length, items: page }
}

function byDay(call: Call): Record<string, unknown> {
  const { sim } = call
  const input = read(groupSchema, call.body, 40063)
  const days = daysOf(sim, input.day_begin_time, input.day_end_time ?? input.day_begin_time)
  const groups = groupsOf(sim, input)
  return { items: days.map((dayMs) => ({ stat_time: dayMs / 1000, data: count(sim, groups, [dayMs]) })) }
}

const endpoint = (name: string, answer: Endpoint['answer']): Endpoint => ({
  path: `externalcontact/${name}`,
  method: 'POST',
  right: 'contacts',
  answer,
})

export const statisticsEndpoints: readonly Endpoint[] = [
  endpoint('get_user_behavior_data', behavior),
  endpoint('groupchat/statistic', byOwner),
  endpoint('groupchat/statistic_group_by_day', byDay),
]
