import type { Settings } from '../../config/env.ts'
import { systemClock } from '../platform/clock.ts'
import { beginEpoch } from '../platform/db/epoch.ts'
import { openDatabase } from '../platform/db/index.ts'
import { migrate } from '../platform/db/migrate.ts'

/** After a restore by other means (pg_restore, a copied file): nothing open in it may be done again by itself. */
export async function markRestored({ DATABASE_URL: url }: Settings): Promise<number> {
  await migrate(url)
  const database = await openDatabase({ url, log: { warn: () => undefined }, poolSize: 1 })
  try {
    await beginEpoch(database.sql, systemClock, 'restored')
  } finally {
    await database.close()
  }
  process.stdout.write(
    'Marked: the next start holds what was open, ends all sessions and begins a full sync\n',
  )
  return 0
}
