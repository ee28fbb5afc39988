import { z } from 'zod'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import { jobHandler, type JobContext, type JobHandlers, type JobOutcome } from '../../platform/jobs/index.ts'
import { tellPages } from '../contacts/tell-pages.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import { applyRules } from './apply-rules.ts'
import { findDue } from './sweep.ts'

const sweep = z.object({ ruleId: z.string().nullable().default(null), after: z.string().default('') })
const CHUNK = 200
const LONG_MS = 30 * 60_000

export function tagRuleJobs(deps: Deps): JobHandlers {
  const sweeper = jobHandler({
    parse: (payload) => sweep.catch({ ruleId: null, after: '' }).parse(payload),
    timeoutMs: LONG_MS,
    concurrency: 1,
    run: (context, { ruleId, after }) => sweepAll(deps, context, { ruleId, after }),
  })
  return {
    'tag-rules.apply': customersJob(async ({ corpId }, customerIds) => {
      await applyTo(deps, corpId, customerIds)
    }),
    // Windows pass by themselves: once a day everybody is compared, in slices.
    'tag-rules.daily': sweeper,
    'tag-rules.sweep': sweeper,
  }
}

/** After a rule was saved: everybody against its new version. */
export async function planSweep(deps: Deps, tx: AnyTx, corpId: string, ruleId: string): Promise<void> {
  const payload = { ruleId, after: '' }
  await deps.jobs.add(tx, { name: 'tag-rules.sweep', corpId, payload, key: ruleId, lane: 'sync' })
}

async function sweepAll(
  deps: Deps,
  { corpId, shouldPause, signal }: JobContext,
  { ruleId, after: start }: { ruleId: string | null; after: string },
): Promise<JobOutcome> {
  const began = deps.clock.now()
  for (let after = start; ;) {
    signal.throwIfAborted()
    const { due, upTo } = await findDue(deps, { corpId, after, ruleId })
    await applyTo(deps, corpId, due)
    if (upTo === null) break
    if (shouldPause()) return { again: { payload: { ruleId, after: upTo } } }
    after = upTo
  }
  await deps.database.db.tagRule.updateMany({
    where: { corpId, ...(ruleId === null ? {} : { id: ruleId }) },
    data: { appliedAt: began },
  })
}

async function applyTo(deps: Deps, corpId: string, customerIds: readonly string[]): Promise<void> {
  for (let at = 0; at < customerIds.length; at += CHUNK) {
    const chunk = customerIds.slice(at, at + CHUNK)
    const changed = await withRetryOnBusy(deps.clock, () =>
      deps.database.sql.transaction((tx) => applyRules(deps, tx, { corpId, customerIds: chunk })),
    )
    await tellPages(deps, corpId, changed)
  }
}
