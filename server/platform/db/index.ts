import pg from 'pg'
import { type Db, postgresClient, sqliteClient } from './client.ts'
import { type Dialect, dialectOf } from './dialect.ts'
import { createNotices, type Notices } from './notices.ts'
import { lockFile } from './owner-lock.ts'
import { postgresSql } from './postgres-sql.ts'
import type { Sql } from './sql.ts'
import { filePath, openSqliteFile } from './sqlite-file.ts'
import { sqliteSql } from './sqlite-sql.ts'

export type { Db, Tx } from './client.ts'
export type { Dialect } from './dialect.ts'
export type { Notices } from './notices.ts'
export type { Sql, SqlParam, SqlRow, SqlTx, SqlValue } from './sql.ts'

export interface Database {
  readonly dialect: Dialect
  /** The typed Prisma client. */
  readonly db: Db
  /** The narrow raw helper for hot paths. */
  readonly sql: Sql
  /** True when no other process may work on this database: a SQLite file that we hold. */
  readonly isAlone: boolean
  /** What other processes tell; null where there are none, or where nothing is told. */
  readonly notices: Notices | null
  /**
   * Gives the planner fresh figures about tables that have grown. PostgreSQL looks by itself as well, but too late for
   * who opens a list right after the first sync.
   */
  optimize(): Promise<void>
  close(): Promise<void>
}

interface OpenOptions {
  url: string
  log: { warn(detail: object, message: string): void }
  /**
   * SQLite: 'owner' (the service) refuses to start while another owner runs; 'guest' is for a command line beside it,
   * which may read and enqueue but runs no jobs.
   */
  as?: 'owner' | 'guest'
  /** PostgreSQL: connections of this process, beside the one that listens. */
  poolSize?: number
  /** PostgreSQL: how the server's views name our connections. */
  applicationName?: string
}

/** No statement of the service comes near it; one that does holds up everybody else. */
const STATEMENT_TIMEOUT_MS = 60_000
/** Nothing but the database is awaited inside a transaction: who is silent this long is frozen, and holds locks. */
const SILENT_TIMEOUT_MS = 10_000
const CONNECT_TIMEOUT_MS = 10_000

/** Opens a migrated database (see migrate.ts). */
export async function openDatabase({
  url,
  log,
  as = 'owner',
  poolSize = 10,
  applicationName = 'liuke',
}: OpenOptions): Promise<Database> {
  if (dialectOf(url) === 'sqlite') return openSqlite(url, as)
  return openPostgres(url, { poolSize, applicationName, log })
}

async function openSqlite(url: string, as: 'owner' | 'guest'): Promise<Database> {
  const lock = as === 'owner' ? await lockFile(filePath(url)) : null
  try {
    const file = await openSqliteFile(url)
    const db = sqliteClient(file)
    return {
      dialect: 'sqlite',
      db,
      sql: sqliteSql(file),
      isAlone: lock !== null,
      notices: null,
      optimize: () => file.optimize(),
      async close() {
        await db.$disconnect()
        await file.close()
        await lock?.release()
      },
    }
  } catch (error) {
    await lock?.release()
    throw error
  }
}

async function openPostgres(
  url: string,
  { poolSize, applicationName, log }: Required<Omit<OpenOptions, 'url' | 'as'>>,
): Promise<Database> {
  const reach = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  }
  const pool = new pg.Pool({
    ...reach,
    max: poolSize,
    application_name: applicationName,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: SILENT_TIMEOUT_MS,
  })
  // An idle connection that breaks (server restart) is replaced by the pool; one in use fails its statement. Without a
  // listener of its own either would end the process.
  pool.on('error', (error) =>
    log.warn({ err: error }, 'An idle database connection broke; the pool opens a new one'),
  )
  pool.on('connect', (client) => client.on('error', () => undefined))
  const notices = createNotices({ ...reach, application_name: `${applicationName} listen` }, log)
  const db = postgresClient(pool)
  return {
    dialect: 'postgresql',
    db,
    sql: postgresSql(pool),
    isAlone: false,
    notices,
    optimize: async () => void (await pool.query('ANALYZE')),
    async close() {
      await notices.close()
      await db.$disconnect()
      await pool.end()
    },
  }
}
