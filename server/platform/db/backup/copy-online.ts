import type sqlite3 from 'sqlite3'
import { fromSqlite } from '../database-error.ts'
import { connectionOver, openDriver } from '../sqlite-connection.ts'
import { countRows, type RowCounts } from './count-rows.ts'

/** 4 MiB of 4 KiB pages a step: some hundred steps for a big company, each a few milliseconds. */
const PAGES_A_STEP = 1024

// What @types leave out of npm sqlite3: https://github.com/TryGhost/node-sqlite3/wiki (Database#backup)
interface OnlineBackup {
  readonly completed: boolean
  readonly remaining: number
  readonly pageCount: number
  step(pages: number, done: (error: Error | null) => void): void
  finish(done: (error: Error | null) => void): void
}
type Driver = sqlite3.Database & { backup(file: string, done: (error: Error | null) => void): OnlineBackup }

/**
 * Copies a database that others may be writing to, as of the moment it begins, and counts its rows as of then.
 * By itself SQLite starts the copy anew at every commit of another process, and a busy service would never let it end;
 * here the source holds one read transaction, which in WAL mode hinders no writer.
 */
export async function copyOnline(
  from: string,
  to: string,
  { onProgress }: { onProgress?: (share: number) => void } = {},
): Promise<RowCounts> {
  const driver = (await openDriver(from, { mayCreate: false })) as Driver
  driver.configure('busyTimeout', 5000)
  const source = connectionOver(driver)
  try {
    await source.script('BEGIN; SELECT count(*) FROM "sqlite_master"')
    const backup = await new Promise<OnlineBackup>((done, fail) => {
      const begun = driver.backup(to, (error) => (error ? fail(fromSqlite(error)) : done(begun)))
    })
    try {
      while (!backup.completed) {
        await settled((done) => backup.step(PAGES_A_STEP, done))
        if (backup.pageCount > 0) onProgress?.(1 - backup.remaining / backup.pageCount)
      }
    } finally {
      await settled((done) => backup.finish(done))
    }
    return await countRows(source)
  } finally {
    await source.close()
  }
}

function settled(act: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((done, fail) => act((error) => (error ? fail(fromSqlite(error)) : done())))
}
