import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseError, transactionEnded } from './database-error.ts'
import { createMutex, type Release } from './mutex.ts'
import { assumeLargeTables, readFigures } from './planner-figures.ts'
import { openConnection, type SqliteConnection, type SqliteRow } from './sqlite-connection.ts'
import type { SqliteValue } from './sqlite-values.ts'

/**
 * A SQLite file with one writer and several readers (WAL). Whoever writes holds the mutex, so that a statement of
 * one request never lands in the open transaction of another and disappears with its rollback.
 */
export interface SqliteFile {
  /** On a reader connection: sees everything whose write has been awaited. */
  read(sql: string, args: readonly SqliteValue[]): Promise<SqliteRow[]>
  /** One writing statement that gives rows (RETURNING), in its own transaction. */
  writeRows(sql: string, args: readonly SqliteValue[]): Promise<SqliteRow[]>
  /** One writing statement, in its own transaction; number of rows changed. */
  write(sql: string, args: readonly SqliteValue[]): Promise<number>
  script(sql: string): Promise<void>
  /** Counts tables that have grown and tells every connection. */
  optimize(): Promise<void>
  /** BEGIN IMMEDIATE on the writer. End it with exactly one of commit and rollback. */
  begin(): Promise<SqliteTransaction>
  close(): Promise<void>
}

/** The writer while its transaction is open. Statements that come late are refused, not run outside of it. */
export interface SqliteTransaction {
  all(sql: string, args: readonly SqliteValue[]): Promise<SqliteRow[]>
  run(sql: string, args: readonly SqliteValue[]): Promise<number>
  commit(): Promise<void>
  rollback(): Promise<void>
}

// mmap: most of a random read was the copy of pages from the system's cache. They are shared with it, not held by us.
const COMMON =
  'PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA mmap_size=1073741824;'
// FULL: an acknowledged callback survives a power cut, which NORMAL does not promise in WAL mode
// A first copy touches pages all over the indexes: a file that takes them in after every 4 MB writes most of them again and
// again. Up to 64 MB wait in the log instead, which is as long as it is kept anyway.
const WRITER = `PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=16000; ${COMMON}`
const READER = `${COMMON} PRAGMA query_only=ON;`
const MEMORY = ':memory:'
const LOOK_MS = 5
/** Whoever waits behind another program hears of it within five seconds, the way to them included. */
const BUSY_MS = 4500

export async function openSqliteFile(
  url: string,
  { readers = 3, busyTimeoutMs = BUSY_MS }: { readers?: number; busyTimeoutMs?: number } = {},
): Promise<SqliteFile> {
  const path = filePath(url)
  if (path !== MEMORY) mkdirSync(dirname(path), { recursive: true })
  const writer = await openConnection(path, { pragmas: WRITER, busyTimeoutMs })
  const openReader = () => openConnection(path, { pragmas: READER, busyTimeoutMs })
  const pool: SqliteConnection[] = []
  try {
    for (let n = 0; n < readers && path !== MEMORY; n += 1) pool.push(await openReader())
  } catch (error) {
    for (const connection of [...pool, writer]) await connection.close()
    throw error
  }
  return sqliteFile(writer, pool, openReader)
}

/** The path behind `file:…`, without Prisma's query part. */
export function filePath(url: string): string {
  return url.replace(/^file:(\/\/)?/, '').replace(/\?.*$/, '')
}

function sqliteFile(
  writer: SqliteConnection,
  readers: SqliteConnection[],
  openReader: () => Promise<SqliteConnection>,
): SqliteFile {
  const mutex = createMutex()
  let lastBusy: unknown = null
  let busyCount = 0
  let optimizing: Promise<unknown> = Promise.resolve()

  /**
   * The writer's turn. Who was waiting when another program's lock outlasted the busy timeout of the one before has
   * waited as long: it fails with it, or a queue behind a lock would wait once more for each place in it.
   */
  async function turn(): Promise<Release> {
    const known = busyCount
    const release = await mutex.acquire()
    if (busyCount === known) return release
    release()
    throw lastBusy
  }

  async function heeding<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      if (error instanceof DatabaseError && error.kind === 'busy') {
        lastBusy = error
        busyCount += 1
      }
      throw error
    }
  }

  async function alone<T>(act: () => Promise<T>): Promise<T> {
    const release = await turn()
    try {
      return await heeding(act)
    } finally {
      release()
    }
  }

  async function optimize(): Promise<void> {
    const areNew = await alone(async () => {
      const before = await readFigures(writer)
      // 0x10000: every table is looked at, not only those this connection has asked since it opened
      await writer.script('PRAGMA optimize=0x10002')
      await assumeLargeTables(writer)
      if ((await readFigures(writer)) === before) return false
      await writer.script('ANALYZE sqlite_schema')
      return true
    })
    // A connection reads the figures when it opens, and may do so later only if it may write.
    if (areNew) await renewReaders()
  }

  async function renewReaders(): Promise<void> {
    for (const [n, old] of readers.entries()) {
      readers[n] = await openReader()
      await closeWhenIdle(old)
    }
  }

  return {
    read(sql, args) {
      const reader = leastBusy(readers)
      return reader ? reader.all(sql, args) : alone(() => writer.all(sql, args))
    },
    writeRows: (sql, args) => alone(() => writer.all(sql, args)),
    write: (sql, args) => alone(() => writer.run(sql, args)),
    script: (sql) => alone(() => writer.script(sql)),
    optimize() {
      const next = optimizing.then(optimize)
      optimizing = next.catch(() => undefined)
      return next
    },
    async begin() {
      const release = await turn()
      try {
        await heeding(() => writer.run('BEGIN IMMEDIATE', []))
      } catch (error) {
        release()
        throw error
      }
      return transaction(writer, release)
    },
    async close() {
      await optimizing
      const release = await mutex.acquire()
      for (const connection of [...readers, writer]) await connection.close()
      release()
    },
  }
}

async function closeWhenIdle(connection: SqliteConnection): Promise<void> {
  while (connection.pending > 0) await new Promise((next) => setTimeout(next, LOOK_MS))
  await connection.close()
}

function transaction(writer: SqliteConnection, release: Release): SqliteTransaction {
  const underWay = new Set<Promise<unknown>>()
  let isOpen = true

  function inside<T>(act: () => Promise<T>): Promise<T> {
    if (!isOpen) return Promise.reject(transactionEnded())
    const running = act()
    const settled: Promise<unknown> = running.catch(() => undefined).finally(() => underWay.delete(settled))
    underWay.add(settled)
    return running
  }

  async function end(statement: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    if (!isOpen) return
    isOpen = false
    // a statement nobody waited for would otherwise run after the end, as a transaction of its own
    await Promise.all(underWay)
    try {
      await writer.run(statement, [])
    } catch (error) {
      // a COMMIT that fails (disk full) leaves the transaction open; a ROLLBACK fails only when SQLite did it already
      if (statement === 'ROLLBACK') return
      await writer.run('ROLLBACK', []).catch(() => undefined)
      throw error
    } finally {
      release()
    }
  }

  return {
    all: (sql, args) => inside(() => writer.all(sql, args)),
    run: (sql, args) => inside(() => writer.run(sql, args)),
    commit: () => end('COMMIT'),
    rollback: () => end('ROLLBACK'),
  }
}

// A connection runs one statement at a time: a long report on one must not hold up the short reads behind it.
function leastBusy(readers: SqliteConnection[]): SqliteConnection | undefined {
  let best = readers[0]
  for (const reader of readers) if (best && reader.pending < best.pending) best = reader
  return best
}
