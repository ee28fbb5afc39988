import { addCountsJob } from '../groups/counts/jobs.ts'
import { noticeDepartures, noticeSync } from '../notices/index.ts'
import type { RunError, RunState, StepName, StepState } from './contract.ts'
import { forgetPlaces, tellLater } from './news-of-run.ts'
import type { Run } from './run.ts'

interface EndedStep {
  step: StepName
  state: StepState
  failed: number
  errorKind: RunError | null
  errorText: string | null
}

/** Says honestly how the run ended; its cursors and marks are no longer needed, and what it changed is told. */
export async function finishRun(
  run: Pick<Run, 'deps' | 'corpId' | 'runId' | 'kind' | 'context'>,
): Promise<void> {
  const { deps, corpId, runId } = run
  const now = deps.clock.now()
  const { state, isBraked } = await deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    const [stored] = await tx.all<{ cancelRequested: number }>(
      'SELECT "cancelRequested" FROM "SyncRun" WHERE "corpId" = ? AND "id" = ?',
      [corpId, runId],
    )
    const isCancelled = stored?.cancelRequested === 1
    await tx.run(
      `UPDATE "SyncStep" SET "state" = ? WHERE "corpId" = ? AND "runId" = ? AND "state" IN ('waiting', 'running')`,
      [isCancelled ? 'cancelled' : 'skipped', corpId, runId],
    )
    const steps = await tx.all<EndedStep>(
      `SELECT "step", "state", "failed", "errorKind", "errorText" FROM "SyncStep" WHERE "corpId" = ? AND "runId" = ? ORDER BY "position"`,
      [corpId, runId],
    )
    const [braked] = await tx.all<{ n: number }>(
      `SELECT COUNT(*) AS "n" FROM "Drift" WHERE "corpId" = ? AND "runId" = ? AND "state" = 'braked'`,
      [corpId, runId],
    )
    const end = endOf(steps, { isCancelled, brakedCount: braked?.n ?? 0 })
    await tx.run(
      `UPDATE "SyncRun" SET "state" = ?, "errorKind" = ?, "errorText" = ?, "endedAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ?`,
      [end.state, end.errorKind, end.errorText, now, now, corpId, runId],
    )
    await forgetPlaces(tx, { corpId, runId })
    await tellLater(tx, deps, { corpId, runId })
    if (run.kind === 'full' && !isCancelled) await addCountsJob(tx, deps, { corpId })
    return { ...end, isBraked: (braked?.n ?? 0) > 0 }
  })
  deps.live.tell({ corpId, topic: 'sync', id: runId, detail: { state } })
  await noticeDepartures(deps, corpId)
  if (state === 'failed') await noticeSync(deps, corpId, 'sync-failed')
  if (isBraked) await noticeSync(deps, corpId, 'sync-braked')
  if (run.kind === 'full') await deps.database.optimize()
}

const GRAVEST: readonly RunError[] = ['no-permission', 'nothing-visible', 'failed']

/** Without people or contacts a run has failed; a smaller gap makes it partial. Never "done" with a gap. */
function endOf(
  steps: EndedStep[],
  { isCancelled, brakedCount }: { isCancelled: boolean; brakedCount: number },
): { state: RunState; errorKind: RunError | null; errorText: string | null } {
  if (isCancelled) return { state: 'cancelled', errorKind: null, errorText: null }
  const failed = steps.filter((step) => step.state === 'failed')
  const errorKind = GRAVEST.find((kind) => failed.some((step) => step.errorKind === kind)) ?? null
  const errorText = failed.find((step) => step.errorKind === errorKind)?.errorText ?? null
  if (failed.some((step) => step.step === 'directory' || step.step === 'contacts'))
    return { state: 'failed', errorKind, errorText }
  const hasGap =
    failed.length > 0 || brakedCount > 0 || steps.some((step) => step.failed > 0 || step.state === 'skipped')
  return { state: hasGap ? 'partial' : 'done', errorKind, errorText }
}
