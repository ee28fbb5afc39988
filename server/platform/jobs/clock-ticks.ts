import cron from 'node-cron'
import type { Clock } from '../clock.ts'
import { rowTime } from '../db/row-values.ts'
import type { Sql, SqlTx } from '../db/sql.ts'
import type { Log } from '../log.ts'

export interface ClockEntry {
  task: string
  /** node-cron expression of five fields, in Asia/Shanghai. */
  cron: string
}

export interface ClockTicks {
  /** Fires what became due since the last look; the minute timer calls it, and tests do. */
  look(): Promise<void>
  stop(): Promise<void>
}

interface TickOptions {
  entries: readonly ClockEntry[]
  sql: Sql
  clock: Clock
  log: Log
  /** Adds the jobs of a task, in the transaction that claims its slot. Nothing else happens on a tick. */
  enqueue(tx: SqlTx, entry: { task: string; slotAt: Date }): Promise<void>
  /** A slot missed by at most this long, for instance while the process was down, is made up for: once, the latest. */
  catchUpMs?: number
}

const MINUTE_MS = 60_000
const KEEP_SLOTS_MS = 40 * 24 * 3_600_000

/**
 * The clock table. Each slot is a row under (task, time): of several processes the one that inserts it enqueues. The
 * time is the product's clock, so that the demo's moved clock fires what lies between.
 */
export function startClockTicks({
  entries,
  sql,
  clock,
  log,
  enqueue,
  catchUpMs = 26 * 3_600_000,
}: TickOptions): ClockTicks {
  const matchers = entries.map((entry) => ({ task: entry.task, matches: matcherOf(entry) }))
  const lookedAt = new Map<string, number>()

  async function look(): Promise<void> {
    for (const { task, matches } of matchers) {
      const now = minuteOf(clock.nowMs())
      const after = Math.max(lookedAt.get(task) ?? (await lastSlot(task, now)), now - catchUpMs)
      const slot = latest(matches, { after, until: now })
      if (slot !== null) await fire(task, new Date(slot))
      lookedAt.set(task, now)
    }
  }

  /** The slot fired last. A task seen for the first time starts from now: a new company has nothing to make up for. */
  async function lastSlot(task: string, now: number): Promise<number> {
    const [last] = await sql.all<{ slotAt: string }>(
      'SELECT "slotAt" FROM "TaskSlot" WHERE "task" = ? ORDER BY "slotAt" DESC LIMIT 1',
      [task],
    )
    if (last) return rowTime(last.slotAt).getTime()
    await claimSlot(sql, task, new Date(now))
    return now
  }

  function claimSlot(tx: SqlTx, task: string, slotAt: Date): Promise<number> {
    return tx.run(
      'INSERT INTO "TaskSlot" ("task", "slotAt", "firedAt") VALUES (?, ?, ?) ON CONFLICT ("task", "slotAt") DO NOTHING',
      [task, slotAt, clock.now()],
    )
  }

  async function fire(task: string, slotAt: Date): Promise<void> {
    const isFirst = await sql.transaction(async (tx) => {
      const claimed = await claimSlot(tx, task, slotAt)
      if (claimed === 0) return false
      await enqueue(tx, { task, slotAt })
      await tx.run(`DELETE FROM "TaskSlot" WHERE "task" = ? AND "slotAt" < ?`, [
        task,
        new Date(slotAt.getTime() - KEEP_SLOTS_MS),
      ])
      return true
    })
    if (isFirst) log.info({ task, slotAt }, 'A scheduled task was added')
  }

  let looking: Promise<void> = Promise.resolve()
  function lookSafely(): Promise<void> {
    looking = looking
      .then(look)
      .catch((error: unknown) =>
        log.error({ err: error }, 'The clock table failed; trying again in a minute'),
      )
    return looking
  }

  const timer = cron.schedule('* * * * *', lookSafely, { name: 'liuke-clock', suppressMissedWarning: true })
  void lookSafely()
  return {
    look: lookSafely,
    async stop() {
      await timer.destroy()
      await looking
    },
  }
}

function matcherOf({ task, cron: expression }: ClockEntry): (ms: number) => boolean {
  if (!cron.validate(expression))
    throw new Error(`The schedule of ${task} is not a cron expression: ${expression}`)
  const matcher = cron.createTask(expression, () => undefined, { timezone: 'Asia/Shanghai' })
  return (ms) => matcher.match(new Date(ms))
}

function minuteOf(ms: number): number {
  return ms - (ms % MINUTE_MS)
}

/** The latest matching minute in (after, until]. */
function latest(
  matches: (ms: number) => boolean,
  { after, until }: { after: number; until: number },
): number | null {
  for (let minute = until; minute > after; minute -= MINUTE_MS) if (matches(minute)) return minute
  return null
}
