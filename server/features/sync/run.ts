import type { SqlTx } from '../../platform/db/index.ts'
import type { JobContext } from '../../platform/jobs/index.ts'
import type { CallOptions } from '../../wecom/index.ts'
import type { Tally } from '../staff/tally.ts'
import type { Deps } from '../deps.ts'
import type { RunKind, StepName } from './contract.ts'

/** One slice of a sync run: what the steps share. */
export interface Run {
  deps: Deps
  corpId: string
  runId: string
  kind: RunKind
  /** A person let the ends through that the brake held back. */
  isConfirmed: boolean
  /** Rows written after this instant are newer than anything the run concludes. */
  startedAt: Date
  /** There was a complete run before, so a difference is drift and not the first copy. */
  isRepeat: boolean
  context: JobContext
  calls: CallOptions
  /** True when the step should save its place and return 'paused'. */
  shouldStop(): Promise<boolean>
  /** Another step ended the run early. */
  stopEarly(): void
  tellProgress(step: StepName): void
}

export type StepEnd = 'done' | 'paused'

export const emptyCounts = { seen: 0, created: 0, changed: 0, ended: 0, failed: 0, calls: 0, done: 0 }
export type Counts = typeof emptyCounts

/** Adds to the step's row in the transaction of the page, so that a kill never counts a page twice. */
export async function addCounts(
  tx: SqlTx,
  run: Run,
  { step, counts }: { step: StepName; counts: Partial<Counts> },
): Promise<void> {
  const { seen, created, changed, ended, failed, calls, done } = { ...emptyCounts, ...counts }
  await run.context.progressed(tx)
  await tx.run(
    `UPDATE "SyncStep" SET "seen" = "seen" + ?, "created" = "created" + ?, "changed" = "changed" + ?, "ended" = "ended" + ?,
       "failed" = "failed" + ?, "doneCount" = "doneCount" + ? WHERE "corpId" = ? AND "runId" = ? AND "step" = ?`,
    [seen, created, changed, ended, failed, done, run.corpId, run.runId, step],
  )
  if (calls > 0)
    await tx.run(
      `UPDATE "SyncRun" SET "callCount" = "callCount" + ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ?`,
      [calls, run.deps.clock.now(), run.corpId, run.runId],
    )
}

export async function setTotal(run: Run, step: StepName, total: number | null): Promise<void> {
  await run.deps.database.sql.run(
    `UPDATE "SyncStep" SET "totalCount" = ? WHERE "corpId" = ? AND "runId" = ? AND "step" = ?`,
    [total, run.corpId, run.runId, step],
  )
}

export function countsOf(tally: Tally): Partial<Counts> {
  return { ...tally, done: tally.seen }
}
