import { z } from 'zod'
import { localDateOf } from '../../domain/time.ts'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { jobHandler, type JobContext, type JobHandlers, type JobOutcome } from '../../platform/jobs/index.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import { AudienceGone } from '../posts/plan/next-customers.ts'
import { closeSteps } from './run/close-steps.ts'
import { givePage } from './run/give-page.ts'
import { readRun } from './run/read-run.ts'
import { forgetHolds } from './run/write-holds.ts'

const place = z.object({
  planId: z.string(),
  /** Of the plan in force: another one is begun from its first step. */
  version: z.number().default(0),
  step: z.number().default(0),
  after: z.string().default(''),
})
type Place = z.infer<typeof place>
const LONG_MS = 30 * 60_000
const CHUNK = 200

export function sopJobs(deps: Deps): JobHandlers {
  return {
    'sops.give': jobHandler({
      parse: (payload) => place.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      run: (context, at) => givePlan(deps, context, at),
    }),
    'sops.hourly': jobHandler({
      parse: (payload) => z.unknown().parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      async run({ corpId, signal }) {
        const planIds = await runningPlans(deps, corpId)
        await closeSteps(deps, { corpId, signal })
        await deps.database.sql.transaction(async (tx) => {
          for (const planId of planIds) await addGiveJob(tx, deps, { corpId, planId })
        })
      },
    }),
    // Whoever was just added, or has just got a car, enters at once, and whoever said no is left alone at once.
    'sops.look': customersJob(async ({ corpId, signal }, customerIds) => {
      for (let at = 0; at < customerIds.length; at += CHUNK) {
        const only = customerIds.slice(at, at + CHUNK)
        await closeSteps(deps, { corpId, only, signal })
        const today = localDateOf(deps.clock.nowMs())
        await deps.database.sql.transaction((tx) => forgetHolds(tx, { corpId, today, only }))
        for (const planId of await runningPlans(deps, corpId, 'customer'))
          await giveTo(deps, { corpId, planId, only, signal })
      }
    }),
  }
}

export function addGiveJob(
  tx: AnyTx,
  { jobs }: Deps,
  { corpId, planId }: { corpId: string; planId: string },
): Promise<string> {
  return jobs.add(tx, { name: 'sops.give', corpId, payload: { planId }, key: planId, lane: 'sync' })
}

async function runningPlans(
  { database: { db } }: Deps,
  corpId: string,
  kind?: 'customer',
): Promise<string[]> {
  const where = { corpId, state: 'running', ...(kind === undefined ? {} : { kind }) }
  const rows = await db.sopPlan.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } })
  return rows.map((row) => row.id)
}

/** Step by step, page by page; what was given is never given again, so it may begin anywhere. */
export async function givePlan(
  deps: Deps,
  { corpId, signal, shouldPause }: Pick<JobContext, 'corpId' | 'signal' | 'shouldPause'>,
  { planId, version, step: from, after: start }: Place,
): Promise<JobOutcome> {
  const run = await readRun(deps, { corpId, planId })
  if (run === null) return
  const isSame = run.version === version
  let after = isSame ? start : ''
  for (let n = isSame ? from : 0; n < run.plan.steps.length;) {
    signal.throwIfAborted()
    const step = run.plan.steps[n]
    if (!step) return
    const next = await pageOf(deps, { run, step, after })
    if (next === 'stopped') return
    if (next === null) n += 1
    after = next ?? ''
    if (shouldPause()) return { again: { payload: { planId, version: run.version, step: n, after } } }
  }
}

async function giveTo(
  deps: Deps,
  {
    corpId,
    planId,
    only,
    signal,
  }: { corpId: string; planId: string; only: readonly string[]; signal: AbortSignal },
): Promise<void> {
  const run = await readRun(deps, { corpId, planId })
  for (const step of run?.plan.steps ?? []) {
    signal.throwIfAborted()
    // Some two hundred customers with a car or two each are within a page.
    if (run === null || (await pageOf(deps, { run, step, after: '', only })) === 'stopped') return
  }
}

/** Without its audience a plan means nobody; its page says so. */
async function pageOf(deps: Deps, page: Parameters<typeof givePage>[1]): Promise<string | null | 'stopped'> {
  try {
    return await givePage(deps, page)
  } catch (error) {
    if (error instanceof AudienceGone) return 'stopped'
    throw error
  }
}
