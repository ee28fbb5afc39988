import type { AnyTx } from '../db/prisma-sql.ts'
import type { Lane } from './lanes.ts'

export interface NewJob {
  name: string
  corpId: string
  /** Ids, not snapshots: what the handler needs to find its rows. Plain JSON. */
  payload: unknown
  /**
   * One open job for each (corp, name, key): adding it again changes nothing but what follows. A waiting job takes the
   * newer payload and the earlier time; a running one runs once more. Without a key each job stands for itself.
   */
  key?: string | undefined
  /** Now if not given. */
  runAt?: Date | undefined
  /** 'event' if not given. */
  lane?: Lane | undefined
}

export interface JobContext {
  corpId: string
  jobId: string
  name: string
  key: string
  /** 1 on the first try. */
  attempt: number
  isLastTry: boolean
  /** The process of the try before ended without a word. */
  isAfterCrash: boolean
  /** Grows with each run of this job. */
  fence: number
  /** Aborted on timeout, cancellation, loss of the lease, and ten seconds into a shutdown. */
  signal: AbortSignal
  /**
   * True when a long job should save its place and return `again`: the process stops, or the slice took long enough.
   * `atLeastMs` is for slices that begin with work that is lost each time.
   */
  shouldPause(atLeastMs?: number): boolean
  /** Inside a transaction that brings the job on for good: the failed tries before it are forgiven. */
  progressed(tx: AnyTx): Promise<void>
  /** Inside a transaction: throws unless this run still holds the job. */
  guard(tx: AnyTx): Promise<void>
}

/** `again`: not finished; go on later with this payload. It does not count as a failed try. */
export type JobOutcome = { again: { payload?: unknown; afterMs?: number } } | undefined | void

/** Handlers may run twice, also at the same moment after a lost lease: what they do must not add up. */
export interface JobHandler<P = unknown> {
  /** Checks the stored payload; throwing here fails the job at once. */
  parse(payload: unknown): P
  run(context: JobContext, payload: P): Promise<JobOutcome>
  /**
   * Told once trying is over for good: the last try failed, or each ended with its process. What the job was for must not
   * look as if somebody were still at it. May be told twice.
   */
  gaveUp?(context: JobContext, payload: P, error: unknown): Promise<void>
  /**
   * Given where doing it together is the same as doing it one by one: jobs of one corp, each with a key, that wait at the
   * same time run as one with this payload. When they fail together, each is tried alone.
   */
  join?(payloads: P[]): P
  /** 8 if not given. */
  maxAttempts?: number
  /** 60 s if not given. */
  timeoutMs?: number
  /** Runs of this name at the same time in one process. */
  concurrency?: number
}

export type JobHandlers = Record<string, JobHandler>

/** Keeps the payload type together while a handler is written. */
export function jobHandler<P>(handler: JobHandler<P>): JobHandler {
  return handler
}

/** Thrown by a handler when trying again cannot help: the job fails at once. */
export class GiveUp extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'GiveUp'
  }
}

/** The job was cancelled, or another worker has it: whatever this run still does must not be stored. */
export class LeaseLost extends Error {
  constructor() {
    super('This run no longer holds its job')
    this.name = 'LeaseLost'
  }
}

export interface JobStats {
  /** Open and failed jobs. */
  counts: { name: string; state: 'ready' | 'running' | 'failed'; count: number }[]
  /** Age of the oldest job that could run now. */
  oldestReadyMs: number
}

export interface Jobs {
  /** In the caller's transaction: the job exists if and only if it commits. Gives the job's id. */
  add(tx: AnyTx, job: NewJob): Promise<string>
  addMany(tx: AnyTx, jobs: readonly NewJob[]): Promise<void>
  /** Starts working with these handlers. Call once. */
  work(handlers: JobHandlers): void
  /** Looks for work now instead of at the next poll. */
  nudge(): void
  /** A failed or cancelled job once more, with all its tries. */
  retry(corpId: string, id: string): Promise<'queued' | 'already-open' | 'not-found'>
  cancel(corpId: string, id: string): Promise<'cancelled' | 'not-open'>
  stats(): Promise<JobStats>
  /** Resolves when nothing is due or running any more (tests, command line). */
  drain(): Promise<void>
  /** Takes no more work and lets what runs finish, ten seconds at most. What is left goes back to the queue. */
  stop(): Promise<void>
}
