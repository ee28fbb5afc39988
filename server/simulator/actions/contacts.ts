import { z } from 'zod'
import { contactEvent } from '../callbacks/events.ts'
import type { Simulation } from '../simulation.ts'
import { singleChatId } from '../world/chats.ts'
import { contactId, type Contact } from '../world/contacts.ts'
import { encodeId } from '../world/ids.ts'
import type { Follow } from '../world/follows.ts'
import { ActionRefused, action, activeStaff, relation, visibleRelation } from './action.ts'

const pair = { userid: z.string().min(1), externalUserid: z.string().min(1) }

const addSchema = z.object({
  userid: z.string().min(1),
  /** An existing person, or else a name for a new one. */
  externalUserid: z.string().optional(),
  name: z.string().min(1).optional(),
  gender: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(0),
  type: z.union([z.literal(1), z.literal(2)]).default(1),
  phone: z.string().optional(),
  corpName: z.string().optional(),
  addWay: z.number().int().default(1),
  state: z.string().max(30).optional(),
  remark: z.string().max(20).optional(),
  half: z.boolean().default(false),
})
export type AddInput = z.output<typeof addSchema>

function newPerson(sim: Simulation, input: AddInput): Contact {
  const { contacts, seed } = sim.world
  const name = input.name
  if (name === undefined)
    throw new ActionRefused('add-contact needs externalUserid of a known person, or a name')
  const index = contacts.size()
  const corpName = input.corpName ?? '示例公司'
  const contact: Contact = {
    externalUserid: contactId(seed, index, input.type),
    index,
    name,
    realName: name,
    surname: name.slice(0, 1),
    type: input.type,
    gender: input.gender,
    avatar: '',
    phone: input.phone ?? '',
    ...(input.type === 1
      ? { unionid: encodeId('o', 'unionid', { seed: seed.seed, index }).slice(0, 28) }
      : { corpName, corpFullName: corpName, position: '' }),
  }
  sim.world.change({ kind: 'contact', contact })
  return contact
}

function knownPerson(sim: Simulation, externalUserid: string): Contact {
  const contact = sim.world.contacts.find(externalUserid)
  if (!contact) throw new ActionRefused(`no external contact ${externalUserid}`)
  return contact
}

function startFollow(sim: Simulation, input: AddInput, contact: Contact): Follow {
  const half = input.half
  const remarkCorpName = contact.type === 2 ? (contact.corpName ?? '') : ''
  const follow: Follow = {
    userid: activeStaff(sim, input.userid).userid,
    externalUserid: contact.externalUserid,
    state: half ? 'half' : 'active',
    remark: input.remark ?? contact.name,
    description: '',
    createtime: sim.world.nowSeconds(),
    tagIds: [],
    ownTags: [],
    remarkCorpName,
    remarkMobiles: input.phone === undefined ? [] : [input.phone],
    operUserid: contact.externalUserid,
    addWay: input.addWay,
    ...(input.state === undefined ? {} : { channel: input.state }),
    ...(input.addWay === 10 ? { wechatChannels: { nickname: '澜岳汽车', source: 1 } } : {}),
  }
  sim.world.change({ kind: 'follow', follow })
  return follow
}

/** No code for WeCom users, nor inside a running chat. */
function welcomeCode(sim: Simulation, follow: Follow, contact: Contact): string | undefined {
  const chatting = sim.world.chats.written(singleChatId(follow.userid, follow.externalUserid)).length > 0
  if (contact.type === 2 || chatting) return undefined
  return sim.welcomes.issue({ userid: follow.userid, externalUserid: follow.externalUserid })
}

export function addContact(sim: Simulation, input: AddInput): Record<string, unknown> {
  const staff = activeStaff(sim, input.userid)
  if (!staff.customerContact)
    throw new ActionRefused(`${staff.name} does not have the customer-contact function`)
  const contact =
    input.externalUserid === undefined ? newPerson(sim, input) : knownPerson(sim, input.externalUserid)
  const held = sim.world.follows.find(staff.userid, contact.externalUserid)
  if (held && held.state === 'active')
    throw new ActionRefused(`${staff.name} already follows ${contact.name}`)
  const follow = startFollow(sim, input, contact)
  const code = welcomeCode(sim, follow, contact)
  const more = {
    half: input.half,
    ...(input.state === undefined ? {} : { channel: input.state }),
    ...(code === undefined ? {} : { welcomeCode: code }),
  }
  sim.callbacks.emit(contactEvent.added(follow, more))
  return { externalUserid: contact.externalUserid, ...(code === undefined ? {} : { welcomeCode: code }) }
}

const editSchema = z.object({
  ...pair,
  remark: z.string().max(20).optional(),
  description: z.string().max(150).optional(),
  remarkCompany: z.string().max(20).optional(),
  remarkMobiles: z.array(z.string()).max(5).optional(),
})

/** A changed remark mobile alone raises no event, as in the real client. */
function editContact(sim: Simulation, input: z.output<typeof editSchema>): Record<string, unknown> {
  const follow = visibleRelation(sim, input.userid, input.externalUserid)
  const next: Follow = {
    ...follow,
    remark: input.remark ?? follow.remark,
    description: input.description ?? follow.description,
    remarkCorpName: input.remarkCompany ?? follow.remarkCorpName,
    remarkMobiles: input.remarkMobiles ?? follow.remarkMobiles,
  }
  sim.world.change({ kind: 'follow', follow: next })
  const told =
    next.remark !== follow.remark ||
    next.description !== follow.description ||
    next.remarkCorpName !== follow.remarkCorpName
  if (told) sim.callbacks.emit(contactEvent.edited(follow, follow.channel))
  return {}
}

const tagSchema = z.object({
  ...pair,
  tagId: z.string().optional(),
  tagIds: z.array(z.string()).default([]),
  /** The member's own tags: seen by `get` only, and no event tells of them. */
  ownTags: z.array(z.string()).default([]),
})

function changeTags(
  sim: Simulation,
  input: z.output<typeof tagSchema>,
  add: boolean,
): Record<string, unknown> {
  const follow = visibleRelation(sim, input.userid, input.externalUserid)
  const tagIds = input.tagId === undefined ? input.tagIds : [...input.tagIds, input.tagId]
  const unknown = tagIds.find((id) => !sim.world.tags.isLive(id))
  if (add && unknown !== undefined) throw new ActionRefused(`no corp tag ${unknown}`)
  const change = (held: readonly string[], wanted: readonly string[]): string[] =>
    add ? [...new Set([...held, ...wanted])] : held.filter((one) => !wanted.includes(one))
  const next = {
    ...follow,
    tagIds: change(follow.tagIds, tagIds),
    ownTags: change(follow.ownTags, input.ownTags),
  }
  sim.world.change({ kind: 'follow', follow: next })
  if (tagIds.length > 0) sim.callbacks.emit(contactEvent.edited(follow, follow.channel))
  return {}
}

export const contactActions = [
  action({ name: 'add-contact', input: addSchema, run: addContact }),
  action({
    name: 'confirm-contact',
    input: z.object(pair),
    run: (sim, input) => {
      const follow = relation(sim, input.userid, input.externalUserid)
      if (follow.state !== 'half') throw new ActionRefused('this relation is confirmed already')
      sim.world.change({ kind: 'follow', follow: { ...follow, state: 'active' } })
      sim.callbacks.emit(
        contactEvent.added(follow, follow.channel === undefined ? {} : { channel: follow.channel }),
      )
      return {}
    },
  }),
  action({ name: 'edit-contact', input: editSchema, run: editContact }),
  action({
    name: 'delete-contact',
    input: z.object(pair),
    run: (sim, input) => {
      const follow = relation(sim, input.userid, input.externalUserid)
      sim.world.change({ kind: 'follow', follow: { ...follow, state: 'gone' } })
      sim.callbacks.emit(contactEvent.deletedByStaff(follow))
      return {}
    },
  }),
  action({
    name: 'customer-deletes-staff',
    input: z.object(pair),
    run: (sim, input) => {
      const follow = relation(sim, input.userid, input.externalUserid)
      sim.world.change({
        kind: 'follow',
        follow: { ...follow, state: 'left', leftAtMs: sim.world.clock.now() },
      })
      sim.callbacks.emit(contactEvent.deletedByCustomer(follow))
      return {}
    },
  }),
  action({ name: 'tag', input: tagSchema, run: (sim, input) => changeTags(sim, input, true) }),
  action({ name: 'untag', input: tagSchema, run: (sim, input) => changeTags(sim, input, false) }),
]
