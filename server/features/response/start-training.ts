import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import { openTraining } from './training-run.ts'

/** A training on demand; asked twice while one is under way, it is the same one. */
export async function startTraining(deps: Deps, scope: Scope): Promise<{ jobId: string }> {
  const { corpId, staffId } = scope
  return deps.database.db.$transaction(async (tx) => {
    const jobId = await deps.jobs.add(tx, {
      name: 'response.train',
      corpId,
      payload: { startedBy: staffId },
      key: 'asked',
      lane: 'import',
    })
    await openTraining(tx, deps, { corpId, id: jobId, startedBy: staffId })
    await writeAudit(tx, deps, scope, {
      action: 'response-training-started',
      objectKind: 'response-training',
      objectId: jobId,
    })
    return { jobId }
  })
}
