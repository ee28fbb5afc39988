import { existsSync } from 'node:fs'
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Clock } from '../../clock.ts'
import { UsageError } from '../../usage-error.ts'
import { openConnection } from '../sqlite-connection.ts'
import { sqliteTime } from '../sqlite-values.ts'
import { CURRENT_EPOCH } from '../epoch.ts'
import { copyOnline } from './copy-online.ts'
import { countRows, differences, type RowCounts } from './count-rows.ts'
import { forceToDisk, freeBytes, sha256Of } from './disk.ts'
import { findDamage } from './integrity.ts'

export interface BackupDone {
  path: string
  takenAt: Date
  bytes: number
  rows: RowCounts
  sha256: string
  copyMs: number
  checkMs: number
}

/**
 * Backs up a SQLite database beside whatever is using it. The copy gets its name only when it is whole, checked and on
 * the disk; next to it lies its digest for sha256sum -c. Its key is not in it.
 */
export async function backUp({
  from,
  to,
  clock,
  onProgress,
}: {
  from: string
  to: string
  clock: Clock
  onProgress?: (share: number) => void
}): Promise<BackupDone> {
  if (!existsSync(from)) throw new UsageError(`There is no database at ${from}: nothing to back up`)
  if (existsSync(to)) throw new UsageError(`${to} exists: a backup never overwrites; name another file`)
  await mkdir(dirname(to), { recursive: true })
  await assertRoom(from, dirname(to))
  const draft = `${to}.part`
  const takenAt = clock.now()
  const began = performance.now()
  try {
    const expected = await copyOnline(from, draft, onProgress ? { onProgress } : {})
    const copied = performance.now()
    const rows = await finishCopy(draft, { expected, takenAt })
    const sha256 = await sha256Of(draft)
    await forceToDisk(draft)
    await rename(draft, to)
    await writeFile(`${to}.sha256`, `${sha256}  ${basename(to)}\n`)
    await forceToDisk(to)
    const { size: bytes } = await stat(to)
    const checkMs = performance.now() - copied
    return { path: to, takenAt, bytes, rows, sha256, copyMs: copied - began, checkMs }
  } catch (error) {
    for (const end of ['', '-wal', '-shm', '-journal']) await rm(draft + end, { force: true })
    throw error
  }
}

async function assertRoom(from: string, folder: string): Promise<void> {
  const wal = existsSync(`${from}-wal`) ? (await stat(`${from}-wal`)).size : 0
  const needed = (await stat(from)).size + wal
  const free = await freeBytes(folder)
  if (free < needed)
    throw new UsageError(`${folder} has ${megabytes(free)} free, the backup needs up to ${megabytes(needed)}`)
}

/** Checks the copy, and lets it begin its own epoch: what was open in it is not done again (see epoch.ts). */
async function finishCopy(
  path: string,
  { expected, takenAt }: { expected: RowCounts; takenAt: Date },
): Promise<RowCounts> {
  // one file without a log beside it, which can be copied anywhere
  const copy = await openConnection(path, { pragmas: 'PRAGMA journal_mode=DELETE;', mayCreate: false })
  try {
    const damage = await findDamage(copy)
    if (damage) throw new Error(`The database is damaged, and so would be its backup: ${damage}`)
    const rows = await countRows(copy)
    const wrong = differences(expected, rows)
    if (wrong.length > 0) throw new Error(`The copy is not whole: ${wrong.join('; ')}`)
    if (rows.has('Epoch'))
      await copy.run(
        `INSERT INTO "Epoch" ("number", "reason", "startedAt") SELECT ${CURRENT_EPOCH} + 1, 'backup', ?`,
        [sqliteTime(takenAt)],
      )
    return rows
  } finally {
    await copy.close()
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
