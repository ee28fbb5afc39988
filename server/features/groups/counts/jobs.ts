import { z } from 'zod'
import { withRetryOnBusy } from '../../../platform/db/retry.ts'
import type { AnyTx } from '../../../platform/db/prisma-sql.ts'
import {
  jobHandler,
  type JobContext,
  type JobHandlers,
  type JobOutcome,
} from '../../../platform/jobs/index.ts'
import { isWecomError } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import { daysToRead, readDay } from './read-counts.ts'
import { writeMark } from './reading-mark.ts'

const COUNTS_JOB = 'groups.counts'
const LONG_MS = 30 * 60_000
/** Days from this one on have been read by this job. */
const place = z.object({ before: z.string().optional() }).catch({})

/** What a copy leaves to do comes first. */
const AFTER_COPY_MS = 120_000

/** Whatever the clock table says: a company that was copied for the first time does not wait for the morning. */
export async function addCountsJob(
  tx: AnyTx,
  deps: Deps,
  { corpId, afterMs = AFTER_COPY_MS }: { corpId: string; afterMs?: number },
): Promise<void> {
  const runAt = new Date(deps.clock.nowMs() + afterMs)
  await deps.jobs.add(tx, { name: COUNTS_JOB, corpId, key: 'soon', payload: {}, lane: 'import', runAt })
}

export function countJobs(deps: Deps): JobHandlers {
  return {
    [COUNTS_JOB]: jobHandler({
      parse: (payload) => place.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      run: (context, { before }) => readAll(deps, context, before),
    }),
  }
}

/** Day by day, the newest first. What WeCom refuses is remembered, and the page says so. */
async function readAll(
  deps: Deps,
  { corpId, signal, shouldPause }: JobContext,
  before: string | undefined,
): Promise<JobOutcome> {
  const options = { priority: 'background' as const, signal }
  try {
    for (const day of await daysToRead(deps, corpId)) {
      if (before !== undefined && day >= before) continue
      signal.throwIfAborted()
      await readDay(deps, { corpId, day, options })
      if (shouldPause()) return { again: { payload: { before: day } } }
    }
  } catch (error) {
    if (!isWecomError(error)) throw error
    await mark(deps, { corpId, failure: { at: deps.clock.now().toISOString(), kind: error.kind } })
    // What a person must change is not asked for again before tomorrow.
    if (isWecomError(error, 'denied', 'invalid', 'refused')) return
    throw error
  }
  await mark(deps, { corpId, failure: null })
}

async function mark(deps: Deps, value: Parameters<typeof writeMark>[2]): Promise<void> {
  await withRetryOnBusy(deps.clock, () => writeMark(deps.database.sql, deps, value))
  deps.live.tell({ corpId: value.corpId, topic: 'insight', id: 'group-counts' })
}
