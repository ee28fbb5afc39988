import { z } from 'zod'
import { takerIsFull } from '../actions/transfers.ts'
import { WecomFailure, errorText } from '../errors.ts'
import type { Window } from '../limits.ts'
import type { Simulation } from '../simulation.ts'
import { isVisible } from '../world/follows.ts'
import type { Group } from '../world/groups.ts'
import type { Staff } from '../world/staff.ts'
import type { Transfer } from '../world/transfers.ts'
import { pageOf, read, staffInRange, type Call, type Endpoint } from './endpoint.ts'

const DAY_MS = 86_400_000
const WAIT_MS = DAY_MS
const NINETY_DAYS_MS = 90 * DAY_MS
const YEAR_MS = 365 * DAY_MS
/** A full group, and from how many WeChat users on it can only be handed over in the client. */
const FULL_GROUP = 500
const MANY_WECHAT_USERS = 99
const GROUPS_A_DAY: readonly Window[] = [{ calls: 300, windowMs: DAY_MS }]
type Family = Transfer['family']

const startSchema = z.looseObject({
  handover_userid: z.string().min(1),
  takeover_userid: z.string().min(1),
  external_userid: z.array(z.string()).min(1).max(100),
  transfer_success_msg: z.string().max(200).optional(),
})

/** What keeps a taker from taking anybody; 0 when nothing does. */
function takerCode(taker: Staff): number {
  if (!taker.customerContact) return 84074
  if (!taker.realName) return 40098
  if (taker.banned) return 40143
  return taker.ticketExpired ? 40205 : 0
}

/**
 * Givers and group owners must have logged in within a year (of a leaver: in the year before), and a leaver must have left
 * within one. The documentation has one code for a missing login; the long gone get the same.
 */
function giverCode(sim: Simulation, { status, leftAtMs, ticketExpired }: Staff): number {
  const isLongGone = status === 5 && leftAtMs !== undefined && sim.world.clock.now() - leftAtMs > YEAR_MS
  return ticketExpired || isLongGone ? 40205 : 0
}

function itemCode(
  sim: Simulation,
  family: Family,
  one: { externalUserid: string; handover: string; takeover: string },
): number {
  const { contacts, follows, transfers } = sim.world
  if (!contacts.find(one.externalUserid)) return 40096
  if (one.handover === one.takeover) return 40130
  const follow = follows.find(one.handover, one.externalUserid)
  if (!follow || !isVisible(follow)) return 40131
  if (transfers.waiting(one.handover, one.externalUserid)) return 40129
  if (family === 'resigned') return 0
  const since = sim.world.clock.now() - NINETY_DAYS_MS
  const lately = transfers
    .of(one.externalUserid)
    .filter((old) => old.family === 'onjob' && old.startedAtMs > since && old.status !== 3)
  return lately.length >= 2 ? 40128 : 0
}

/** A leaver is named on purpose here, so the usual refusal of departed members does not apply. */
function giver(sim: Simulation, family: Family, userid: string): Staff {
  const staff = sim.world.staff.find(userid)
  if (!staff) throw new WecomFailure(60111)
  if (family === 'resigned' && staff.status !== 5) throw new WecomFailure(40097)
  return family === 'resigned' ? staff : staffInRange(sim, userid)
}

function start(call: Call, family: Family): Record<string, unknown> {
  const { sim } = call
  const input = read(startSchema, call.body, 40063)
  const from = giver(sim, family, input.handover_userid)
  const handover = from.userid
  const taker = staffInRange(sim, input.takeover_userid)
  const takeover = taker.userid
  const refusal = giverCode(sim, from) || takerCode(taker) || (takerIsFull(sim, takeover) ? 40099 : 0)
  const now = sim.world.clock.now()
  const customer = input.external_userid.map((externalUserid) => {
    const errcode = itemCode(sim, family, { externalUserid, handover, takeover }) || refusal
    if (errcode === 0) {
      const dueAtMs = now + WAIT_MS
      const transfer: Transfer = {
        family,
        handover,
        takeover,
        externalUserid,
        startedAtMs: now,
        dueAtMs,
        status: 2,
        takeoverTime: Math.floor(dueAtMs / 1000),
      }
      sim.world.change({ kind: 'transfer', transfer })
    }
    return { external_userid: externalUserid, errcode }
  })
  return { customer }
}

const resultSchema = z.looseObject({
  handover_userid: z.string().min(1),
  takeover_userid: z.string().min(1),
  cursor: z.string().optional(),
})

function results(call: Call, family: Family): Record<string, unknown> {
  const input = read(resultSchema, call.body, 40063)
  const { staff, transfers } = call.sim.world
  const handover = staff.find(input.handover_userid)?.userid
  const takeover = staff.find(input.takeover_userid)?.userid
  if (handover === undefined || takeover === undefined) throw new WecomFailure(60111)
  const latest = new Map<string, Transfer>()
  for (const one of transfers.between({ family, handover, takeover })) latest.set(one.externalUserid, one)
  const page = pageOf([...latest.values()], {
    cursor: input.cursor,
    limit: 1000,
    scope: `${family} ${handover} ${takeover}`,
  })
  return {
    customer: page.rows.map((one) => ({
      external_userid: one.externalUserid,
      status: one.status,
      takeover_time: one.takeoverTime,
    })),
    next_cursor: page.next,
  }
}

const groupsSchema = z.looseObject({
  chat_id_list: z.array(z.string()).min(1).max(100),
  new_owner: z.string().min(1),
})

/** The code of what stands against handing this group over, or 0. */
function groupCode(
  sim: Simulation,
  family: Family,
  { group, taker }: { group: Group | undefined; taker: Staff },
): number {
  if (!group || group.dismissed) return 90501
  const owner = sim.world.staff.find(group.owner)
  const left = owner?.status === 5
  if (family === 'resigned' && !left) return group.status === 3 ? 90508 : 90500
  if (family === 'onjob' && left) return 90502
  if (group.owner === taker.userid) return 90504
  const ownerCode = owner ? giverCode(sim, owner) : 0
  if (ownerCode !== 0) return ownerCode
  if (family === 'onjob' && movesLately(sim, group).length >= 2) return 40128
  const wechatUsers = group.members.filter((one) => one.type === 2).length
  if (group.members.length >= FULL_GROUP && wechatUsers >= MANY_WECHAT_USERS) return 90503
  if (sim.limitsOn && !sim.limiter.take(`groups ${group.owner} ${taker.userid}`, GROUPS_A_DAY)) return 45009
  return 0
}

function movesLately(sim: Simulation, group: Group): number[] {
  const since = sim.world.clock.now() - NINETY_DAYS_MS
  return (group.onjobMovesAtMs ?? []).filter((atMs) => atMs > since)
}

/** Hands one group over at once; the code of what stands against it, or 0. */
function moveGroup(sim: Simulation, family: Family, move: { chatId: string; taker: Staff }): number {
  const { chatId, taker } = move
  const group = sim.world.groups.find(chatId)
  const errcode = groupCode(sim, family, { group, taker })
  if (!group || errcode !== 0) return errcode
  if (!group.members.some((one) => one.userid === taker.userid)) {
    const member = {
      userid: taker.userid,
      type: 1 as const,
      joinTime: sim.world.nowSeconds(),
      joinScene: 1 as const,
      nickname: '',
      name: taker.name,
    }
    sim.world.change({ kind: 'group-join', chatId, members: [member] })
  }
  const patch =
    family === 'resigned'
      ? { owner: taker.userid, status: 3 as const }
      : {
          owner: taker.userid,
          status: 0 as const,
          onjobMovesAtMs: [...movesLately(sim, group), sim.world.clock.now()],
        }
  sim.world.change({ kind: 'group-patch', chatId, patch })
  return 0
}

function moveGroups(call: Call, family: Family): Record<string, unknown> {
  const { chat_id_list, new_owner } = read(groupsSchema, call.body, 40063)
  const taker = staffInRange(call.sim, new_owner)
  const refusal = takerCode(taker)
  if (refusal !== 0) throw new WecomFailure(refusal)
  const failed = chat_id_list.flatMap((chatId) => {
    const errcode = moveGroup(call.sim, family, { chatId, taker })
    return errcode === 0 ? [] : [{ chat_id: chatId, errcode, errmsg: errorText(errcode) }]
  })
  return { failed_chat_list: failed }
}

const post = (path: string, answer: Endpoint['answer']): Endpoint => ({
  path: `externalcontact/${path}`,
  method: 'POST',
  right: 'contacts',
  answer,
})

export const transferEndpoints: readonly Endpoint[] = [
  post('transfer_customer', (call) => start(call, 'onjob')),
  post('transfer_result', (call) => results(call, 'onjob')),
  post('resigned/transfer_customer', (call) => start(call, 'resigned')),
  post('resigned/transfer_result', (call) => results(call, 'resigned')),
  post('groupchat/onjob_transfer', (call) => moveGroups(call, 'onjob')),
  post('groupchat/transfer', (call) => moveGroups(call, 'resigned')),
]
