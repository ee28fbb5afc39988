import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { HIDE_AFTER_SECONDS, writeReveal } from '../../customers/write-reveal.ts'
import type { Deps } from '../../deps.ts'
import type { RefusalRevealed } from './contract.ts'
import { openBody } from './read-refusals.ts'

/** Opens what a refused item said: audited before it is shown, and limited per person and day. */
export async function revealRefusal(
  deps: Deps,
  scope: Scope,
  { sourceId, refusalId }: { sourceId: string; refusalId: string },
): Promise<RefusalRevealed> {
  const refusal = await deps.database.db.intakeRefusal.findFirst({
    where: { corpId: scope.corpId, id: refusalId, sourceId },
    select: { bodySealed: true },
  })
  if (!refusal?.bodySealed) throw new AppError('not-found', { log: 'nothing is kept of this item' })
  await writeReveal(deps, scope, {
    action: 'intake-refusal-reveal',
    objectKind: 'intake-refusal',
    objectId: refusalId,
  })
  return {
    text: JSON.stringify(openBody(deps, refusal.bodySealed), null, 2),
    hideAfterSeconds: HIDE_AFTER_SECONDS,
  }
}
