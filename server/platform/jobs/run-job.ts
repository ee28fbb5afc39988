import type { Clock } from '../clock.ts'

import { type AnyTx, sqlIn } from '../db/prisma-sql.ts'
import { withRetryOnBusy } from '../db/retry.ts'
import { untilCommit } from '../db/until-commit.ts'
import type { Log } from '../log.ts'
import { scrubText } from '../log-scrub.ts'
import type { ClaimedJob } from './claim.ts'
import type { Answer } from './settle.ts'
import { GiveUp, type JobContext, type JobHandler, LeaseLost } from './types.ts'
import { waitAfter } from './waits.ts'

export const DEFAULT_ATTEMPTS = 8
/** Places beyond the last try in which a handler is told that it is over, should its process end there too. */
export const LAST_WORDS = 3
export const PROCESS_GONE = 'The process that ran it ended without an answer'
const DEFAULT_TIMEOUT_MS = 60_000
const SLICE_MS = 20_000
const MAX_ERROR_TEXT = 500

export interface RunOptions {
  companions: readonly ClaimedJob[]
  handler: JobHandler
  stop: AbortController
  clock: Clock
  log: Log
  isStopping(): boolean
}

export interface RunEnd {
  answer: Answer | null
  /** One answer for all of them: what is left of their work is in the first one's. */
  ofCompanions: Answer | null
}

/** Runs a job, with those that joined it, and says what is to be stored; null when it is no longer ours. */
export async function runJob(job: ClaimedJob, options: RunOptions): Promise<RunEnd> {
  const { companions, handler, clock, log } = options
  const maxAttempts = handler.maxAttempts ?? DEFAULT_ATTEMPTS
  if (job.attempts > maxAttempts) return endedWithProcess(job, options)
  try {
    const outcome = await withTimeout(handler, options.stop, async () => {
      const context = contextOf(job, options, maxAttempts)
      return await handler.run(context, jointPayload([job, ...companions], handler))
    })
    const ofCompanions: Answer = { state: 'done' }
    if (!outcome) return { answer: { state: 'done' }, ofCompanions }
    const { payload, afterMs = 0 } = outcome.again
    const payloadJson = payload === undefined ? undefined : JSON.stringify(payload)
    const runAt = new Date(clock.nowMs() + afterMs)
    return { answer: { state: 'again', payloadJson, runAt }, ofCompanions }
  } catch (error) {
    if (error instanceof LeaseLost) return { answer: null, ofCompanions: { state: 'returned' } }
    if (companions.length > 0) return eachAlone(job, error, { clock, log })
    const answer = failure(job, error, { maxAttempts, clock, log })
    if (answer.state === 'failed') await tellGaveUp(job, options, error)
    return { answer, ofCompanions: null }
  }
}

/** Its last try never answered. */
async function endedWithProcess(job: ClaimedJob, options: RunOptions): Promise<RunEnd> {
  const { name, corpId, id: jobId, attempts: attempt } = job
  options.log.error({ job: name, jobId, corpId, attempt }, 'A job ended its process each time')
  await tellGaveUp(job, options, new Error(PROCESS_GONE))
  return {
    answer: { state: 'failed', errorText: PROCESS_GONE, runAt: options.clock.now() },
    ofCompanions: null,
  }
}

async function tellGaveUp(job: ClaimedJob, options: RunOptions, error: unknown): Promise<void> {
  const { handler, clock, log } = options
  if (!handler.gaveUp) return
  try {
    const maxAttempts = handler.maxAttempts ?? DEFAULT_ATTEMPTS
    const [context, payload] = [contextOf(job, options, maxAttempts), parsePayload(job, handler)]
    await withRetryOnBusy(clock, async () => handler.gaveUp?.(context, payload, error))
  } catch (failed) {
    log.error({ err: failed, job: job.name, jobId: job.id }, 'What a failed job was for could not be ended')
  }
}

/** One of them may have spoilt it for all: a job that was tried before has no companions. */
function eachAlone(
  { name, corpId }: ClaimedJob,
  error: unknown,
  { clock, log }: { clock: Clock; log: Log },
): RunEnd {
  log.warn({ job: name, corpId, err: error }, 'Jobs failed together; each is tried alone')
  const retry: Answer = { state: 'retry', errorText: errorText(error), runAt: clock.now() }
  return { answer: retry, ofCompanions: retry }
}

function jointPayload(jobs: readonly ClaimedJob[], handler: JobHandler): unknown {
  const payloads = jobs.map((job) => parsePayload(job, handler))
  return payloads.length > 1 && handler.join ? handler.join(payloads) : payloads[0]
}

function failure(
  job: ClaimedJob,
  error: unknown,
  { maxAttempts, clock, log }: { maxAttempts: number; clock: Clock; log: Log },
): Answer {
  const isLast = error instanceof GiveUp || job.attempts >= maxAttempts
  const runAt = new Date(clock.nowMs() + waitAfter(job.attempts, error))
  const detail = { job: job.name, jobId: job.id, corpId: job.corpId, attempt: job.attempts, err: error }
  if (isLast) log.error(detail, 'A job failed for good')
  else log.warn({ ...detail, nextAt: runAt }, 'A job failed and will be tried again')
  return { state: isLast ? 'failed' : 'retry', errorText: errorText(error), runAt }
}

/** What a person reads beside the repeat button; keeps nobody's data. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return scrubText(text).slice(0, MAX_ERROR_TEXT)
}

function parsePayload(job: ClaimedJob, handler: JobHandler): unknown {
  try {
    return handler.parse(JSON.parse(job.payloadJson))
  } catch (error) {
    throw new GiveUp(`The payload does not fit this version of ${job.name}`, { cause: error })
  }
}

function contextOf(
  job: ClaimedJob,
  { stop, clock, isStopping }: RunOptions,
  maxAttempts: number,
): JobContext {
  const startedMs = clock.nowMs()
  return {
    corpId: job.corpId,
    jobId: job.id,
    name: job.name,
    key: job.key,
    attempt: job.attempts,
    get isLastTry() {
      return job.attempts >= maxAttempts
    },
    isAfterCrash: job.errorText === PROCESS_GONE,
    fence: job.fence,
    signal: stop.signal,
    shouldPause: (atLeastMs = 0) =>
      isStopping() || stop.signal.aborted || clock.nowMs() - startedMs >= Math.max(SLICE_MS, atLeastMs),
    progressed: (tx) => forgiveTries(tx, job),
    guard: (tx) => assertHeld(tx, job),
  }
}

/** A process that is killed again and again must not use up the tries of a job that gets on each time. */
async function forgiveTries(tx: AnyTx, job: ClaimedJob): Promise<void> {
  if (job.attempts <= 1) return
  await sqlIn(tx).run(
    `UPDATE "Job" SET "attempts" = 1 WHERE "corpId" = ? AND "id" = ? AND "fence" = ? AND "state" = 'running'`,
    [job.corpId, job.id, job.fence],
  )
  job.attempts = 1
}

async function assertHeld(tx: AnyTx, { corpId, id, fence }: ClaimedJob): Promise<void> {
  const sql = sqlIn(tx)
  const rows = await sql.all(
    `SELECT 1 AS held FROM "Job" WHERE "corpId" = ? AND "id" = ? AND "fence" = ? AND "state" = 'running' ${untilCommit(sql)}`,
    [corpId, id, fence],
  )
  if (rows.length === 0) throw new LeaseLost()
}

/** A handler that ignores its signal does not keep the place: its late answer has an old fence and is not taken. */
async function withTimeout<T>(handler: JobHandler, stop: AbortController, run: () => Promise<T>): Promise<T> {
  const ms = handler.timeoutMs ?? DEFAULT_TIMEOUT_MS
  let timer: NodeJS.Timeout | undefined
  const ended = new Promise<never>((_, fail) => {
    stop.signal.addEventListener('abort', () => fail(stop.signal.reason))
    timer = setTimeout(() => stop.abort(new Error(`took longer than ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([run(), ended])
  } finally {
    clearTimeout(timer)
  }
}
