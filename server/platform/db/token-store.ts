import type { Clock } from '../clock.ts'
import type { Leases } from '../leases.ts'
import type { Sealer } from '../seal.ts'
import { rowTime } from './row-values.ts'
import type { Sql } from './sql.ts'

/** What the WeCom client asks of a place for tokens that all processes share; times in epoch milliseconds. */
export interface TokenStore {
  read(key: string): Promise<{ value: string; expiresAt: number } | null>
  write(key: string, value: string, expiresAt: number): Promise<void>
  /** One at a time for a key, over all processes: whoever comes second finds the token of the first. */
  exclusive<T>(key: string, run: () => Promise<T>): Promise<T>
}

// longer than any exchange with WeCom; a process that dies meanwhile keeps the others waiting no longer
const TTL_MS = 30_000
const WAIT_MS = 45_000

/** Tokens of one corp in the database, sealed. */
export function databaseTokenStore({
  sql,
  sealer,
  leases,
  clock,
  corpId,
}: {
  sql: Sql
  sealer: Sealer
  leases: Leases
  clock: Clock
  corpId: string
}): TokenStore {
  const queues = new Map<string, Promise<unknown>>()

  return {
    async read(key) {
      const [row] = await sql.all<{ valueSealed: string; expiresAt: string }>(
        `SELECT "valueSealed", "expiresAt" FROM "WecomToken" WHERE "corpId" = ? AND "key" = ?`,
        [corpId, key],
      )
      if (!row) return null
      return { value: sealer.open(row.valueSealed), expiresAt: rowTime(row.expiresAt).getTime() }
    },
    async write(key, value, expiresAt) {
      await sql.run(
        `INSERT INTO "WecomToken" ("corpId", "key", "valueSealed", "expiresAt", "updatedAt") VALUES (?, ?, ?, ?, ?)
         ON CONFLICT ("corpId", "key") DO UPDATE SET
           "valueSealed" = excluded."valueSealed", "expiresAt" = excluded."expiresAt", "updatedAt" = excluded."updatedAt"`,
        [corpId, key, sealer.seal(value), new Date(expiresAt), clock.now()],
      )
    },
    async exclusive(key, run) {
      // those of this process queue here, so that only one of them asks the database for the lease
      const before = queues.get(key) ?? Promise.resolve()
      const mine = before
        .catch(() => undefined)
        .then(() => leases.hold(`token:${corpId}:${key}`, { ttlMs: TTL_MS, waitMs: WAIT_MS }, run))
      queues.set(key, mine)
      try {
        return await mine
      } finally {
        if (queues.get(key) === mine) queues.delete(key)
      }
    },
  }
}
