import { z } from 'zod'
import { inRange } from '../corp.ts'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import type { Group, GroupHead, GroupMember } from '../world/groups.ts'
import { foldUserid } from '../world/staff.ts'
import { pageOf, read, type Call, type Endpoint } from './endpoint.ts'

const OWNERS_WITHOUT_FILTER = 1000

const listSchema = z.looseObject({
  status_filter: z.number().int().min(0).max(3).default(0),
  owner_filter: z.looseObject({ userid_list: z.array(z.string()).max(100).default([]) }).optional(),
  cursor: z.string().optional(),
  limit: z.number().int().min(1).max(1000),
})

/** Leavers' groups are shown only to those who name the leaver; otherwise owners must be in range. */
function ownerFilter(sim: Simulation, named: readonly string[]): (owner: string) => boolean {
  const { corp, world } = sim
  if (named.length === 0) {
    const seen = new Set(
      world.staff
        .all()
        .filter((one) => inRange(corp, one))
        .map((one) => one.userid),
    )
    if (seen.size > OWNERS_WITHOUT_FILTER) throw new WecomFailure(81017)
    return (owner) => seen.has(owner)
  }
  for (const userid of named) {
    const staff = world.staff.find(userid)
    if (!staff) throw new WecomFailure(60111)
    if (staff.status !== 5 && !inRange(corp, staff)) throw new WecomFailure(60011)
  }
  const wanted = new Set(named.map(foldUserid))
  return (owner) => wanted.has(foldUserid(owner))
}

function listGroups(call: Call): Record<string, unknown> {
  const { cursor, limit, owner_filter, status_filter } = read(listSchema, call.body, 40063)
  const { groups } = call.sim.world
  const named = owner_filter?.userid_list ?? []
  const wanted = ownerFilter(call.sim, named)
  const heads: GroupHead[] = []
  for (let index = 0; index < groups.size(); index++) {
    const head = groups.headAt(index)
    if (!head.dismissed && wanted(head.owner) && (status_filter === 0 || head.status === status_filter))
      heads.push(head)
  }
  const page = pageOf(heads, { cursor, limit, scope: `${status_filter} ${named.join('|')}` })
  return {
    group_chat_list: page.rows.map((one) => ({ chat_id: one.chatId, status: one.status })),
    next_cursor: page.next,
  }
}

function memberShape(member: GroupMember, withName: boolean): Record<string, unknown> {
  return {
    userid: member.userid,
    type: member.type,
    ...(member.unionid === undefined ? {} : { unionid: member.unionid }),
    join_time: member.joinTime,
    join_scene: member.joinScene,
    ...(member.invitor === undefined ? {} : { invitor: { userid: member.invitor } }),
    ...(member.channel === undefined ? {} : { state: member.channel }),
    group_nickname: member.nickname,
    ...(withName ? { name: member.name } : {}),
  }
}

export function findGroup(sim: Simulation, chatId: string): Group {
  const group = sim.world.groups.find(chatId)
  if (!group) throw new WecomFailure(chatId.startsWith('wr') ? 40050 : 90501)
  if (group.dismissed) throw new WecomFailure(49008)
  return group
}

function getGroup(call: Call): Record<string, unknown> {
  const schema = z.looseObject({ chat_id: z.string().min(1), need_name: z.number().int().optional() })
  const { chat_id, need_name } = read(schema, call.body, 40063)
  const { corp, world } = call.sim
  const group = findGroup(call.sim, chat_id)
  const owner = world.staff.find(group.owner)
  if (owner && owner.status !== 5 && !inRange(corp, owner)) throw new WecomFailure(60011)
  return {
    group_chat: {
      chat_id: group.chatId,
      name: group.name,
      owner: group.owner,
      create_time: group.createTime,
      notice: group.notice,
      member_list: group.members.map((one) => memberShape(one, need_name === 1)),
      admin_list: group.admins.map((userid) => ({ userid })),
      member_version: group.version,
    },
  }
}

export const groupEndpoints: readonly Endpoint[] = [
  { path: 'externalcontact/groupchat/list', method: 'POST', right: 'contacts', answer: listGroups },
  { path: 'externalcontact/groupchat/get', method: 'POST', right: 'contacts', answer: getGroup },
]
