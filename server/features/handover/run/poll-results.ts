import { isWecomError } from '../../../wecom/index.ts'
import type { JobContext, JobOutcome } from '../../../platform/jobs/index.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import { readStaffFacts } from '../staff-facts.ts'
import { applyResults, endMissing } from './apply-results.ts'
import { afterJob, pollJob } from './jobs-of.ts'
import { nextPollAt, type Pair, readOpen } from './poll-times.ts'

const RETRY_MS = 10 * 60_000

/** Reads the result lists that are due. A kill half-way costs one reading: pages are applied one by one. */
export async function pollResults(
  deps: Deps,
  { context, corpId }: { context: JobContext; corpId: string },
): Promise<JobOutcome> {
  const { sql } = deps.database
  for (;;) {
    const [pair] = await sql.all<Pair & { polls: number }>(
      `SELECT "corpId", "family", "fromStaffId", "toStaffId", "polls" FROM "HandoverPoll" WHERE "corpId" = ? AND "nextAt" <= ?
       ORDER BY "nextAt", "fromStaffId", "toStaffId" LIMIT 1`,
      [corpId, deps.clock.now()],
    )
    if (!pair) break
    if (context.shouldPause()) return { again: { afterMs: 0 } }
    await pollPair(deps, { context, pair })
  }
  const [next] = await sql.all<{ at: string | null }>(
    `SELECT MIN("nextAt") AS "at" FROM "HandoverPoll" WHERE "corpId" = ?`,
    [corpId],
  )
  // Added anew, not waited for: an event brings such a job forward, but not one that stands between two slices.
  if (next?.at) await deps.jobs.add(sql, pollJob(corpId, new Date(next.at)))
}

async function pollPair(
  deps: Deps,
  { context, pair }: { context: JobContext; pair: Pair & { polls: number } },
): Promise<void> {
  const { sql } = deps.database
  try {
    await readList(deps, { context, pair })
  } catch (error) {
    if (!isWecomError(error)) throw error
    deps.log.warn({ err: error, pair }, 'The result list of a handover could not be read')
    await sql.transaction(async (tx) => {
      await context.guard(tx)
      await setNext(tx, deps, { pair, polls: pair.polls, at: new Date(deps.clock.nowMs() + RETRY_MS) })
    })
  }
}

async function readList(
  deps: Deps,
  { context, pair }: { context: JobContext; pair: Pair & { polls: number } },
): Promise<void> {
  const { sql } = deps.database
  const { corpId, family, fromStaffId, toStaffId } = pair
  const staff = await readStaffFacts(sql, corpId, [fromStaffId, toStaffId])
  const [from, to] = [staff.get(fromStaffId)?.userid, staff.get(toStaffId)?.userid]
  if (from === undefined || to === undefined) return
  const askedAt = deps.clock.now()
  const listed = new Set<string>()
  let isComplete = true
  const { transfers } = deps.wecomOf(corpId)
  for await (const page of transfers.resultPages({ family, from, to }, { signal: context.signal })) {
    isComplete &&= page.invalidRows.length === 0
    for (const row of page.rows) listed.add(row.externalUserid)
    await sql.transaction(async (tx) => {
      await context.guard(tx)
      const touched = await applyResults(tx, { pair, results: page.rows, now: deps.clock.now() })
      await deps.jobs.addMany(
        tx,
        touched.map((id) => afterJob(corpId, id)),
      )
    })
  }
  await sql.transaction(async (tx) => {
    await context.guard(tx)
    const now = deps.clock.now()
    const ended = isComplete ? await endMissing(tx, { pair, listed, askedAt, now }) : []
    await deps.jobs.addMany(
      tx,
      ended.map((id) => afterJob(corpId, id)),
    )
    const open = await readOpen(tx, pair, now.getTime())
    // The decay starts when the takeover is due: before it nothing is late.
    const polls = open.overdue > 0 || open.unknown > 0 ? pair.polls + 1 : 0
    await setNext(tx, deps, { pair, polls, at: nextPollAt({ nowMs: now.getTime(), polls, ...open }) })
  })
}

async function setNext(
  tx: SqlTx,
  deps: Deps,
  { pair, polls, at }: { pair: Pair; polls: number; at: Date | null },
): Promise<void> {
  await tx.run(
    `UPDATE "HandoverPoll" SET "nextAt" = ?, "lastAt" = ?, "polls" = ? WHERE "corpId" = ? AND "family" = ? AND "fromStaffId" = ? AND "toStaffId" = ?`,
    [at, deps.clock.now(), polls, pair.corpId, pair.family, pair.fromStaffId, pair.toStaffId],
  )
}
