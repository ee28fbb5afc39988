import { z } from 'zod'
import { WecomError } from './error.ts'
import { isRecord } from './http.ts'
import type { InvalidRow, Page, Rows } from './types.ts'

// The border: what WeCom sends is checked here and nowhere else. Only ids are required. Everything else may be
// missing, null or of another type without costing the row, because the published shapes disagree in places.

export const id = z.string().min(1)

/** '' when absent. */
export const text = z.string().catch('')

/** undefined when absent or ''. */
export const optionalText = z.string().min(1).optional().catch(undefined)

/** Must be there: a missing errcode is not a success. */
export const anyNumber = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
])

/** What a column of whole numbers holds on both databases. */
const LARGEST = 2_147_483_647

export const isWhole = (value: number): boolean => Number.isInteger(value) && Math.abs(value) <= LARGEST

/** 0 when absent, broken or beyond everything WeCom counts. Unknown enum numbers pass. */
export const number = anyNumber.refine(isWhole).catch(0)

export const optionalNumber = anyNumber.refine(isWhole).optional().catch(undefined)

/** A place in a list, which goes to 2³² at WeCom. */
export const order = anyNumber.catch(0)

/** The last second of the year 9999: PostgreSQL reads no longer year, and none before the first. */
const LAST_SECOND = 253_402_300_799

const second = anyNumber
  .catch(0)
  .transform((seconds) => (seconds >= 0 && seconds <= LAST_SECOND ? seconds : 0))

/** Seconds, as number or text, to epoch milliseconds; 0 when absent. */
export const moment = second.transform((seconds) => seconds * 1000)

export const optionalMoment = second.transform((seconds) => (seconds > 0 ? seconds * 1000 : undefined))

/** Absent, null or not a list: []. Entries of another type are left out. */
export const texts = z
  .array(z.unknown())
  .catch([])
  .transform((values) => values.filter((value): value is string => typeof value === 'string' && value !== ''))

export const numbers = z
  .array(z.unknown())
  .catch([])
  .transform((values) => values.filter((value): value is number => typeof value === 'number'))

/** A list of things without own importance: what cannot be read is left out. */
export function looseList<Row>(schema: z.ZodType<Row>) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((values) => values.flatMap((value) => schema.safeParse(value).data ?? []))
}

/** An object that counts only when it can be read. */
export function looseObject<Row>(schema: z.ZodType<Row>) {
  return schema.optional().catch(undefined)
}

/** Leaves keys without a value out, so that "absent" has one form. */
export function compact<T extends object>(value: T): T {
  const kept: Partial<T> = {}
  for (const key in value) if (value[key] !== undefined) kept[key] = value[key]
  return kept as T
}

/** One unreadable row does not cost the others; it is reported, with its id when that much could be read. */
export function readRows<Row>(
  list: unknown,
  schema: z.ZodType<Row>,
  where: { api: string; idOf: (row: Record<string, unknown>) => unknown },
): Rows<Row> {
  const rows: Row[] = []
  const invalidRows: InvalidRow[] = []
  for (const [index, raw] of rawList(list, where.api).entries()) {
    const parsed = schema.safeParse(raw)
    if (parsed.success) rows.push(parsed.data)
    else invalidRows.push(describeInvalid(index, isRecord(raw) ? where.idOf(raw) : raw, parsed.error))
  }
  return { rows, invalidRows }
}

function describeInvalid(index: number, id: unknown, error: z.ZodError): InvalidRow {
  const issue = error.issues[0]
  const reason = issue ? `${issue.path.join('.')}: ${issue.code}` : 'unreadable'
  return typeof id === 'string' && id !== '' ? { index, id, reason } : { index, reason }
}

/** Empty lists may be left out or null. Any other type is not an answer, and must not be taken for "none". */
function rawList(list: unknown, api: string): unknown[] {
  if (list === undefined || list === null) return []
  if (Array.isArray(list)) return list
  throw unreadable(api, 'the list is not a list')
}

export function readObject<T>(value: unknown, schema: z.ZodType<T>, api: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw unreadable(api, `${issue?.path.join('.') ?? ''}: ${issue?.code ?? ''}`)
}

export function unreadable(api: string, what: string): WecomError {
  return new WecomError({ kind: 'down', api, errcode: 0, errmsg: `unreadable answer: ${what}` })
}

/** The end is an empty or an absent next_cursor. */
export function toPage<Row>(rows: Rows<Row>, cursor: unknown): Page<Row> {
  return typeof cursor === 'string' && cursor !== '' ? { ...rows, nextCursor: cursor } : rows
}
