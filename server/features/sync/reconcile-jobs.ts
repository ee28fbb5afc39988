import { z } from 'zod'
import { jobHandler, type JobHandlers } from '../../platform/jobs/index.ts'
import type { Deps } from '../deps.ts'
import { refreshLeaverGroups } from '../groups/leaver-groups.ts'
import { planDepartures } from '../handover/index.ts'
import { syncDirectory } from '../staff/sync.ts'
import { startSyncRun } from './start-run.ts'
import { applyUnassigned } from './apply-unassigned.ts'
import { listUnassigned } from './list-unassigned.ts'

export const POLL_JOB = 'sync.poll-staff'

const payload = z.object({ corpId: z.string() })
const parse = (value: unknown): { corpId: string } => payload.parse(value)

/** The clock table's tasks. Each is safe to run beside a run that somebody started. */
export function reconcileJobs(deps: Deps): JobHandlers {
  return {
    'sync.reconcile-active': jobHandler({
      parse,
      async run(_context, { corpId }) {
        await startSyncRun(deps, { corpId, kind: 'active', trigger: 'clock', startedBy: null })
      },
    }),
    'sync.reconcile-all': jobHandler({
      parse,
      async run(_context, { corpId }) {
        await startSyncRun(deps, { corpId, kind: 'reconcile', trigger: 'clock', startedBy: null })
      },
    }),
    /** Most companies give an app no directory events, so people are polled: who is there, and what leavers leave. */
    [POLL_JOB]: jobHandler({
      parse,
      timeoutMs: 5 * 60_000,
      maxAttempts: 3,
      async run(context, { corpId }) {
        const options = { priority: 'background' as const, signal: context.signal }
        await syncDirectory(deps, { corpId, signal: context.signal })
        const startedAt = deps.clock.now()
        const list = await listUnassigned(deps, { corpId, options })
        await applyUnassigned(deps, { corpId, list, startedAt })
        await refreshLeaverGroups(deps, { corpId, options })
        await planDepartures(deps, corpId)
        deps.live.tell({ corpId, topic: 'handover', id: 'departures' })
      },
    }),
  }
}
