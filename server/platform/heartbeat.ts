import { hostname } from 'node:os'
import { systemClock } from './clock.ts'
import type { Sql } from './db/index.ts'
import type { Log } from './log.ts'

// One row for all workers: health asks whether any of them lives, not which. In the machine's time: a demo's clock that
// is moved on a day kills no worker.
const NAME = 'heartbeat:worker'
const EVERY_MS = 15_000
/** Four beats missed. */
const DEAD_AFTER_MS = 60_000

interface Parts {
  sql: Sql
  log: Log
}

/** Says every few seconds that a worker is at work. Gives how to stop. */
export async function startHeartbeat({ sql, log }: Parts): Promise<() => void> {
  const beat = (): Promise<unknown> =>
    sql.run(
      `INSERT INTO "Lease" ("name", "holder", "fence", "expiresAt") VALUES (?, ?, 1, ?)
       ON CONFLICT ("name") DO UPDATE SET "holder" = excluded."holder", "expiresAt" = excluded."expiresAt"`,
      [NAME, `${hostname()}/${process.pid}`, new Date(systemClock.nowMs() + DEAD_AFTER_MS)],
    )
  await beat()
  const timer = setInterval(() => {
    beat().catch((error: unknown) => log.warn({ err: error }, 'the worker could not say that it lives'))
  }, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** How long ago a worker said that it lives; null when none ever did. */
export async function heartbeatAgeMs(sql: Sql): Promise<number | null> {
  const [row] = await sql.all<{ expiresAt: string }>('SELECT "expiresAt" FROM "Lease" WHERE "name" = ?', [
    NAME,
  ])
  return row ? Math.max(0, systemClock.nowMs() + DEAD_AFTER_MS - Date.parse(row.expiresAt)) : null
}

export function isAlive(ageMs: number | null): boolean {
  return ageMs !== null && ageMs < DEAD_AFTER_MS
}
