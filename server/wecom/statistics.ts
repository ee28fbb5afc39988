import { z } from 'zod'
import type { Client } from './client.ts'
import { compact, id, moment, number, optionalNumber, readRows } from './parse.ts'
import type { ContactNumbers, GroupNumbers, StatisticsSpan, WecomStatistics } from './types-statistics.ts'

const paths = {
  byOwner: 'externalcontact/groupchat/statistic',
  byDay: 'externalcontact/groupchat/statistic_group_by_day',
  contacts: 'externalcontact/get_user_behavior_data',
}
const PAGE = 1000
const BY_GROUPS = 2

const groupData = z
  .object({
    new_chat_cnt: number,
    chat_total: number,
    chat_has_msg: number,
    new_member_cnt: number,
    member_total: number,
    member_has_msg: number,
    msg_total: number,
  })
  .transform((raw): GroupNumbers => ({
    newGroups: raw.new_chat_cnt,
    groups: raw.chat_total,
    groupsTalking: raw.chat_has_msg,
    newMembers: raw.new_member_cnt,
    members: raw.member_total,
    membersTalking: raw.member_has_msg,
    messages: raw.msg_total,
  }))

const ownerRow = z.object({ owner: id, data: groupData }).transform(({ owner, data }) => ({ owner, ...data }))

const dayRow = z
  .object({ stat_time: moment, data: groupData })
  .transform((raw) => ({ day: raw.stat_time, ...raw.data }))

const contactRow = z
  .object({
    stat_time: moment,
    chat_cnt: number,
    message_cnt: number,
    reply_percentage: z.number().optional().catch(undefined),
    avg_reply_time: optionalNumber,
    negative_feedback_cnt: number,
    new_apply_cnt: number,
    new_contact_cnt: number,
  })
  .transform((raw): ContactNumbers =>
    compact({
      day: raw.stat_time,
      chats: raw.chat_cnt,
      messages: raw.message_cnt,
      replyPercentage: raw.reply_percentage,
      firstReplyMinutes: raw.avg_reply_time,
      blockedOrDeleted: raw.negative_feedback_cnt,
      applied: raw.new_apply_cnt,
      added: raw.new_contact_cnt,
    }),
  )

export function createStatistics(client: Client): WecomStatistics {
  return {
    async groupsByOwner({ owners, offset = 0, ...span }, options) {
      const order = { order_by: BY_GROUPS, order_asc: 0, offset, limit: PAGE }
      const body = { ...daysOf(span), owner_filter: { userid_list: owners }, ...order }
      const answer = await client.call({ api: paths.byOwner, body, safe: true }, options)
      const rows = readRows(answer.items, ownerRow, { api: paths.byOwner, idOf: (row) => row.owner })
      const next = Number(answer.next_offset)
      return next > offset && next < Number(answer.total) ? { ...rows, nextOffset: next } : rows
    },
    async groupsByDay({ owners, ...span }, options) {
      const body = { ...daysOf(span), owner_filter: { userid_list: owners } }
      const answer = await client.call({ api: paths.byDay, body, safe: true }, options)
      return readRows(answer.items, dayRow, { api: paths.byDay, idOf: () => undefined })
    },
    async contacts({ userids, fromAt, toAt }, options) {
      const days = { start_time: Math.floor(fromAt / 1000), end_time: Math.floor(toAt / 1000) }
      const body = { userid: userids, partyid: [], ...days }
      const answer = await client.call({ api: paths.contacts, body, safe: true }, options)
      return readRows(answer.behavior_data, contactRow, { api: paths.contacts, idOf: () => undefined })
    },
  }
}

function daysOf({ fromAt, toAt }: StatisticsSpan): Record<string, number> {
  return { day_begin_time: Math.floor(fromAt / 1000), day_end_time: Math.floor(toAt / 1000) }
}
