import type { Clock } from '../clock.ts'
import type { Sql } from '../db/sql.ts'
import type { Carrier } from './carrier.ts'
import { DEFAULT_ATTEMPTS, LAST_WORDS, PROCESS_GONE } from './run-job.ts'
import { type Run, settleRuns } from './settle.ts'
import type { JobHandlers } from './types.ts'

const KEEP_DONE_MS = 24 * 3_600_000
const KEEP_FAILED_MS = 60 * 24 * 3_600_000
const SWEEP_BATCH = 500

/**
 * Puts back jobs whose worker stopped renewing its lease. The lost run counts as a try: a job that kills its process each
 * time must fail in the end. After its last try it is given out once more, only to be told so.
 */
export async function recoverLost(
  sql: Sql,
  { handlers, clock, carrier, isOurs, ignoreLeases }: RecoverOptions,
): Promise<number> {
  const rows = await sql.all<Run & { name: string; attempts: number }>(
    `SELECT "corpId", "id", "fence", "name", "attempts" FROM "Job"
     WHERE "state" = 'running' AND ("leaseUntil" <= ? OR ? = 1) LIMIT 500`,
    [clock.now(), ignoreLeases ? 1 : 0],
  )
  // a clock that is moved ahead ends leases of jobs that run in this process; their renewal is on its way
  const lost = rows.filter((row) => !isOurs(row))
  if (lost.length === 0) return 0
  const runAt = clock.now()
  const items = lost.map((row) => {
    const most = (handlers[row.name]?.maxAttempts ?? DEFAULT_ATTEMPTS) + LAST_WORDS
    const state = row.attempts >= most ? 'failed' : 'retry'
    return { run: row, answer: { state, errorText: PROCESS_GONE, runAt } as const }
  })
  await sql.transaction((tx) => settleRuns(tx, items, { clock, carrier }))
  return lost.length
}

interface RecoverOptions {
  handlers: JobHandlers
  clock: Clock
  carrier: Carrier
  isOurs(run: Run): boolean
  ignoreLeases: boolean
}

/** Removes jobs that ended long ago, a batch at a time so that the writer is never held for long. */
export async function sweepEnded(sql: Sql, clock: Clock): Promise<void> {
  await sweep(sql, ['done', 'cancelled'], new Date(clock.nowMs() - KEEP_DONE_MS))
  await sweep(sql, ['failed'], new Date(clock.nowMs() - KEEP_FAILED_MS))
}

async function sweep(sql: Sql, states: string[], before: Date): Promise<void> {
  for (const state of states) {
    let removed = SWEEP_BATCH
    while (removed === SWEEP_BATCH)
      removed = await sql.run(
        `DELETE FROM "Job" WHERE ("corpId", "id") IN
           (SELECT "corpId", "id" FROM "Job" WHERE "state" = ? AND "endedAt" < ? LIMIT ${SWEEP_BATCH})`,
        [state, before],
      )
  }
}
