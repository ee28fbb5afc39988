import { isDiskFull, isRefusingWrites } from '../../platform/db/database-error.ts'
import { errorText } from '../../platform/jobs/run-job.ts'
import { GiveUp, type JobContext } from '../../platform/jobs/index.ts'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { sqlIn } from '../../platform/db/prisma-sql.ts'
import type { Deps } from '../deps.ts'
import type { TrainingReason } from './contract.ts'

/** After five seconds, fifteen, and so on: about four minutes in all. The night after it is tried anew anyway. */
export const TRAINING_TRIES = 5

/** The numbers of the fit ran out of bounds: the same rows would do so again. */
export class UnboundedFit extends GiveUp {
  constructor() {
    super('The fit gave values that are no numbers')
    this.name = 'UnboundedFit'
  }
}

interface Run {
  corpId: string
  /** The job's id. */
  id: string
}

/** The row a page can follow. Asked for while it is under way, it is the same run. */
export async function openTraining(
  tx: AnyTx,
  { clock }: Pick<Deps, 'clock'>,
  { corpId, id, startedBy }: Run & { startedBy: string | null },
): Promise<void> {
  await sqlIn(tx).run(
    `INSERT INTO "ResponseTraining" ("corpId", "id", "state", "attempt", "startedBy", "startedAt")
     VALUES (?, ?, 'running', 1, ?, ?) ON CONFLICT ("corpId", "id") DO UPDATE SET "state" = 'running', "attempt" = 1,
       "startedBy" = excluded."startedBy", "startedAt" = excluded."startedAt", "reason" = NULL, "errorText" = NULL, "endedAt" = NULL
     WHERE "ResponseTraining"."state" <> 'running'`,
    [corpId, id, startedBy, clock.now()],
  )
}

/** It ended with a result, whatever that is. */
export async function closeTraining(tx: AnyTx, { clock }: Pick<Deps, 'clock'>, run: Run): Promise<void> {
  await sqlIn(tx).run(
    `UPDATE "ResponseTraining" SET "state" = 'done', "reason" = NULL, "errorText" = NULL, "endedAt" = ?
     WHERE "corpId" = ? AND "id" = ?`,
    [clock.now(), run.corpId, run.id],
  )
}

/** Switched off meanwhile: nothing was trained, and nothing is to be told of it. */
export async function dropTraining(tx: AnyTx, { corpId, id }: Run): Promise<void> {
  await sqlIn(tx).run('DELETE FROM "ResponseTraining" WHERE "corpId" = ? AND "id" = ?', [corpId, id])
}

type Try = Pick<JobContext, 'corpId' | 'jobId' | 'attempt' | 'signal'>

/** One try did not end; the job tries again by itself. */
export async function noteFailedTry(deps: Deps, context: Try, error: unknown): Promise<void> {
  await writeFailure(deps, context, { error, state: 'running' })
}

/** Trying is over: the page says so, and the model from before stays in force. */
export async function failTraining(deps: Deps, context: Try, error: unknown): Promise<void> {
  await writeFailure(deps, context, { error, state: 'failed' })
}

async function writeFailure(
  { database, clock }: Deps,
  context: Try,
  { error, state }: { error: unknown; state: 'running' | 'failed' },
): Promise<void> {
  const { corpId, jobId, attempt } = context
  await database.sql.run(
    `UPDATE "ResponseTraining" SET "state" = ?, "attempt" = ?, "reason" = ?, "errorText" = ?, "endedAt" = ?
     WHERE "corpId" = ? AND "id" = ? AND "state" = 'running'`,
    [
      state,
      Math.min(attempt, TRAINING_TRIES),
      reasonOf(context, error),
      errorText(error),
      state === 'failed' ? clock.now() : null,
      corpId,
      jobId,
    ],
  )
}

function reasonOf({ attempt, signal }: Try, error: unknown): TrainingReason {
  if (error instanceof UnboundedFit) return 'not-finite'
  // Told in its own place, after the last try: that one ended with its process.
  if (attempt > TRAINING_TRIES) return 'process-ended'
  if (signal.aborted) return 'interrupted'
  if (isDiskFull(error)) return 'disk-full'
  return isRefusingWrites(error) ? 'database-away' : 'internal'
}
