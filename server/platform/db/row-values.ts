import type { SqlValue } from './sql.ts'

/** A time column of a raw row. */
export function rowTime(value: SqlValue | undefined): Date {
  const time = typeof value === 'string' ? new Date(value) : null
  if (!time || Number.isNaN(time.getTime())) throw new Error('A raw row holds no time where one was expected')
  return time
}

export function rowTimeOrNull(value: SqlValue | undefined): Date | null {
  return value === null ? null : rowTime(value)
}

/** A boolean column of a raw row. */
export function rowFlag(value: SqlValue | undefined): boolean {
  if (value === 1 || value === 0) return value === 1
  throw new Error('A raw row holds no boolean where one was expected')
}
