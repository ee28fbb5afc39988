// Who gets a mass message, and which member is asked to send it.

import { rangeOf } from '../corp.ts'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import { singleChatId } from '../world/chats.ts'
import { isVisible, type Follow } from '../world/follows.ts'
import { foldUserid } from '../world/staff.ts'

export interface Chosen {
  bySender: Map<string, string[]>
  /** Ids that cannot be sent to. */
  failed: string[]
}

/** When the two last talked; who never talked counts from the day they met. */
function lastTalkMs(sim: Simulation, follow: Follow): number {
  const written = sim.world.chats.written(singleChatId(follow.userid, follow.externalUserid))
  return written.at(-1)?.atMs ?? follow.createtime * 1000
}

/** Inside one list any tag will do; every list must have one. */
function fits(follow: Follow, tagLists: readonly (readonly string[])[]): boolean {
  return tagLists.every((list) => list.some((tag) => follow.tagIds.includes(tag)))
}

function checkTags(sim: Simulation, tagLists: readonly (readonly string[])[]): void {
  for (const list of tagLists)
    for (const tag of list) if (!sim.world.tags.isLive(tag)) throw new WecomFailure(40068)
}

function add(chosen: Chosen, userid: string, target: string): void {
  const held = chosen.bySender.get(userid)
  if (held) held.push(target)
  else chosen.bySender.set(userid, [target])
}

/** Of several followers the one who last chatted with the customer is asked. */
function senderFor(sim: Simulation, follows: readonly Follow[]): Follow | undefined {
  let best: Follow | undefined
  for (const one of follows)
    if (best === undefined || lastTalkMs(sim, one) > lastTalkMs(sim, best)) best = one
  return best
}

interface Wanted {
  sender: string | undefined
  ids: readonly string[]
  tagLists: readonly (readonly string[])[]
}

function chooseNamed(sim: Simulation, wanted: Wanted): Chosen {
  const chosen: Chosen = { bySender: new Map(), failed: [] }
  const seen = rangeOf(sim.corp, sim.world.staff)
  for (const id of new Set(wanted.ids)) {
    const follows = sim.world.follows
      .followersOf(id)
      .filter((one) => isVisible(one) && seen(one.userid))
      .filter((one) => sim.world.staff.find(one.userid)?.customerContact === true)
      .filter((one) => wanted.sender === undefined || foldUserid(one.userid) === foldUserid(wanted.sender))
    const follow = senderFor(sim, follows)
    if (follow) add(chosen, follow.userid, id)
    else chosen.failed.push(id)
  }
  return chosen
}

export function chooseCustomers(sim: Simulation, wanted: Wanted): Chosen {
  if (wanted.ids.length > 0) return chooseNamed(sim, wanted)
  checkTags(sim, wanted.tagLists)
  const seen = rangeOf(sim.corp, sim.world.staff)
  const senders =
    wanted.sender === undefined ? sim.world.staff.all().map((one) => one.userid) : [wanted.sender]
  const byCustomer = new Map<string, Follow[]>()
  for (const userid of senders) {
    if (!seen(userid) || sim.world.staff.find(userid)?.customerContact !== true) continue
    for (const follow of sim.world.follows.each(userid)) {
      if (!fits(follow, wanted.tagLists)) continue
      byCustomer.set(follow.externalUserid, [...(byCustomer.get(follow.externalUserid) ?? []), follow])
    }
  }
  const chosen: Chosen = { bySender: new Map(), failed: [] }
  for (const [id, follows] of byCustomer) {
    const follow = senderFor(sim, follows)
    if (follow) add(chosen, follow.userid, id)
  }
  return chosen
}

/** Only the owner sends to a group; without a list all groups of the owner are offered. */
export function chooseGroups(sim: Simulation, owner: string, ids: readonly string[]): Chosen {
  const { groups } = sim.world
  const chosen: Chosen = { bySender: new Map(), failed: [] }
  if (ids.length === 0) {
    for (let index = 0; index < groups.size(); index++) {
      const head = groups.headAt(index)
      if (!head.dismissed && head.owner === owner) add(chosen, owner, head.chatId)
    }
  }
  for (const id of new Set(ids)) {
    const group = groups.find(id)
    if (group && !group.dismissed && group.owner === owner) add(chosen, owner, id)
    else chosen.failed.push(id)
  }
  return chosen
}
