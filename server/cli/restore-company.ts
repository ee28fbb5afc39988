import { createInterface } from 'node:readline/promises'
import { resolve } from 'node:path'
import type { Settings } from '../../config/env.ts'
import { systemClock } from '../platform/clock.ts'
import { megabytes } from '../platform/db/backup/back-up.ts'
import { inspectBackup, type BackupFound } from '../platform/db/backup/inspect-backup.ts'
import { restoreFile } from '../platform/db/backup/restore-file.ts'
import { lockFile } from '../platform/db/owner-lock.ts'
import { filePath } from '../platform/db/sqlite-file.ts'
import { UsageError } from '../platform/usage-error.ts'
import { createServiceSealer } from '../service-sealer.ts'

/** Puts a backup in the place of the company's SQLite file, or throws why not with nothing touched. */
export async function restoreCompany(
  settings: Settings,
  { file, isSure }: { file: string; isSure: boolean },
): Promise<number> {
  const path = resolve(filePath(settings.DATABASE_URL))
  if (file === path) throw new UsageError('That file is the database itself')
  const lock = await lockFile(path)
  try {
    const found = await inspectBackup(file, { corpId: settings.WECOM_CORP_ID })
    assertKey(settings, found)
    if (!(await confirmed(found, { path, isSure }))) return 2
    const began = performance.now()
    const { formerPath } = await restoreFile({ file, path, clock: systemClock })
    process.stdout.write(`Restored in ${((performance.now() - began) / 1000).toFixed(1)} s: ${path}
${formerPath ? `The former database is kept: ${formerPath}\n` : ''}Next: npm start. It ends all sessions, holds every write to WeCom and every job that was open in the backup (console:
写入记录 / Writes; nothing is sent twice by itself), and begins a full sync, which brings the copy up to date.
`)
    return 0
  } finally {
    await lock.release()
  }
}

/** A wrong key would only show later, when the first phone number does not open. */
function assertKey(settings: Settings, { corps }: BackupFound): void {
  const corp = corps.find(({ corpId }) => corpId === settings.WECOM_CORP_ID)
  if (!corp) return
  try {
    createServiceSealer(settings).open(corp.secretsSealed)
  } catch {
    throw new UsageError(
      'LIUKE_SEALING_KEY does not open this backup: set the key of its day as LIUKE_SEALING_KEY, or as LIUKE_SEALING_KEY_OLD beside a newer one',
    )
  }
}

async function confirmed(
  found: BackupFound,
  { path, isSure }: { path: string; isSure: boolean },
): Promise<boolean> {
  const rows = [...found.rows.values()].reduce((sum, count) => sum + count, 0)
  process.stdout.write(`${found.path}: integrity ok, ${megabytes(found.bytes)}, ${rows} rows
company   ${found.corps.map(({ corpId, name }) => `${name} (${corpId})`).join(', ') || 'none yet'}
taken     ${found.takenAt ?? 'unknown: not by npm run backup'}
replaces  ${path}
`)
  if (isSure) return true
  if (process.stdin.isTTY !== true) {
    process.stderr.write('Nothing was changed. To restore it, add --yes\n')
    return false
  }
  const ask = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await ask.question('Replace the database with it? Type yes: ').finally(() => ask.close())
  return answer.trim() === 'yes'
}
