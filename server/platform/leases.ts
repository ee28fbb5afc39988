import { ulid } from 'ulid'
import type { Clock } from './clock.ts'

import { type AnyTx, sqlIn } from './db/prisma-sql.ts'
import type { Sql } from './db/sql.ts'
import { untilCommit } from './db/until-commit.ts'

export interface Lease {
  name: string
  /** Grows with each holder of this name, for ever: a writer with an older number is refused. */
  fence: number
  /** False when somebody else has it meanwhile. */
  renew(): Promise<boolean>
  release(): Promise<void>
  /** Inside a transaction: throws unless the lease is still held. */
  guard(tx: AnyTx): Promise<void>
}

/** Named leases in the database: of several processes one does the work, and another goes on if it dies. */
export interface Leases {
  /** null while another holds it. */
  acquire(name: string, ttlMs: number): Promise<Lease | null>
  /** Waits for its turn and renews while `run` is at work; `signal` is aborted if the lease is lost all the same. */
  hold<T>(
    name: string,
    options: HoldOptions,
    run: (lease: Lease, signal: AbortSignal) => Promise<T>,
  ): Promise<T>
}

interface HoldOptions {
  ttlMs: number
  /** How long to wait for another holder. */
  waitMs: number
}

export function createLeases(sql: Sql, clock: Clock): Leases {
  const untilOf = (ttlMs: number): Date => new Date(clock.nowMs() + ttlMs)

  async function acquire(name: string, ttlMs: number): Promise<Lease | null> {
    const holder = ulid()
    // the row is kept after release: the number must go on from where it was
    const rows = await sql.all<{ fence: number }>(
      `INSERT INTO "Lease" ("name", "holder", "fence", "expiresAt") VALUES (?, ?, 1, ?)
       ON CONFLICT ("name") DO UPDATE SET
         "holder" = excluded."holder", "fence" = "Lease"."fence" + 1, "expiresAt" = excluded."expiresAt"
       WHERE "Lease"."expiresAt" <= ?
       RETURNING "fence"`,
      [name, holder, untilOf(ttlMs), clock.now()],
    )
    const fence = rows[0]?.fence
    return fence === undefined ? null : leaseOf(name, fence, ttlMs)
  }

  function leaseOf(name: string, fence: number, ttlMs: number): Lease {
    const expire = (at: Date): Promise<number> =>
      sql.run(`UPDATE "Lease" SET "expiresAt" = ? WHERE "name" = ? AND "fence" = ? AND "expiresAt" > ?`, [
        at,
        name,
        fence,
        clock.now(),
      ])
    return {
      name,
      fence,
      renew: async () => (await expire(untilOf(ttlMs))) === 1,
      release: async () => void (await expire(clock.now())),
      async guard(tx) {
        const sql = sqlIn(tx)
        const rows = await sql.all(
          `SELECT 1 AS held FROM "Lease" WHERE "name" = ? AND "fence" = ? AND "expiresAt" > ? ${untilCommit(sql)}`,
          [name, fence, clock.now()],
        )
        if (rows.length === 0) throw new Error(`The lease ${name} is held by another process now`)
      },
    }
  }

  async function acquireInTime(name: string, { ttlMs, waitMs }: HoldOptions): Promise<Lease> {
    const stopAt = performance.now() + waitMs
    for (let pauseMs = 20; ; pauseMs = Math.min(500, pauseMs * 2)) {
      const lease = await acquire(name, ttlMs)
      if (lease) return lease
      if (performance.now() >= stopAt) throw new Error(`The lease ${name} was not free for ${waitMs} ms`)
      // the machine's time, not the clock's: other processes do not stand still with a test's clock
      await new Promise((next) => setTimeout(next, pauseMs / 2 + (pauseMs / 2) * Math.random()))
    }
  }

  return {
    acquire,
    async hold(name, options, run) {
      const lease = await acquireInTime(name, options)
      const lost = new AbortController()
      let renewal: Promise<unknown> = Promise.resolve()
      const timer = setInterval(() => {
        renewal = lease.renew().then(
          (isHeld) => isHeld || lost.abort(new Error(`The lease ${name} was lost`)),
          // the database did not answer: the next renewal may still come in time
          () => undefined,
        )
      }, options.ttlMs / 3)
      try {
        return await run(lease, lost.signal)
      } finally {
        clearInterval(timer)
        // One under way on another connection would otherwise take the lease again after it was given back.
        await renewal
        await lease.release()
      }
    },
  }
}
