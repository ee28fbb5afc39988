import type { Db, Tx } from './client.ts'
import { dialectOfClient } from './dialect.ts'
import { toPostgres } from './postgres-values.ts'
import { numberPlaceholders, type Sql, type SqlParam, type SqlRow, type SqlTx, type SqlValue } from './sql.ts'
import { exactNumber, sqliteTime, toSqlite } from './sqlite-values.ts'

/** Whatever a caller has open: a Prisma transaction, a raw one, or the database itself. */
export type AnyTx = Tx | Db | SqlTx | Sql

/** Raw statements inside the caller's transaction, with the same values in and out as `Sql`. */
export function sqlIn(tx: AnyTx): SqlTx {
  return '$queryRawUnsafe' in tx ? prismaTx(tx) : tx
}

function prismaTx(tx: Tx): SqlTx {
  const dialect = dialectOfClient(tx)
  const text = dialect === 'sqlite' ? (sql: string): string => sql : numberPlaceholders
  const bind: (value: SqlParam) => unknown = dialect === 'sqlite' ? toSqlite : toPostgres
  return {
    dialect,
    async all<T extends object>(sql: string, params: readonly SqlParam[] = []) {
      const rows = await tx.$queryRawUnsafe<Record<string, unknown>[]>(text(sql), ...params.map(bind))
      // the caller names the row type of the statement it wrote, as with Sql
      return rows.map(plainRow) as T[]
    },
    run: (sql, params = []) => tx.$executeRawUnsafe(text(sql), ...params.map(bind)),
  }
}

function plainRow(row: Record<string, unknown>): SqlRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))
}

// Prisma reads PostgreSQL's types; SQLite rows come as they are.
function plain(value: unknown): SqlValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return exactNumber(value)
  if (value instanceof Date) return sqliteTime(value)
  if (value instanceof Uint8Array) return value
  if (isDecimal(value)) return value.toNumber()
  return JSON.stringify(value)
}

function isDecimal(value: unknown): value is { toNumber(): number } {
  return (
    typeof value === 'object' && value !== null && 'toNumber' in value && typeof value.toNumber === 'function'
  )
}
