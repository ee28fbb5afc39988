import { existsSync } from 'node:fs'
import type { Settings } from '../../config/env.ts'
import { createCorpBook } from '../corps/corp-book.ts'
import { homeOnly } from '../corps/home-corp.ts'
import { openProof } from '../corps/prove-access.ts'
import { servedCorp } from '../features/corps.ts'
import type { CheckContext } from '../features/setup/checks/finding.ts'
import type { Clock } from '../platform/clock.ts'
import { findDamage } from '../platform/db/backup/integrity.ts'
import { openDatabase, type Database } from '../platform/db/index.ts'
import { connectionOver, openDriver } from '../platform/db/sqlite-connection.ts'
import { filePath } from '../platform/db/sqlite-file.ts'
import type { Log } from '../platform/log.ts'
import { createServiceSealer } from '../service-sealer.ts'

interface Parts {
  settings: Settings
  clock: Clock
  log: Log
  corpId: string | undefined
}

/**
 * The doctor's own way in: beside a service or without one, it applies no migration, seeds nothing and starts no work.
 * Its WeCom client knows no earlier token, so that each secret is proved.
 */
export async function openContext({
  settings,
  clock,
  log,
  corpId,
}: Parts): Promise<{ context: CheckContext; close(): Promise<void> }> {
  const found = await openExisting(settings, log)
  const sql = 'database' in found ? found.database.sql : null
  const sealer = createServiceSealer(settings)
  const book = sql ? createCorpBook({ settings, sql, sealer, clock, log }) : homeOnly(settings)
  // A database without its tables yet has no further corps.
  const corp = await servedCorp(book, corpId).catch(() => servedCorp(homeOnly(settings), corpId))
  const wecom = openProof(corp, clock)
  return {
    context: {
      corp,
      wecom,
      clock,
      origin: settings.LIUKE_ORIGIN,
      database: 'database' in found ? { sql: found.database.sql } : { sql: null, ...found },
    },
    async close() {
      wecom.close()
      if ('database' in found) await found.database.close()
    },
  }
}

async function openExisting(
  { DATABASE_URL: url }: Settings,
  log: Log,
): Promise<{ database: Database } | { missing: boolean; isDamaged?: boolean; reason: string }> {
  // Opening a file that is not there would make it.
  if (url.startsWith('file:') && !existsSync(filePath(url))) return { missing: true, reason: filePath(url) }
  try {
    const damage = url.startsWith('file:') ? await damageOf(filePath(url)) : null
    if (damage) return { missing: false, isDamaged: true, reason: damage }
    const database = await openDatabase({ url, log, as: 'guest' })
    try {
      await database.sql.all('SELECT 1 AS "one"')
      return { database }
    } catch (error) {
      await database.close()
      throw error
    }
  } catch (error) {
    return { missing: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Every page and every index, however long it takes; a start reads them for a moment only. */
async function damageOf(path: string): Promise<string | null> {
  const connection = connectionOver(await openDriver(path, { mayCreate: false }))
  return findDamage(connection).finally(() => connection.close())
}
