import sqlite3 from 'sqlite3'
import { fromSqlite } from './database-error.ts'
import type { SqliteValue } from './sqlite-values.ts'

export type SqliteRow = Record<string, SqliteValue>

/** One connection with a statement cache. Rejects where the driver would throw an uncaught event. */
export interface SqliteConnection {
  all(sql: string, args: readonly SqliteValue[]): Promise<SqliteRow[]>
  /** Number of rows changed. */
  run(sql: string, args: readonly SqliteValue[]): Promise<number>
  /** Several statements, without parameters. */
  script(sql: string): Promise<void>
  close(): Promise<void>
  /** Statements under way or waiting. */
  readonly pending: number
}

const CACHED_STATEMENTS = 200

export async function openConnection(
  file: string,
  {
    pragmas,
    busyTimeoutMs = 5000,
    mayCreate = true,
  }: { pragmas: string; busyTimeoutMs?: number; mayCreate?: boolean },
): Promise<SqliteConnection> {
  const db = await openDriver(file, { mayCreate })
  db.configure('busyTimeout', busyTimeoutMs)
  const connection = connectionOver(db)
  try {
    await connection.script(pragmas)
  } catch (error) {
    await connection.close()
    throw error
  }
  return connection
}

/** The bare driver, for what the connection does not offer (online backup, interrupt). */
export function openDriver(file: string, { mayCreate }: { mayCreate: boolean }): Promise<sqlite3.Database> {
  const mode = sqlite3.OPEN_READWRITE | sqlite3.OPEN_FULLMUTEX | (mayCreate ? sqlite3.OPEN_CREATE : 0)
  return new Promise((done, fail) => {
    const opened = new sqlite3.Database(file, mode, (error) =>
      error ? fail(cannotOpen(file, error)) : done(opened),
    )
  })
}

export function connectionOver(db: sqlite3.Database): SqliteConnection {
  const statements = new Map<string, Promise<sqlite3.Statement>>()
  const dropped: sqlite3.Statement[] = []
  let pending = 0

  function prepare(sql: string): Promise<sqlite3.Statement> {
    const known = statements.get(sql)
    if (known) {
      // Map order is age: taking it out and in again keeps it from being the oldest
      statements.delete(sql)
      statements.set(sql, known)
      return known
    }
    const made = new Promise<sqlite3.Statement>((done, fail) => {
      const statement = db.prepare(sql, (error) => (error ? fail(error) : done(statement)))
    })
    statements.set(sql, made)
    made.catch(() => statements.delete(sql))
    dropOldest()
    return made
  }

  function dropOldest(): void {
    if (statements.size <= CACHED_STATEMENTS) return
    const [oldest] = statements
    if (!oldest) return
    statements.delete(oldest[0])
    oldest[1].then((statement) => dropped.push(statement)).catch(() => undefined)
  }

  // The driver finalizes on the main thread, where it would wait for whatever statement of the connection is running.
  function finalizeDropped(): void {
    if (pending > 0) return
    for (const statement of dropped.splice(0)) statement.finalize()
  }

  async function use<T>(sql: string, act: (statement: sqlite3.Statement) => Promise<T>): Promise<T> {
    pending += 1
    try {
      return await act(await prepare(sql))
    } catch (error) {
      throw fromSqlite(error)
    } finally {
      pending -= 1
      finalizeDropped()
    }
  }

  return {
    get pending() {
      return pending
    },
    all: (sql, args) => use(sql, (statement) => allRows(statement, args)),
    run: (sql, args) =>
      use(sql, async (statement) =>
        givesRows(sql) ? (await allRows(statement, args)).length : changedRows(statement, args),
      ),
    script: (sql) =>
      new Promise((done, fail) => db.exec(sql, (error) => (error ? fail(fromSqlite(error)) : done()))),
    async close() {
      const open = await Promise.allSettled(statements.values())
      statements.clear()
      for (const entry of open) if (entry.status === 'fulfilled') entry.value.finalize()
      for (const statement of dropped.splice(0)) statement.finalize()
      await new Promise<void>((done, fail) => db.close((error) => (error ? fail(fromSqlite(error)) : done())))
    },
  }
}

// A statement stepped to its end needs no reset; after an error, or with rows left (RETURNING), it would keep its lock.
function allRows(statement: sqlite3.Statement, args: readonly SqliteValue[]): Promise<SqliteRow[]> {
  return new Promise((done, fail) => {
    statement.all<SqliteRow>(args, (error, rows) => {
      if (!error) return done(rows)
      statement.reset()
      fail(error)
    })
  })
}

// Run without being read to its end such a statement would stay open, and no COMMIT of its connection succeed any more.
function givesRows(sql: string): boolean {
  return /^\s*PRAGMA\b|\bRETURNING\b/i.test(sql)
}

function changedRows(statement: sqlite3.Statement, args: readonly SqliteValue[]): Promise<number> {
  return new Promise((done, fail) => {
    statement.run(args, function (error) {
      const changes = this.changes
      if (error) {
        statement.reset()
        return fail(error)
      }
      done(changes)
    })
  })
}

function cannotOpen(file: string, cause: Error): Error {
  return new Error(
    `Cannot open the database file ${file}: ${cause.message}. Check the folder and its permissions`,
    {
      cause,
    },
  )
}
