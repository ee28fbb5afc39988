import { MOST_BEHIND_CODE } from '../../../../../server/domain/live-code-duty.ts'
import type { CodeDetail, CodeInput, CodeStaffInput, StaffChoices } from '../../../../api/live-codes.ts'
import { draftOf, problemsOf, settingOf, type Draft as WelcomeDraft } from '../welcome/welcome-draft.ts'

export interface StaffDraft extends CodeStaffInput {
  name: string
  isWorking: boolean
  addedToday: number
  isOnDuty: boolean
}

export interface CodeDraft {
  name: string
  channelId: string
  skipVerify: boolean
  remarkTail: string
  tagIds: string[]
  state: string
  welcome: WelcomeDraft
  staff: StaffDraft[]
}

export function draftOfCode(code: CodeDetail | null): CodeDraft {
  const welcome = code?.welcome ?? null
  return {
    name: code?.name ?? '',
    channelId: code?.channelId ?? '',
    skipVerify: code?.skipVerify ?? true,
    remarkTail: code?.remarkTail ?? '',
    tagIds: [...(code?.tagIds ?? [])],
    state: '',
    welcome: draftOf(welcome === null ? null : { isOn: true, ...welcome }),
    staff: (code?.staff ?? []).map((one) => ({ ...one })),
  }
}

export function newStaff(staffId: string, name: string): StaffDraft {
  return {
    staffId,
    name,
    isSpare: false,
    weekdays: '1234567',
    fromMinute: 0,
    toMinute: 1440,
    capPerDay: null,
    isWorking: true,
    addedToday: 0,
    isOnDuty: false,
  }
}

/** The rows with everybody of a unit who is not there yet, as far as WeCom lets a code have them. */
export function withUnit(
  rows: readonly StaffDraft[],
  { items, total }: StaffChoices,
): { rows: StaffDraft[]; added: number; isCut: boolean } {
  const held = new Set(rows.map((row) => row.staffId))
  const fresh = items.filter((one) => !held.has(one.id))
  const taken = fresh.slice(0, Math.max(0, MOST_BEHIND_CODE - rows.length))
  return {
    rows: [...rows, ...taken.map((one) => newStaff(one.id, one.name))],
    added: taken.length,
    isCut: taken.length < fresh.length || total > items.length,
  }
}

/** Which fields the server would refuse. */
export function faultsOf(draft: CodeDraft): {
  name: boolean
  channel: boolean
  staff: boolean
  welcome: boolean
} {
  const welcome = draft.welcome.isOn && Object.values(problemsOf(draft.welcome)).some((text) => text !== '')
  return {
    name: draft.name.trim() === '',
    channel: draft.channelId === '',
    staff: !draft.staff.some((one) => !one.isSpare),
    welcome,
  }
}

export function inputOf(draft: CodeDraft): CodeInput & { state?: string } {
  const { channelId, remarkTail, skipVerify, state, tagIds } = draft
  const { text, link } = settingOf(draft.welcome)
  return {
    name: draft.name.trim(),
    channelId,
    remarkTail: remarkTail.trim(),
    skipVerify,
    tagIds,
    welcome: draft.welcome.isOn ? { text, link } : null,
    staff: draft.staff.map(({ staffId, isSpare, weekdays, fromMinute, toMinute, capPerDay }) => ({
      staffId,
      isSpare,
      weekdays: weekdays || '1234567',
      fromMinute,
      toMinute,
      capPerDay,
    })),
    ...(state.trim() === '' ? {} : { state: state.trim() }),
  }
}

/** '09:30' of a time field; midnight at the end of a day is 1440. */
export function minuteOf(text: string, isEnd: boolean): number {
  const [hours = '0', minutes = '0'] = text.split(':')
  const minute = Number(hours) * 60 + Number(minutes)
  return isEnd && minute === 0 ? 1440 : minute
}

export function timeText(minute: number): string {
  const part = (value: number): string => String(value).padStart(2, '0')
  return `${part(Math.floor(minute / 60) % 24)}:${part(minute % 60)}`
}
