// People who come in by something the company has put out: a live code, a group code, an acquisition link.

import { z } from 'zod'
import { membersOf } from '../api/way-members.ts'
import { acquisitionEvent } from '../callbacks/events.ts'
import type { Simulation } from '../simulation.ts'
import type { AcquisitionLink } from '../world/acquisition.ts'
import type { Group } from '../world/groups.ts'
import type { ContactWay, JoinWay } from '../world/ways.ts'
import { ActionRefused, action } from './action.ts'
import { addContact } from './contacts.ts'
import { createGroup, joinByCode } from './groups.ts'

const who = {
  /** A person the corp knows, or else a name for a new one. */
  externalUserid: z.string().optional(),
  name: z.string().min(1).optional(),
  phone: z.string().optional(),
}

/** Members who can take one more: at work, with the function, and not full. */
function takers(
  sim: Simulation,
  of: { userids: readonly string[]; departments: readonly number[] },
): string[] {
  const members = membersOf(sim, of)
  if (members === 'no such department') return []
  return members.filter((userid) => {
    const staff = sim.world.staff.find(userid)
    return (
      staff?.status === 1 && staff.customerContact && sim.world.follows.span(userid) < staff.customerLimit
    )
  })
}

const isActive = (sim: Simulation, userid: string, externalUserid: string): boolean =>
  sim.world.follows.find(userid, externalUserid)?.state === 'active'

const scanSchema = z.object({
  configId: z.string().min(1),
  ...who,
  /** Came in without verification and waits for the member: confirm-contact makes it whole. */
  half: z.boolean().default(false),
})

function wayOf(sim: Simulation, configId: string): ContactWay {
  const way = sim.world.ways.contactWay(configId)
  if (!way) throw new ActionRefused('this code is no longer valid')
  if (way.isTemp && way.createdAtMs + way.expiresInS * 1000 <= sim.world.clock.now())
    throw new ActionRefused('this temporary code has expired')
  return way
}

/** Members take turns; an exclusive code keeps a customer with the member who has them. */
function scanCode(sim: Simulation, input: z.output<typeof scanSchema>): Record<string, unknown> {
  const way = wayOf(sim, input.configId)
  const all = takers(sim, way)
  const { externalUserid } = input
  const held = externalUserid === undefined ? [] : all.filter((one) => isActive(sim, one, externalUserid))
  if (way.isExclusive && held.length > 0)
    throw new ActionRefused(`this customer has ${held.join(', ')} already, and the code is exclusive`)
  const free = all.filter((one) => !held.includes(one))
  const userid = free[way.scans % Math.max(1, free.length)]
  if (userid === undefined) throw new ActionRefused('nobody behind this code can take a customer')
  if (input.half && !way.skipVerify)
    throw new ActionRefused('only a code without verification brings somebody in unconfirmed')
  const { half, name, phone } = input
  const state = way.state === '' ? undefined : way.state
  const added = addContact(sim, {
    userid,
    externalUserid,
    name,
    phone,
    state,
    half,
    gender: 0,
    type: 1,
    addWay: 1,
  })
  const scanned = sim.world.ways.contactWay(way.configId) ?? way
  sim.world.change({ kind: 'contact-way', way: { ...scanned, scans: scanned.scans + 1 } })
  return { userid, ...added }
}

const joinSchema = z.object({ configId: z.string().min(1), ...who })

function roomIn(sim: Simulation, way: JoinWay): Group | undefined {
  for (const chatId of way.chatIds) {
    const group = sim.world.groups.find(chatId)
    if (group && !group.dismissed && group.members.length < sim.corp.groupFull) return group
  }
  return undefined
}

/** All full: the owner of the last group gets a new one, named after the way, and the way leads there. */
function newRoom(sim: Simulation, way: JoinWay): Group {
  const last = way.chatIds.flatMap((chatId) => sim.world.groups.find(chatId) ?? []).at(-1)
  if (!last) throw new ActionRefused('the groups behind this code do not exist any more')
  const base = way.roomBaseName === '' ? last.name : way.roomBaseName
  const name = `${base}${way.roomBaseId === 0 ? '' : way.roomBaseId}`
  const chatId = createGroup(sim, { userid: last.owner, name, externalUserids: [], userids: [] })
  const chatIds = [...way.chatIds.slice(way.chatIds.length >= 5 ? 1 : 0), chatId]
  const roomBaseId = way.roomBaseId === 0 ? 0 : way.roomBaseId + 1
  sim.world.change({ kind: 'join-way', way: { ...way, chatIds, roomBaseId } })
  const made = sim.world.groups.find(chatId)
  if (!made) throw new Error(`the group ${chatId} was not kept`)
  return made
}

function joinWay(sim: Simulation, input: z.output<typeof joinSchema>): Record<string, unknown> {
  const way = sim.world.ways.joinWay(input.configId)
  if (!way) throw new ActionRefused('this code is no longer valid')
  const group = roomIn(sim, way) ?? (way.autoCreateRoom === 1 ? newRoom(sim, way) : undefined)
  if (!group) throw new ActionRefused('every group behind this code is full')
  const userid = joinByCode(sim, group, {
    externalUserid: input.externalUserid,
    name: input.name,
    state: way.state,
  })
  return { chatId: group.chatId, joined: [userid] }
}

const linkSchema = z.object({
  linkId: z.string().min(1),
  ...who,
  /** `?customer_channel=` of the address. */
  channel: z.string().max(30).default(''),
  /** A click that adds nobody. */
  looksOnly: z.boolean().default(false),
})

function takerOf(sim: Simulation, link: AcquisitionLink): string {
  const all = takers(sim, link)
  const first = link.priorityUserids.find((one) => all.includes(one))
  const turn = sim.world.acquisition.clicks(link.linkId).filter((one) => one.came).length
  const userid = first ?? all[turn % Math.max(1, all.length)]
  if (userid === undefined) throw new ActionRefused('nobody behind this link can take a customer')
  return userid
}

function tellBalance(sim: Simulation): void {
  const { acquisitionLow, acquisitionTotal } = sim.corp
  const balance = acquisitionTotal - sim.world.acquisition.used()
  if (balance === 0) sim.callbacks.emit(acquisitionEvent('balance_exhausted'))
  else if (balance === acquisitionLow) sim.callbacks.emit(acquisitionEvent('balance_low'))
}

function openLink(sim: Simulation, input: z.output<typeof linkSchema>): Record<string, unknown> {
  const { acquisition, clock } = sim.world
  const link = acquisition.find(input.linkId)
  if (!link) throw new ActionRefused('this link is no longer valid')
  const click = { linkId: link.linkId, atMs: clock.now() }
  if (input.looksOnly) {
    sim.world.change({ kind: 'acquisition-click', click })
    return {}
  }
  if (acquisition.used() >= sim.corp.acquisitionTotal)
    throw new ActionRefused('the quota of acquisition links is used up')
  const userid = takerOf(sim, link)
  const { channel, externalUserid, name, phone } = input
  const state = channel === '' ? undefined : channel
  sim.callbacks.emit(
    acquisitionEvent('friend_request', { linkId: link.linkId, ...(state === undefined ? {} : { state }) }),
  )
  const added = addContact(sim, {
    userid,
    externalUserid,
    name,
    phone,
    state,
    half: false,
    gender: 0,
    type: 1,
    addWay: 16,
  })
  const came = { userid, externalUserid: String(added.externalUserid), state: channel }
  sim.world.change({ kind: 'acquisition-click', click: { ...click, came } })
  tellBalance(sim)
  return { userid, ...added }
}

export const newcomerActions = [
  action({ name: 'scan-code', input: scanSchema, run: scanCode }),
  action({ name: 'join-by-code', input: joinSchema, run: joinWay }),
  action({ name: 'open-link', input: linkSchema, run: openLink }),
]
