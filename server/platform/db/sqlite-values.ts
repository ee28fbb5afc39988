import { DatabaseError } from './database-error.ts'

export type SqliteValue = string | number | null | Uint8Array

/** Dates are text in the form Prisma writes them, so that raw SQL and the client see the same order. */
export function sqliteTime(date: Date): string {
  return date.toISOString().replace('Z', '+00:00')
}

/** What npm sqlite3 binds rightly. It would bind a BigInt as NULL without a word, and an object as text. */
export function toSqlite(value: unknown): SqliteValue {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'number') return finite(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return exactNumber(value)
  if (value instanceof Date) return sqliteTime(value)
  if (value instanceof Uint8Array) return value
  throw refused(
    `cannot bind a value of type ${value === undefined ? 'undefined' : typeof value}; pass null or text`,
  )
}

export function exactNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER))
    throw refused('whole numbers beyond 2^53 lose digits in SQLite; keep them as text')
  return Number(value)
}

function finite(value: number): number {
  if (Number.isNaN(value)) throw refused('cannot bind NaN; SQLite would keep NULL')
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 63)
    throw refused('whole numbers beyond 2^53 lose digits in SQLite; keep them as text')
  return value
}

/** The driver reads integers as doubles: what is beyond 2^53 has already lost digits and must not pass for exact. */
export function assertExact(value: number): void {
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 63)
    throw refused('the row holds a whole number beyond 2^53, which cannot be read exactly from SQLite')
}

function refused(text: string): DatabaseError {
  return new DatabaseError('other', text, { code: 'LIUKE_VALUE' })
}
