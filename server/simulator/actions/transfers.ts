// What becomes of a started hand-over: after 24 hours it is done by itself, unless the customer refuses.

import { contactEvent } from '../callbacks/events.ts'
import type { Simulation } from '../simulation.ts'
import { isVisible, type Follow } from '../world/follows.ts'
import type { Transfer } from '../world/transfers.ts'

const ADMIN = 'hanyue'

function isFull(sim: Simulation, takeover: string): boolean {
  const { follows, staff } = sim.world
  const limit = staff.find(takeover)?.customerLimit ?? 0
  // The span counts ended relations too, so the exact count is taken only near the limit.
  return follows.span(takeover) >= limit && follows.count(takeover) >= limit
}

export function takerIsFull(sim: Simulation, takeover: string): boolean {
  return isFull(sim, takeover)
}

function newRelation(sim: Simulation, transfer: Transfer, old: Follow | undefined): Follow {
  const kept =
    sim.corp.transferKeepsNotes && old
      ? {
          remark: old.remark,
          description: old.description,
          tagIds: old.tagIds,
          remarkMobiles: old.remarkMobiles,
        }
      : {}
  return {
    userid: transfer.takeover,
    externalUserid: transfer.externalUserid,
    state: 'active',
    remark: '',
    description: '',
    createtime: Math.floor(transfer.dueAtMs / 1000),
    tagIds: [],
    ownTags: [],
    remarkCorpName: '',
    remarkMobiles: [],
    operUserid: ADMIN,
    addWay: 202,
    ...kept,
  }
}

function fail(
  sim: Simulation,
  transfer: Transfer,
  reason: 'customer_refused' | 'customer_limit_exceed',
): void {
  const status = reason === 'customer_refused' ? 3 : 4
  sim.world.change({ kind: 'transfer', transfer: { ...transfer, status, takeoverTime: 0 } })
  sim.callbacks.emit(
    contactEvent.transferFailed(
      { userid: transfer.takeover, externalUserid: transfer.externalUserid },
      reason,
    ),
  )
}

function finish(sim: Simulation, transfer: Transfer): void {
  const { follows, transfers } = sim.world
  const { externalUserid, handover, takeover } = transfer
  if (isFull(sim, takeover)) return fail(sim, transfer, 'customer_limit_exceed')
  const old = follows.find(handover, externalUserid)
  const held = follows.find(takeover, externalUserid)
  const wasFriend = held !== undefined && isVisible(held)
  const gaveAway = transfers.of(externalUserid).some((one) => one.handover === takeover && one.status === 1)
  sim.world.change({
    kind: 'transfer',
    transfer: { ...transfer, status: 1, takeoverTime: Math.floor(transfer.dueAtMs / 1000) },
  })
  if (old) sim.world.change({ kind: 'follow', follow: { ...old, state: 'gone' } })
  if (!wasFriend) sim.world.change({ kind: 'follow', follow: newRelation(sim, transfer, old) })
  if (!wasFriend && !gaveAway)
    sim.callbacks.emit(contactEvent.added({ userid: takeover, externalUserid }, {}))
  if (transfer.family === 'onjob')
    sim.callbacks.emit(
      contactEvent.deletedByStaff({ userid: handover, externalUserid }, 'DELETE_BY_TRANSFER'),
    )
}

/** Called whenever the clock has moved. */
export function settleTransfers(sim: Simulation): void {
  const due = [...sim.world.transfers.due(sim.world.clock.now())].sort((a, b) => a.dueAtMs - b.dueAtMs)
  for (const transfer of due) finish(sim, transfer)
}

/** The customer says no. On the job they stay with the giver; after a resignation they are lost. */
export function refuseTransfer(sim: Simulation, externalUserid: string, takeover?: string): boolean {
  const open = sim.world.transfers
    .of(externalUserid)
    .find((one) => one.status === 2 && (takeover === undefined || one.takeover === takeover))
  if (!open) return false
  fail(sim, open, 'customer_refused')
  const old = sim.world.follows.find(open.handover, externalUserid)
  if (open.family === 'resigned' && old)
    sim.world.change({ kind: 'follow', follow: { ...old, state: 'gone' } })
  return true
}
