// The corp as the admin console would show it: apps, secrets, visible range, switches. Tests change it freely.

import type { AppIdentity } from './tokens.ts'
import type { CallbackKeys } from './callbacks/cipher.ts'
import type { Staff, StaffBook } from './world/staff.ts'
import { subtree } from './world/departments.ts'

export interface Corp {
  corpId: string
  apps: AppIdentity[]
  keys: CallbackKeys
  /** Origin of the CRM: the app's trusted domain. */
  appOrigin: string
  /** The app stands in 客户联系 → 可调用接口的应用. */
  callable: boolean
  /** `all`, or the departments (with all below) and members that the app may see. */
  visible: 'all' | { departments: number[]; userids: string[] }
  /** Addresses that may call; `any` switches the check off. */
  trustedIps: 'any' | string[]
  /** The contact-sync secret may not read details from a new address (48009). */
  syncDetailsClosed: boolean
  /** Sources disagree on the type of a moment's create_time. */
  momentTimesAsText: boolean
  /** How far WeCom's clock is ahead of the world's, as its answers say. */
  dateSkewMs: number
  /** How long WeCom hands out the tasks of a mass message or a moment: 41063 and 41079 until then. */
  dispatchMs: number
  /** Mass messages that one customer or group may get a day and a week; 0 means no such rule. The month always counts. */
  massPerDay: number
  massPerWeek: number
  /** Corp moments that a customer sees in a month; the client's number is not published, so 0 (all) at first. */
  momentsPerMonth: number
  /** A group with so many members takes nobody by a code; the client's number. */
  groupFull: number
  /** Contact ways and join ways together. */
  wayQuota: number
  /** Newcomers that acquisition links may bring, and the rest at which the corp is warned. */
  acquisitionTotal: number
  acquisitionLow: number
  /** Unpublished: whether remark and tags of the old relation survive a hand-over. */
  transferKeepsNotes: boolean
}

export interface Credentials {
  corpId: string
  agentId: number
  agentSecret: string
  directorySecret: string
  callbackToken: string
  callbackAesKey: string
}

/** Invented values of the demo company. */
export const DEMO_CREDENTIALS: Credentials = {
  corpId: 'wwlanyue00fake0001',
  agentId: 1000002,
  agentSecret: 'LANYUE-AGENT-SECRET-FAKE',
  directorySecret: 'LANYUE-DIRECTORY-SECRET-FAKE',
  callbackToken: 'LanyueDemoToken',
  callbackAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
}

export function createCorp(credentials: Credentials, appOrigin: string): Corp {
  const { agentId, corpId } = credentials
  return {
    corpId,
    apps: [
      { kind: 'app', agentId, secret: credentials.agentSecret },
      { kind: 'directory', agentId: 0, secret: credentials.directorySecret },
    ],
    keys: { token: credentials.callbackToken, encodingAesKey: credentials.callbackAesKey, receiveId: corpId },
    appOrigin,
    callable: true,
    visible: 'all',
    trustedIps: 'any',
    syncDetailsClosed: false,
    momentTimesAsText: false,
    dateSkewMs: 0,
    transferKeepsNotes: false,
    dispatchMs: 1000,
    massPerDay: 1,
    massPerWeek: 0,
    momentsPerMonth: 0,
    groupFull: 200,
    wayQuota: 500_000,
    acquisitionTotal: 1000,
    acquisitionLow: 50,
  }
}

export function visibleDepartments(corp: Corp): 'all' | ReadonlySet<number> {
  if (corp.visible === 'all') return 'all'
  return new Set(corp.visible.departments.flatMap((id) => subtree(id).map((one) => one.id)))
}

/** Members who have left are in nobody's range. */
export function inRange(corp: Corp, staff: Staff): boolean {
  if (staff.status === 5) return false
  if (corp.visible === 'all') return true
  const departments = visibleDepartments(corp)
  if (corp.visible.userids.includes(staff.userid)) return true
  return departments === 'all' || staff.departments.some((id) => departments.has(id))
}

/** A member's range, decided once for a whole answer instead of once for each row. */
export function rangeOf(corp: Corp, book: StaffBook): (userid: string) => boolean {
  const known = new Map<string, boolean>()
  return (userid) => {
    const held = known.get(userid)
    if (held !== undefined) return held
    const staff = book.find(userid)
    const seen = staff !== undefined && inRange(corp, staff)
    known.set(userid, seen)
    return seen
  }
}
