import {
  type ArgType,
  type ColumnType,
  ColumnTypeEnum,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'
import type { SqliteRow } from './sqlite-connection.ts'
import { assertExact, exactNumber, type SqliteValue, sqliteTime, toSqlite } from './sqlite-values.ts'

/** Prisma hands numbers and dates over as text when they come from JSON. */
export function toArgument(value: unknown, type: ArgType | undefined): SqliteValue {
  if (typeof value !== 'string') return toSqlite(value)
  switch (type?.scalarType) {
    case 'int':
    case 'bigint':
      return exactNumber(BigInt(value))
    case 'float':
    case 'decimal':
      return toSqlite(Number(value))
    case 'datetime':
      return sqliteTime(new Date(value))
    case 'boolean':
      return value === 'true' ? 1 : 0
    case 'bytes':
      return Buffer.from(value, 'base64')
    default:
      return value
  }
}

/** The driver gives rows as objects without declared types: the type of a column is what its values are. */
export function toResultSet(rows: SqliteRow[]): SqlResultSet {
  const first = rows[0]
  if (!first) return { columnNames: [], columnTypes: [], rows: [] }
  const columnNames = Object.keys(first)
  const types: (ColumnType | undefined)[] = columnNames.map(() => undefined)
  const values = rows.map((row) =>
    columnNames.map((name, n) => {
      const value = row[name] ?? null
      if (value !== null) types[n] = wider(types[n], typeOf(value))
      return value
    }),
  )
  return { columnNames, columnTypes: types.map((type) => type ?? ColumnTypeEnum.Text), rows: values }
}

function typeOf(value: string | number | Uint8Array): ColumnType {
  if (typeof value === 'string') return ColumnTypeEnum.Text
  if (typeof value !== 'number') return ColumnTypeEnum.Bytes
  assertExact(value)
  if (!Number.isInteger(value)) return ColumnTypeEnum.Double
  return Math.abs(value) <= 0x7fffffff ? ColumnTypeEnum.Int32 : ColumnTypeEnum.Int64
}

/** A REAL column may hold 2 in one row and 2.5 in the next. */
function wider(known: ColumnType | undefined, next: ColumnType): ColumnType {
  if (known === undefined || known === next || known === ColumnTypeEnum.Int32) return next
  if (next === ColumnTypeEnum.Int32) return known
  if (known === ColumnTypeEnum.Int64 && next === ColumnTypeEnum.Double) return next
  return known
}
