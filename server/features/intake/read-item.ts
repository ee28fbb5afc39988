import type { z } from 'zod'
import { holdsUnstorable } from '../../platform/plain-text.ts'
import {
  intakeItem,
  intakeKinds,
  isKnownKind,
  otherKind,
  type IntakePerson,
  type IntakeResult,
  type RefusalReason,
} from './contract.ts'
import { reasonOf } from './reasons.ts'

/** An item that passed its schema. */
export interface Item {
  kind: string
  id: string
  at: Date
  person: IntakePerson
  /** Of the kind's schema. */
  data: Record<string, unknown>
}

export type ReadItem = { item: Item } | { refused: IntakeResult }

const DAY_MS = 86_400_000
const EARLIEST = Date.parse('1980-01-01T00:00:00Z')

/** One item of a batch, checked by itself: what is wrong with it refuses nobody else. */
export function readItem(
  raw: unknown,
  nowMs: number,
  { isOfMany = false }: { isOfMany?: boolean | undefined } = {},
): ReadItem {
  const head = intakeItem.safeParse(raw)
  if (!head.success)
    return refuse(
      raw,
      head.error.issues.map((issue) => ({ ...issue, reason: reasonOf(issue, raw) })),
    )
  const { kind, id, person } = head.data
  const at = new Date(head.data.at)
  if (at.getTime() > nowMs + DAY_MS)
    return refuse(raw, [{ path: ['at'], message: 'is in the future', reason: 'future' }])
  if (at.getTime() < EARLIEST)
    return refuse(raw, [{ path: ['at'], message: 'is before 1980', reason: 'too-old' }])
  const schema = isKnownKind(kind) ? intakeKinds[kind] : otherKind
  const data = schema.safeParse(head.data.data)
  if (!data.success)
    return refuse(
      raw,
      data.error.issues.map((issue) => ({
        path: ['data', ...issue.path],
        message: issue.message,
        reason: reasonOf(issue, head.data.data),
      })),
    )
  if (holdsUnstorable(head.data))
    return refuse(raw, [{ path: [], message: 'holds a NUL character or half of a character', reason: 'nul' }])
  if (isOfMany && person.customerId !== undefined && person.system === undefined)
    return refuse(raw, [
      {
        path: ['person', 'system'],
        message: 'is missing: the files of many systems come this way, so say whose customer id it is',
        reason: 'missing',
      },
    ])
  if (!namesSomebody(person) && kind !== 'stock')
    return refuse(raw, [
      {
        path: ['person'],
        message:
          'needs at least one key: phone, unionid, externalUserid, openid, customerId, memberNo, plate or vin',
        reason: 'nobody',
      },
    ])
  return { item: { kind, id, at, person, data: data.data } }
}

/** The scope of a key names nobody by itself. */
function namesSomebody({ appid: _appid, system: _system, ...rest }: IntakePerson): boolean {
  return Object.keys(rest).length > 0
}

interface Issue extends Pick<z.core.$ZodIssue, 'path' | 'message'> {
  reason: RefusalReason
}

function refuse(raw: unknown, issues: readonly Issue[]): ReadItem {
  return {
    refused: {
      kind: wordOf(raw, 'kind'),
      id: wordOf(raw, 'id'),
      result: 'refused',
      errors: issues
        .slice(0, 20)
        .map(({ path, message, reason }) => ({ path: path.join('.'), message, reason })),
    },
  }
}

/** What an unfit item calls itself, as far as it can be shown. */
function wordOf(raw: unknown, name: 'kind' | 'id'): string {
  if (typeof raw !== 'object' || raw === null || !(name in raw)) return ''
  const value = (raw as Record<string, unknown>)[name]
  return typeof value === 'string' ? value.replace(/\0|\p{Surrogate}/gu, '').slice(0, 128) : ''
}

/** The same text for the same content, in whatever order its fields came. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) && !(part instanceof Date)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
