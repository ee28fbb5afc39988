import { z } from 'zod'
import { jobHandler, type JobContext, type JobHandler, type JobOutcome } from '../../platform/jobs/index.ts'
import { WecomError } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { claimRun } from './claim-run.ts'
import type { RunKind, StepName } from './contract.ts'
import { finishRun } from './finish-run.ts'
import { failureOf, isPassing } from './run-failure.ts'
import { keepNews } from './news-of-run.ts'
import type { Run, StepEnd } from './run.ts'
import { contactsStep } from './steps/contacts.ts'
import { directoryStep } from './steps/directory.ts'
import { groupsStep } from './steps/groups.ts'
import { momentsStep } from './steps/moments.ts'
import { tagsStep } from './steps/tags.ts'

export const RUN_JOB = 'sync.run'
const LOOK_MS = 200
const TELL_MS = 250
const OTHER_RUN_MS = 2_000

const work: Record<StepName, (run: Run) => Promise<StepEnd>> = {
  directory: directoryStep,
  tags: tagsStep,
  contacts: contactsStep,
  groups: groupsStep,
  moments: momentsStep,
}

const payload = z.object({ corpId: z.string(), runId: z.string(), confirm: z.boolean().default(false) })

/** A sync run in slices: each slice goes on where the one before, or a killed process, stopped. */
export function runJob(deps: Deps): JobHandler {
  return jobHandler({
    parse: (value) => payload.parse(value),
    run: (context, input) => runSlice(deps, context, input),
    gaveUp: (context, input, error) => giveRunUp(deps, context, { ...input, error }),
    timeoutMs: 10 * 60_000,
    concurrency: 1,
    maxAttempts: 10,
  })
}

interface StoredRun {
  kind: RunKind
  trigger: string
  state: string
  startedAt: string | null
  createdAt: string
}

async function runSlice(
  deps: Deps,
  context: JobContext,
  input: z.infer<typeof payload>,
): Promise<JobOutcome> {
  const { corpId, runId } = input
  const { sql } = deps.database
  const [stored] = await sql.all<StoredRun>(
    'SELECT "kind", "trigger", "state", "startedAt", "createdAt" FROM "SyncRun" WHERE "corpId" = ? AND "id" = ?',
    [corpId, runId],
  )
  if (!stored || (stored.state !== 'queued' && stored.state !== 'running')) return
  if (stored.state === 'queued' && !(await claimRun(deps, { corpId, runId })))
    return { again: { afterMs: OTHER_RUN_MS } }
  if (stored.state === 'queued' && stored.trigger !== 'clock') await deps.wecomOf(corpId).askAgain()
  const startedAt = stored.startedAt === null ? deps.clock.now() : new Date(stored.startedAt)
  const run = await openRun(deps, context, { ...input, kind: stored.kind, startedAt })
  try {
    const isDone = await runSteps(run)
    if (!isDone && !(await isCancelled(run))) return { again: {} }
  } catch (error) {
    if (!(error instanceof WecomError) || error.kind !== 'limited') throw error
    deps.log.info({ runId, api: error.api }, 'sync waits for the rate window to end')
    return { again: { afterMs: error.retryAfterMs ?? 60_000 } }
  }
  await finishRun(run)
}

/** A run that nobody carries on must end, or every later one would wait for it. */
async function giveRunUp(
  deps: Deps,
  context: JobContext,
  { corpId, runId, error }: { corpId: string; runId: string; error: unknown },
): Promise<void> {
  const { sql } = deps.database
  const [stored] = await sql.all<Pick<StoredRun, 'kind' | 'state'>>(
    'SELECT "kind", "state" FROM "SyncRun" WHERE "corpId" = ? AND "id" = ?',
    [corpId, runId],
  )
  if (!stored || (stored.state !== 'queued' && stored.state !== 'running')) return
  const { kind, text } = failureOf(error)
  await sql.run(
    `UPDATE "SyncStep" SET "state" = 'failed', "errorKind" = ?, "errorText" = ?
     WHERE "corpId" = ? AND "runId" = ? AND "state" IN ('waiting', 'running')`,
    [kind, text, corpId, runId],
  )
  await finishRun({ deps, corpId, runId, kind: stored.kind, context })
}

async function openRun(
  deps: Deps,
  context: JobContext,
  input: { corpId: string; runId: string; confirm: boolean; kind: RunKind; startedAt: Date },
): Promise<Run> {
  const { corpId, runId, kind, startedAt } = input
  const earlier = await deps.database.sql.all(
    `SELECT 1 AS "ok" FROM "SyncRun" WHERE "corpId" = ? AND "id" <> ? AND "kind" IN ('full', 'reconcile') AND "state" IN ('done', 'partial') LIMIT 1`,
    [corpId, runId],
  )
  const isRepeat = earlier.length > 0
  let isStopped = false
  let lookedAt = 0
  let toldAt = 0
  const run: Run = {
    deps: isRepeat ? deps : { ...deps, changes: keepNews({ corpId, runId }) },
    corpId,
    runId,
    kind,
    isConfirmed: input.confirm,
    startedAt,
    isRepeat,
    context,
    calls: { priority: 'background', signal: context.signal },
    stopEarly: () => void (isStopped = true),
    async shouldStop() {
      if (isStopped || context.signal.aborted || context.shouldPause()) return true
      const now = performance.now()
      if (now - lookedAt < LOOK_MS) return false
      lookedAt = now
      isStopped = await isCancelled(run)
      return isStopped
    },
    tellProgress(step) {
      const now = performance.now()
      if (now - toldAt < TELL_MS) return
      toldAt = now
      deps.live.tell({ corpId, topic: 'sync', id: runId, detail: { step, state: 'running' } })
    },
  }
  return run
}

async function isCancelled(run: Run): Promise<boolean> {
  const rows = await run.deps.database.sql.all<{ cancelRequested: number }>(
    'SELECT "cancelRequested" FROM "SyncRun" WHERE "corpId" = ? AND "id" = ?',
    [run.corpId, run.runId],
  )
  return rows[0]?.cancelRequested === 1
}

/** The directory first: everything else refers to its people. The others do not wait for each other. */
async function runSteps(run: Run): Promise<boolean> {
  if (await run.shouldStop()) return false
  const open = await openSteps(run)
  if (open.includes('directory')) {
    const end = await runStep(run, 'directory')
    if (end === 'paused') return false
    if (end === 'no-permission') return true
  }
  if (await run.shouldStop()) return false
  const others = open.filter((step) => step !== 'directory')
  const ends = await Promise.allSettled(others.map((step) => runStep(run, step)))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return ends.every((end) => end.status === 'fulfilled' && end.value !== 'paused')
}

async function openSteps(run: Run): Promise<StepName[]> {
  const rows = await run.deps.database.sql.all<{ step: StepName }>(
    `SELECT "step" FROM "SyncStep" WHERE "corpId" = ? AND "runId" = ? AND "state" IN ('waiting', 'running') ORDER BY "position"`,
    [run.corpId, run.runId],
  )
  return rows.map((row) => row.step)
}

/** A failure that passes by itself is thrown on, so that the job tries again; any other one ends the step. */
async function runStep(run: Run, step: StepName): Promise<StepEnd | 'no-permission' | 'failed'> {
  await setStep(run, step, { state: 'running' })
  try {
    const end = await work[step](run)
    if (end === 'done') await setStep(run, step, { state: 'done' })
    return end
  } catch (error) {
    if (run.context.signal.aborted || (isPassing(error) && !run.context.isLastTry)) {
      run.stopEarly()
      throw error
    }
    const { kind, text } = failureOf(error)
    run.deps.log.error({ err: error, runId: run.runId, step }, 'a sync step failed')
    await setStep(run, step, { state: 'failed', errorKind: kind, errorText: text })
    return kind === 'no-permission' ? 'no-permission' : 'failed'
  }
}

async function setStep(
  run: Run,
  step: StepName,
  {
    state,
    errorKind = null,
    errorText = null,
  }: { state: string; errorKind?: string | null; errorText?: string | null },
): Promise<void> {
  const { deps, corpId, runId } = run
  await deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await tx.run(
      `UPDATE "SyncStep" SET "state" = ?, "errorKind" = ?, "errorText" = ? WHERE "corpId" = ? AND "runId" = ? AND "step" = ?`,
      [state, errorKind, errorText, corpId, runId, step],
    )
  })
  deps.live.tell({ corpId, topic: 'sync', id: runId, detail: { step, state } })
}
