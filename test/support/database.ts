import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../../server/platform/db/index.ts'
import { isPostgresTheTestDatabase } from '../../config/tooling-env.ts'
import { openPglite } from './pglite.ts'
import { findServer } from './postgres-server.ts'
import { emptyPostgres, newPostgresDatabase, newSqliteFile } from './templates.ts'

/** A migrated, empty database. */
export type TestDatabase = Database & {
  /** Where a second connection may be opened. */
  url: string
  /** What uses the database and has to end before it closes. */
  beforeClose(end: () => Promise<void>): void
}

const log = { warn: () => undefined }
const server = await findServer()

/** SQLite, copied from a migrated template. Close it yourself, or use `eachDialect`. */
export async function openTestSqlite(): Promise<TestDatabase> {
  const { path, remove } = await newSqliteFile()
  const url = `file:${path}`
  const database = await openDatabase({ url, log })
  return withCleanUp(database, url, async () => remove())
}

/** A PostgreSQL database of its own. */
export async function openTestPostgres(server: string): Promise<TestDatabase> {
  const { url, remove } = await newPostgresDatabase(server)
  return withCleanUp(await openDatabase({ url, log, poolSize: 5 }), url, remove)
}

/** For tests that need just some database: SQLite, or PostgreSQL when the whole suite runs on it. */
export function openTestDatabase(): Promise<TestDatabase> {
  return isPostgresTheTestDatabase() && server ? openTestPostgres(server) : openTestSqlite()
}

/**
 * PostgreSQL databases of one test file. Making one takes a third of a second and emptying one a few milliseconds, so a
 * database that a test is through with serves the next.
 */
function postgresPool(server: string): { open(): Promise<TestDatabase>; drop(): Promise<void> } {
  const made: { url: string; remove(): Promise<void> }[] = []
  const free: string[] = []
  return {
    async open() {
      let url = free.pop()
      if (url === undefined) {
        const fresh = await newPostgresDatabase(server)
        made.push(fresh)
        url = fresh.url
      }
      const used = url
      return withCleanUp(await openDatabase({ url, log }), url, async () => {
        await emptyPostgres(used)
        free.push(used)
      })
    },
    async drop() {
      for (const { remove } of made.splice(0)) await remove()
    },
  }
}

function withCleanUp(database: Database, url: string, remove: () => Promise<void>): TestDatabase {
  const ends: (() => Promise<void>)[] = []
  return {
    ...database,
    url,
    beforeClose: (end) => void ends.push(end),
    async close() {
      for (const end of ends.splice(0)) await end()
      await database.close()
      await remove()
    },
  }
}

export interface DialectSuite {
  dialect: 'sqlite' | 'postgresql'
  /** A fresh migrated database; closed after the test. */
  open(): Promise<TestDatabase>
  /** False for the embedded PostgreSQL: one connection, so no test of several at once. */
  isConcurrent: boolean
}

/**
 * The same tests on both databases. PostgreSQL is the server of TEST_DATABASE_URL or of this machine; without one the
 * embedded PGlite, for which `isConcurrent` is false.
 */
export function eachDialect(name: string, suite: (context: DialectSuite) => void): void {
  describe(`${name} on SQLite`, () => suite(prepared('sqlite', openTestSqlite, true)))
  if (server) {
    describe(`${name} on PostgreSQL`, () => {
      const pool = postgresPool(server)
      afterAll(pool.drop)
      suite(prepared('postgresql', pool.open, true))
    })
  } else {
    describe(`${name} on embedded PostgreSQL`, () => {
      // the first start takes seconds
      beforeAll(async () => void (await openPglite()))
      suite(prepared('postgresql', openPglite, false))
    })
  }
}

function prepared(
  dialect: DialectSuite['dialect'],
  open: () => Promise<TestDatabase>,
  isConcurrent: boolean,
): DialectSuite {
  const opened: TestDatabase[] = []
  afterEach(async () => {
    for (const database of opened.splice(0)) await database.close()
  })
  return {
    dialect,
    isConcurrent,
    async open() {
      const database = await open()
      opened.push(database)
      return database
    },
  }
}
