import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import pg from 'pg'
import type { Dialect } from './dialect.ts'
import { openConnection } from './sqlite-connection.ts'
import { filePath } from './sqlite-file.ts'
import { toSqlite } from './sqlite-values.ts'

/** What the migration runner needs of either database. */
export interface MigrationConnection {
  dialect: Dialect
  /** Opens the transaction that keeps every other process out until it ends. */
  begin(): Promise<void>
  script(sql: string): Promise<void>
  all(sql: string, params: unknown[]): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

const WAIT_MS = 30_000
/** Any number, as long as every version of the program uses the same. */
export const ADVISORY_LOCK = 72_707_369

export function openForMigration(dialect: Dialect, url: string): Promise<MigrationConnection> {
  return dialect === 'sqlite' ? openSqlite(url) : openPostgres(url)
}

async function openSqlite(url: string): Promise<MigrationConnection> {
  const path = filePath(url)
  mkdirSync(dirname(path), { recursive: true })
  // Keys off, and before BEGIN: Prisma rebuilds a table by copy and drop, and the drop would delete the children
  const connection = await openConnection(path, {
    pragmas: 'PRAGMA journal_mode=WAL; PRAGMA foreign_keys=OFF;',
    busyTimeoutMs: WAIT_MS,
  })
  return {
    dialect: 'sqlite',
    begin: () => connection.script('BEGIN IMMEDIATE'),
    script: connection.script,
    all: (sql, params) => connection.all(sql, params.map(toSqlite)),
    close: connection.close,
  }
}

async function openPostgres(url: string): Promise<MigrationConnection> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: WAIT_MS })
  // a server that goes away fails the statement under way; the event beside it would end the process unexplained
  client.on('error', () => undefined)
  await client.connect()
  return {
    dialect: 'postgresql',
    begin: async () => void (await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})`)),
    script: async (sql) => void (await client.query(sql)),
    all: async (sql, params) => {
      const { rows } = await client.query<Record<string, unknown>>(sql, params)
      return rows
    },
    close: () => client.end(),
  }
}
