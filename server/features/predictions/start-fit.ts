import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import { openFit } from './run-fit.ts'

/** A new fit on demand; asked twice while one is under way, it is the same one. */
export async function startFit(deps: Deps, scope: Scope): Promise<{ id: string }> {
  const { corpId, staffId } = scope
  return deps.database.db.$transaction(async (tx) => {
    const id = await deps.jobs.add(tx, {
      name: 'predictions.fit',
      corpId,
      payload: { startedBy: staffId },
      key: 'asked',
      lane: 'import',
    })
    await openFit(tx, deps, { corpId, id, startedBy: staffId })
    await writeAudit(tx, deps, scope, { action: 'model-fit-started', objectKind: 'model-fit', objectId: id })
    return { id }
  })
}
