import { z } from 'zod'
import { chatEvent } from '../callbacks/events.ts'
import type { Simulation } from '../simulation.ts'
import { encodeId } from '../world/ids.ts'
import type { Group, GroupMember } from '../world/groups.ts'
import { groupId, memberVersion } from '../world/seed-groups.ts'
import { ActionRefused, action, activeStaff, groupNamed } from './action.ts'

const chat = { chatId: z.string().min(1) }
const scene = z.enum(['invited', 'link', 'qr']).default('invited')
type Scene = z.output<typeof scene>

/** groupchat/get and the callback count the ways of joining differently. */
const GET_SCENE = { invited: 1, link: 2, qr: 3 } as const
const EVENT_SCENE = { invited: 0, link: 0, qr: 3 } as const

function member(
  sim: Simulation,
  id: string,
  joined: { scene: Scene; by: string; state?: string | undefined },
): GroupMember {
  const base = { joinTime: sim.world.nowSeconds(), joinScene: GET_SCENE[joined.scene], nickname: '' }
  const staff = sim.world.staff.find(id)
  if (staff) return { ...base, userid: staff.userid, type: 1, name: staff.name, invitor: joined.by }
  const contact = sim.world.contacts.find(id)
  if (!contact) throw new ActionRefused(`${id} is neither a member of the corp nor an external contact`)
  return {
    ...base,
    userid: contact.externalUserid,
    type: 2,
    name: contact.name,
    ...(joined.scene === 'qr' ? {} : { invitor: joined.by }),
    ...(joined.state === undefined ? {} : { channel: joined.state }),
    ...(contact.unionid === undefined ? {} : { unionid: contact.unionid }),
  }
}

/** One person or several: the desk names one, tests often many. */
const ids = (one: string | undefined, more: readonly string[]): string[] =>
  one === undefined ? [...more] : [one, ...more]

const joinSchema = z.object({
  ...chat,
  externalUserid: z.string().optional(),
  memberIds: z.array(z.string()).max(100).default([]),
  scene,
  invitor: z.string().optional(),
  state: z.string().max(30).optional(),
})

function joinGroup(sim: Simulation, input: z.output<typeof joinSchema>): Record<string, unknown> {
  const group = groupNamed(sim, input.chatId)
  const inside = new Set(group.members.map((one) => one.userid))
  const by = input.invitor ?? group.owner
  const members = ids(input.externalUserid, input.memberIds).map((id) =>
    member(sim, id, { scene: input.scene, by, state: input.state }),
  )
  const fresh = members.filter((one) => !inside.has(one.userid))
  if (fresh.length === 0) throw new ActionRefused('already in the group')
  sim.world.change({ kind: 'group-join', chatId: group.chatId, members: fresh })
  const after = groupNamed(sim, group.chatId).version
  const userids = fresh.map((one) => one.userid)
  sim.callbacks.emit(
    chatEvent.joined({
      chatId: group.chatId,
      userids,
      before: group.version,
      after,
      scene: EVENT_SCENE[input.scene],
    }),
  )
  return { joined: userids }
}

const leaveSchema = z.object({
  ...chat,
  member: z.string().optional(),
  memberIds: z.array(z.string()).max(100).default([]),
  removed: z.boolean().default(false),
})

function leaveGroup(sim: Simulation, input: z.output<typeof leaveSchema>): Record<string, unknown> {
  const group = groupNamed(sim, input.chatId)
  const wanted = ids(input.member, input.memberIds)
  const userids = group.members.flatMap((one) => (wanted.includes(one.userid) ? [one.userid] : []))
  if (userids.length === 0) throw new ActionRefused('not in the group')
  if (userids.includes(group.owner))
    throw new ActionRefused('the owner cannot leave: change-owner or dismiss-group first')
  sim.world.change({ kind: 'group-leave', chatId: group.chatId, userids })
  const after = groupNamed(sim, group.chatId).version
  sim.callbacks.emit(
    chatEvent.left({
      chatId: group.chatId,
      userids,
      before: group.version,
      after,
      scene: input.removed ? 1 : 0,
    }),
  )
  return { left: userids }
}

const createSchema = z.object({
  /** The owner. */
  userid: z.string().min(1),
  name: z.string().max(60).default(''),
  externalUserids: z.array(z.string()).max(499).default([]),
  userids: z.array(z.string()).max(499).default([]),
})

/** Gives the id of the new group. */
export function createGroup(sim: Simulation, input: z.output<typeof createSchema>): string {
  const owner = activeStaff(sim, input.userid)
  if (!owner.customerContact)
    throw new ActionRefused(`${owner.name} does not have the customer-contact function`)
  const { groups, seed } = sim.world
  const index = groups.size()
  const members = [...new Set([owner.userid, ...input.userids, ...input.externalUserids])]
  const group: Group = {
    chatId: groupId(seed, index),
    name: input.name,
    notice: '',
    owner: owner.userid,
    createTime: sim.world.nowSeconds(),
    admins: [],
    members: members.map((id) => member(sim, id, { scene: 'invited', by: owner.userid })),
    version: memberVersion(seed, index, 0),
    versionNo: 0,
    status: 0,
    dismissed: false,
  }
  sim.world.change({ kind: 'group', group })
  sim.callbacks.emit(chatEvent.created(group.chatId))
  return group.chatId
}

const strangerSchema = z.object({ ...chat, name: z.string().min(1) })

function stranger(sim: Simulation, group: Group, name: string): GroupMember {
  const { seed } = sim.world
  const index = 50_000_000 + (sim.world.nowSeconds() % 1_000_000) + group.versionNo
  const userid = encodeId('wm', 'stranger', { seed: seed.seed, index })
  return { userid, type: 2, joinTime: sim.world.nowSeconds(), joinScene: 1, nickname: '', name }
}

function letIn(sim: Simulation, group: Group, parts: { one: GroupMember; scene: Scene }): string {
  const { one, scene: way } = parts
  sim.world.change({ kind: 'group-join', chatId: group.chatId, members: [one] })
  const after = groupNamed(sim, group.chatId).version
  const change = { chatId: group.chatId, userids: [one.userid], before: group.version, after }
  sim.callbacks.emit(chatEvent.joined({ ...change, scene: EVENT_SCENE[way] }))
  return one.userid
}

/** Somebody whom nobody in the corp has added comes in by a member's invitation. */
function joinStranger(sim: Simulation, input: z.output<typeof strangerSchema>): Record<string, unknown> {
  const group = groupNamed(sim, input.chatId)
  return { joined: [letIn(sim, group, { one: stranger(sim, group, input.name), scene: 'invited' })] }
}

/** Somebody scans the group's code: a person the corp knows, or a stranger. */
export function joinByCode(
  sim: Simulation,
  group: Group,
  who: { externalUserid?: string | undefined; name?: string | undefined; state: string },
): string {
  const state = who.state === '' ? undefined : who.state
  const known = who.externalUserid
  if (known !== undefined && group.members.some((one) => one.userid === known))
    throw new ActionRefused('already in the group')
  if (known === undefined && who.name === undefined)
    throw new ActionRefused('join-by-code needs externalUserid of a known person, or a name')
  const one: GroupMember =
    known === undefined
      ? {
          ...stranger(sim, group, who.name ?? ''),
          joinScene: GET_SCENE.qr,
          ...(state === undefined ? {} : { channel: state }),
        }
      : member(sim, known, { scene: 'qr', by: group.owner, state })
  return letIn(sim, group, { one, scene: 'qr' })
}

export const groupActions = [
  action({ name: 'join-group', input: joinSchema, run: joinGroup }),
  action({ name: 'join-stranger', input: strangerSchema, run: joinStranger }),
  action({ name: 'leave-group', input: leaveSchema, run: leaveGroup }),
  action({
    name: 'create-group',
    input: createSchema,
    run: (sim, input) => ({ chatId: createGroup(sim, input) }),
  }),
  action({
    name: 'rename-group',
    input: z.object({ ...chat, name: z.string().min(1).max(60) }),
    run: (sim, { chatId, name }) => {
      groupNamed(sim, chatId)
      sim.world.change({ kind: 'group-patch', chatId, patch: { name } })
      sim.callbacks.emit(chatEvent.changed(chatId, 'change_name'))
      return {}
    },
  }),
  action({
    name: 'change-notice',
    input: z.object({ ...chat, notice: z.string().max(2000) }),
    run: (sim, { chatId, notice }) => {
      groupNamed(sim, chatId)
      sim.world.change({ kind: 'group-patch', chatId, patch: { notice } })
      sim.callbacks.emit(chatEvent.changed(chatId, 'change_notice'))
      return {}
    },
  }),
  action({
    name: 'change-owner',
    input: z.object({ ...chat, userid: z.string().min(1) }),
    run: (sim, { chatId, userid }) => {
      const group = groupNamed(sim, chatId)
      const owner = activeStaff(sim, userid)
      if (!group.members.some((one) => one.userid === owner.userid))
        throw new ActionRefused(`${owner.name} is not in the group`)
      sim.world.change({ kind: 'group-patch', chatId, patch: { owner: owner.userid, status: 0 } })
      sim.callbacks.emit(chatEvent.changed(chatId, 'change_owner'))
      return {}
    },
  }),
  action({
    name: 'dismiss-group',
    input: z.object(chat),
    run: (sim, { chatId }) => {
      groupNamed(sim, chatId)
      sim.world.change({ kind: 'group-patch', chatId, patch: { dismissed: true } })
      sim.callbacks.emit(chatEvent.dismissed(chatId))
      return {}
    },
  }),
]
