import { PGlite, type Transaction, types } from '@electric-sql/pglite'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import { postgresClientOver } from '../../server/platform/db/client.ts'
import { migrateOn } from '../../server/platform/db/migrate.ts'
import type { MigrationConnection } from '../../server/platform/db/migration-connection.ts'
import { migrationsFolder, readMigrations } from '../../server/platform/db/migrations-folder.ts'
import { fromPostgres } from '../../server/platform/db/database-error.ts'
import { postgresTime, toPostgres } from '../../server/platform/db/postgres-values.ts'
import { numberPlaceholders, type SqlParam, type SqlTx } from '../../server/platform/db/sql.ts'
import { createQueues } from '../../server/platform/jobs/carrier-schema.ts'
import { exactNumber } from '../../server/platform/db/sqlite-values.ts'
import type { TestDatabase } from './database.ts'

// PostgreSQL inside the test process, for machines without a server. It starts slowly and takes much memory, so one
// instance serves a test file and is emptied between tests.

let shared: Promise<PGlite> | null = null

async function start(): Promise<PGlite> {
  const engine = await PGlite.create()
  await migrateOn(migrationConnection(engine), readMigrations(migrationsFolder('postgresql')))
  await createQueues(async (text, values) =>
    values?.length ? engine.query(text, values) : { rows: (await engine.exec(text)).at(-1)?.rows ?? [] },
  )
  return engine
}

export async function openPglite(): Promise<TestDatabase> {
  shared ??= start()
  const engine = await shared
  await empty(engine)
  const db = postgresClientOver(new PrismaPGlite(engine))
  const ends: (() => Promise<void>)[] = []
  return {
    dialect: 'postgresql',
    beforeClose: (end) => void ends.push(end),
    url: 'pglite:',
    db,
    isAlone: false,
    notices: null,
    optimize: async () => void (await engine.exec('ANALYZE')),
    sql: {
      ...tx(engine),
      async transaction(work) {
        return await engine.transaction((inner) => work(tx(inner)))
      },
    },
    async close() {
      for (const end of ends.splice(0)) await end()
    },
  }
}

function tx(engine: PGlite | Transaction): SqlTx {
  async function query<T>(
    text: string,
    params: readonly SqlParam[],
  ): Promise<{ rows: T[]; affectedRows?: number }> {
    try {
      return await engine.query<T>(numberPlaceholders(text), params.map(toPostgres), { parsers })
    } catch (error) {
      throw fromPostgres(error)
    }
  }
  return {
    dialect: 'postgresql',
    all: async <T extends object>(text: string, params: readonly SqlParam[] = []) =>
      (await query<T>(text, params)).rows,
    run: async (text, params = []) => (await query(text, params)).affectedRows ?? 0,
  }
}

const parsers = {
  [types.INT8]: (text: string) => exactNumber(BigInt(text)),
  [types.NUMERIC]: Number,
  [types.TIMESTAMP]: postgresTime,
  [types.BOOL]: (text: string) => (text === 't' ? 1 : 0),
  [types.JSON]: (text: string) => text,
  [types.JSONB]: (text: string) => text,
}

async function empty(engine: PGlite): Promise<void> {
  const { rows } = await engine.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  )
  await engine.exec(`TRUNCATE ${rows.map(({ name }) => `"${name}"`).join(', ')} CASCADE`)
}

function migrationConnection(engine: PGlite): MigrationConnection {
  return {
    dialect: 'postgresql',
    begin: async () => void (await engine.exec('BEGIN')),
    script: async (sql) => void (await engine.exec(sql)),
    all: async (sql, params) => (await engine.query<Record<string, unknown>>(sql, params)).rows,
    close: () => engine.close(),
  }
}
