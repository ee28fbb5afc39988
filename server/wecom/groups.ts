import { z } from 'zod'
import type { Client } from './client.ts'
import { eachPage } from './pages.ts'
import {
  compact,
  id,
  looseObject,
  moment,
  number,
  optionalText,
  readObject,
  readRows,
  text,
  toPage,
} from './parse.ts'
import type { CallOptions, Group, GroupMember, GroupQuery, WecomGroups } from './types.ts'

const LIST = 'externalcontact/groupchat/list'
const GET = 'externalcontact/groupchat/get'

const listRow = z
  .object({ chat_id: id, status: number })
  .transform((raw) => ({ chatId: raw.chat_id, status: raw.status }))

const member = z
  .object({
    userid: id,
    type: number,
    join_time: moment,
    join_scene: number,
    name: optionalText,
    group_nickname: optionalText,
    unionid: optionalText,
    invitor: looseObject(z.object({ userid: optionalText })),
    state: optionalText,
  })
  .transform((raw): GroupMember =>
    compact({
      userid: raw.userid,
      type: raw.type,
      joinedAt: raw.join_time,
      joinScene: raw.join_scene,
      name: raw.name,
      groupNickname: raw.group_nickname,
      unionid: raw.unionid,
      invitedBy: raw.invitor?.userid,
      state: raw.state,
    }),
  )

const admin = z.object({ userid: id }).transform((raw) => raw.userid)

const chat = z.object({
  chat_id: id,
  name: text,
  owner: text,
  create_time: moment,
  notice: text,
  // A group always has its owner: without a list this is no answer.
  member_list: z.array(z.unknown()),
  admin_list: z.unknown(),
  member_version: optionalText,
})

function toGroup(raw: z.output<typeof chat>): Group {
  const where = { api: GET, idOf: (row: Record<string, unknown>) => row.userid }
  const members = readRows(raw.member_list, member, where)
  return compact({
    chatId: raw.chat_id,
    name: raw.name,
    owner: raw.owner,
    createdAt: raw.create_time,
    notice: raw.notice,
    admins: readRows(raw.admin_list, admin, where).rows,
    members: members.rows,
    memberVersion: raw.member_version,
    invalidMembers: members.invalidRows.length,
  })
}

export function createGroups(client: Client): WecomGroups {
  async function list(query: GroupQuery, options?: CallOptions) {
    const body = {
      status_filter: query.statusFilter ?? 0,
      ...(query.owners ? { owner_filter: { userid_list: query.owners } } : {}),
      cursor: query.cursor ?? '',
      limit: query.limit ?? 1000,
    }
    const answer = await client.call({ api: LIST, body, safe: true }, options)
    const rows = readRows(answer.group_chat_list, listRow, { api: LIST, idOf: (row) => row.chat_id })
    return toPage(rows, answer.next_cursor)
  }
  return {
    list,
    pages: (query, options) =>
      eachPage(LIST, query.cursor, (cursor) => list(compact({ ...query, cursor }), options)),
    async get(chatId, options) {
      const body = { chat_id: chatId, need_name: 1 }
      const answer = await client.call({ api: GET, body, safe: true }, options)
      return toGroup(readObject(answer.group_chat, chat, GET))
    },
  }
}
