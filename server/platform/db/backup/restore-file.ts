import { constants, existsSync } from 'node:fs'
import { copyFile, rename, rm } from 'node:fs/promises'
import type { Clock } from '../../clock.ts'
import { CURRENT_EPOCH } from '../epoch.ts'
import { migrate } from '../migrate.ts'
import { openConnection } from '../sqlite-connection.ts'
import { sqliteTime } from '../sqlite-values.ts'
import { forceToDisk } from './disk.ts'
import { findDamage } from './integrity.ts'

/**
 * Puts an inspected backup in the place of the database; gives where the former one went, if there was one. The caller
 * holds the owner lock. Everything that may fail happens on a copy first, so that until the last rename the former
 * database stands as it was.
 */
export async function restoreFile({
  file,
  path,
  clock,
}: {
  file: string
  path: string
  clock: Clock
}): Promise<{ formerPath: string | null }> {
  const draft = `${path}.restoring`
  await removeWithLog(draft)
  try {
    // shares the blocks where the file system can
    await copyFile(file, draft, constants.COPYFILE_FICLONE)
    await migrate(`file:${draft}`)
    await beginRestoredEpoch(draft, clock)
    await forceToDisk(draft)
  } catch (error) {
    await removeWithLog(draft)
    throw error
  }
  const formerPath = existsSync(path) ? `${path}.before-${stampOf(clock.now())}` : null
  if (formerPath) await setAside(path, formerPath)
  for (const end of ['-wal', '-shm']) await rm(path + end, { force: true })
  await rename(draft, path)
  await forceToDisk(path)
  return { formerPath }
}

async function beginRestoredEpoch(path: string, clock: Clock): Promise<void> {
  const connection = await openConnection(path, { pragmas: 'PRAGMA journal_mode=DELETE;', mayCreate: false })
  try {
    await connection.run(
      `INSERT INTO "Epoch" ("number", "reason", "startedAt") SELECT ${CURRENT_EPOCH} + 1, 'restored', ?`,
      [sqliteTime(clock.now())],
    )
    const damage = await findDamage(connection)
    if (damage) throw new Error(`The copy of the backup is damaged: ${damage}`)
  } finally {
    await connection.close()
  }
}

/** The log belongs to its database: it is folded in where that works, and otherwise moved along under the same name. */
async function setAside(path: string, formerPath: string): Promise<void> {
  const connection = await openConnection(path, {
    pragmas: 'PRAGMA wal_checkpoint(TRUNCATE);',
    mayCreate: false,
  }).catch(() => null)
  await connection?.close()
  await rename(path, formerPath)
  if (existsSync(`${path}-wal`)) await rename(`${path}-wal`, `${formerPath}-wal`)
  await forceToDisk(formerPath)
}

async function removeWithLog(path: string): Promise<void> {
  for (const end of ['', '-wal', '-shm', '-journal']) await rm(path + end, { force: true })
}

/** 20261122T205151Z: sorts by time and is allowed in file names everywhere. */
export function stampOf(time: Date): string {
  return time.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')
}
