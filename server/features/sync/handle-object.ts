import type { CallbackEvent, ChatEvent, ContactEvent, MemberEvent } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { syncContact } from '../contacts/sync.ts'
import type { ContactHint } from '../contacts/write-answers.ts'
import { noticeDepartures } from '../notices/index.ts'
import { syncGroup } from '../groups/sync.ts'
import { hearOf } from '../handover/index.ts'
import { renameStaff } from '../staff/rename-staff.ts'
import { syncMember, syncUnits } from '../staff/sync.ts'
import { syncTags } from '../tags/sync.ts'
import type { EventObject } from './event-object.ts'
import { POLL_JOB } from './reconcile-jobs.ts'

/** Of one group at one time; a page that is not told reads it when it is opened again. */
const TOLD_MEMBERS = 50

/** isStale: WeCom's answer does not show yet what the events say; look once more. */
export interface Handled {
  isStale: boolean
}

/** The event is a hint; what WeCom says now is the truth. Safe to do twice, late or out of order. */
export async function handleObject(
  deps: Deps,
  { corpId, kind, id }: EventObject & { corpId: string },
  events: readonly CallbackEvent[],
): Promise<Handled> {
  switch (kind) {
    case 'contact':
      return handleContact(deps, {
        corpId,
        externalUserid: id,
        events: events.filter((one) => one.kind === 'contact'),
      })
    case 'group':
      return handleGroup(deps, { corpId, chatId: id, events: events.filter((one) => one.kind === 'chat') })
    case 'member':
      return handleMember(deps, { corpId, userid: id, events: events.filter((one) => one.kind === 'member') })
    case 'tags':
      await syncTags(deps, { corpId })
      return { isStale: false }
    case 'departments':
      await syncUnits(deps, corpId)
      return { isStale: false }
    default: {
      const never: never = kind
      throw new Error(`Unknown object ${String(never)}`)
    }
  }
}

async function handleContact(
  deps: Deps,
  { corpId, externalUserid, events }: { corpId: string; externalUserid: string; events: ContactEvent[] },
): Promise<Handled> {
  const hints = events.map(hintOf)
  const { isGone, ended } = await syncContact(deps, { corpId, externalUserid, hints })
  // Nothing of the contact changes when a hand-over fails: only the event tells.
  if (events.some((event) => event.change === 'transfer-failed'))
    await hearOf(deps, { corpId, column: 'objectId', ids: [externalUserid] })
  // Shortly after a deletion the answer can still hold the relation.
  const isStale = hints.some((hint) => hint.change === 'removed-by-member') && ended === 0 && !isGone
  return { isStale }
}

function hintOf(event: ContactEvent): ContactHint {
  const { change } = event
  return {
    change: change === 'removed-by-member' || change === 'removed-by-contact' ? change : 'other',
    userid: event.userid,
    byTransfer: event.byTransfer,
    at: new Date(event.createdAt),
  }
}

async function handleGroup(
  deps: Deps,
  { corpId, chatId, events }: { corpId: string; chatId: string; events: ChatEvent[] },
): Promise<Handled> {
  const leaves = events
    .filter((event) => event.detail === 'del_member')
    .map((event) => ({
      members: event.members,
      quitScene: event.quitScene ?? null,
      at: new Date(event.createdAt),
    }))
  const dismissed = events.findLast((event) => event.change === 'dismissed')
  const { outcome, memberVersion } = await syncGroup(deps, {
    corpId,
    chatId,
    leaves,
    ...(dismissed ? { dismissedAt: new Date(dismissed.createdAt) } : {}),
  })
  deps.live.tell({ corpId, topic: 'group', id: chatId })
  // The numbers of group codes: the console names no group, and hears of none.
  deps.live.tell({ corpId, topic: 'code', id: 'groups' })
  // Pages of people who came or went show the groups they are in.
  for (const id of new Set(events.flatMap((event) => event.members).slice(0, TOLD_MEMBERS)))
    deps.live.tell({ corpId, topic: 'contact', id })
  const version = events.findLast((event) => event.currentVersion !== undefined)?.currentVersion
  if (outcome === 'gone' || outcome === 'unknown') return { isStale: false }
  return { isStale: version === undefined ? outcome === 'same' : version !== memberVersion }
}

async function handleMember(
  deps: Deps,
  { corpId, userid, events }: { corpId: string; userid: string; events: MemberEvent[] },
): Promise<Handled> {
  const renamed = events.findLast((event) => event.newUserid !== undefined)?.newUserid
  if (renamed !== undefined) await renameStaff(deps, { corpId, from: userid, to: renamed })
  const state = await syncMember(deps, { corpId, userid: renamed ?? events.at(-1)?.userid ?? userid })
  if (state === 'left') {
    deps.live.tell({ corpId, topic: 'handover', id: 'departures' })
    await noticeDepartures(deps, corpId)
    const runAt = new Date(deps.clock.nowMs() + 2_000)
    const { sql } = deps.database
    await sql.transaction((tx) =>
      deps.jobs.add(tx, {
        name: POLL_JOB,
        corpId,
        key: 'after-departure',
        payload: { corpId },
        lane: 'sync',
        runAt,
      }),
    )
  }
  return { isStale: state === 'present' && events.some((event) => event.change === 'deleted') }
}
