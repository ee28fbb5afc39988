import type { Clock } from '../clock.ts'
import type { SqlTx } from './sql.ts'

// A database that came back from a backup lives its next epoch: what was open when the backup was taken may have
// happened since, so that nothing of an earlier epoch is done by itself. See docs/backup.md.

export type EpochReason = 'backup' | 'restored' | 'moved'

export interface Epoch {
  number: number
  reason: EpochReason
  startedAt: string
  settledAt: string | null
}

/** For use inside a statement; a database that was never restored has no row and lives its first epoch. */
export const CURRENT_EPOCH = `(SELECT COALESCE(MAX("number"), 1) FROM "Epoch")`

/** The epoch of this database, or null for its first. */
export async function readEpoch(sql: SqlTx): Promise<Epoch | null> {
  const [latest] = await sql.all<Epoch>(
    `SELECT "number", "reason", "startedAt", "settledAt" FROM "Epoch" ORDER BY "number" DESC LIMIT 1`,
  )
  return latest ?? null
}

export async function beginEpoch(tx: SqlTx, clock: Clock, reason: EpochReason): Promise<void> {
  await tx.run(
    `INSERT INTO "Epoch" ("number", "reason", "startedAt") SELECT ${CURRENT_EPOCH} + 1, ?, ${tx.dialect === 'sqlite' ? '?' : '?::timestamp'}`,
    [reason, clock.now()],
  )
}
