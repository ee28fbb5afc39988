import pg from 'pg'
import { exactNumber } from './sqlite-values.ts'
import type { SqlParam } from './sql.ts'

/** A Date would be written in the machine's time zone: columns are `timestamp` in UTC, so we write the UTC text. */
export function toPostgres(value: SqlParam): string | number | boolean | null | Uint8Array {
  if (value instanceof Date) return value.toISOString().replace('Z', '')
  if (typeof value === 'bigint') return value.toString()
  // PostgreSQL refuses NUL in text (22021) where SQLite keeps it
  if (typeof value === 'string' && value.includes('\0')) return value.replaceAll('\0', '')
  if (value === undefined) throw new Error('cannot bind undefined; pass null')
  return value
}

/** '2026-11-22 03:04:05.6' → '2026-11-22T03:04:05.600+00:00', the form SQLite keeps. */
export function postgresTime(text: string): string {
  const [seconds = '', fraction = ''] = text.replace(' ', 'T').split('.')
  return `${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}+00:00`
}

const { INT8, NUMERIC, TIMESTAMP, BOOL, JSON: JSON_TYPE, JSONB } = pg.types.builtins
const asText = (text: string): string => text

const parsers = new Map<number, (text: string) => unknown>([
  [INT8, (text) => exactNumber(BigInt(text))],
  [NUMERIC, Number],
  [TIMESTAMP, postgresTime],
  [BOOL, (text) => (text === 't' ? 1 : 0)],
  [JSON_TYPE, asText],
  [JSONB, asText],
])

/** Values in the same form SQLite gives them, see SqlValue. */
export const postgresTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : parsers.get(oid)) ?? pg.types.getTypeParser(oid, 'text'),
}
