/** WeCom's limit for the members behind one contact way (41041). */
export const MOST_BEHIND_CODE = 100

/** One member behind a live code, with what today has brought so far. */
export interface DutyRow {
  userid: string
  /** In service, with the customer-contact function. */
  isWorking: boolean
  isSpare: boolean
  /** '1' Monday … '7' Sunday. */
  weekdays: string
  /** Minutes of the day; a slot may pass midnight. Equal ones mean the whole day. */
  fromMinute: number
  toMinute: number
  capPerDay: number | null
  addedToday: number
}

export interface DutyTime {
  weekday: number
  minute: number
}

/** Why these: WeCom does not take a code with nobody behind it, so somebody always stands there while anybody can. */
export type DutyReason = 'on-duty' | 'spare' | 'over-cap' | 'out-of-hours' | 'nobody'

export interface Duty {
  userids: string[]
  reason: DutyReason
}

const MINUTES_OF_DAY = 1440

/** Monday is 1. China has one zone, so a day of the calendar is a fixed shift away. */
export function dutyTimeOf(nowMs: number): DutyTime {
  const local = new Date(nowMs + 8 * 3_600_000)
  return {
    weekday: ((local.getUTCDay() + 6) % 7) + 1,
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
  }
}

export function isInSlot(row: Pick<DutyRow, 'weekdays' | 'fromMinute' | 'toMinute'>, at: DutyTime): boolean {
  const { fromMinute, toMinute, weekdays } = row
  const before = at.weekday === 1 ? 7 : at.weekday - 1
  const has = (day: number): boolean => weekdays.includes(String(day))
  if (fromMinute === toMinute) return has(at.weekday)
  if (fromMinute < toMinute) return has(at.weekday) && at.minute >= fromMinute && at.minute < toMinute
  // What began yesterday lasts until the morning.
  return (has(at.weekday) && at.minute >= fromMinute) || (has(before) && at.minute < toMinute)
}

/** Whom WeCom may give the next newcomer to: those on duty with room, then the spare ones, then whoever there is. */
export function staffOnDuty(rows: readonly DutyRow[], at: DutyTime): Duty {
  const working = rows.filter((row) => row.isWorking)
  const hasRoom = (row: DutyRow): boolean => row.capPerDay === null || row.addedToday < row.capPerDay
  const regular = working.filter((row) => !row.isSpare)
  const inSlot = regular.filter((row) => isInSlot(row, at))
  const spare = working.filter((row) => row.isSpare && hasRoom(row))
  const ways: readonly (readonly [DutyReason, readonly DutyRow[]])[] = [
    ['on-duty', inSlot.filter(hasRoom)],
    ['spare', spare],
    ['over-cap', inSlot],
    ['out-of-hours', working],
  ]
  for (const [reason, found] of ways)
    if (found.length > 0) return { userids: found.map((row) => row.userid).sort(), reason }
  return { userids: [], reason: 'nobody' }
}

/** '09:30' for a minute of the day; 1440 is '24:00'. */
export function clockText(minute: number): string {
  const part = (value: number): string => String(value).padStart(2, '0')
  return `${part(Math.floor(minute / 60))}:${part(minute % 60)}`
}

export function isMinute(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MINUTES_OF_DAY
}
