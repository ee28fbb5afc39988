import { localDateOf } from '../../../domain/time.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { requireCustomer } from '../../customers/policy.ts'
import type { Deps } from '../../deps.ts'
import { recomputeActions } from '../recompute.ts'

/**
 * WeCom does not tell who answered: whoever serves the customer marks it, and may take it back. The first mark counts;
 * marking again moves nothing.
 */
export async function markReplied(
  deps: Deps,
  scope: Scope,
  { id, isReplied }: { id: string; isReplied: boolean },
): Promise<{ id: string }> {
  const { corpId } = scope
  const { db } = deps.database
  const where = { corpId_id: { corpId, id } }
  const known = await db.actionResult.findUnique({ where, select: { customerId: true } })
  if (!known) throw new AppError('not-found', { log: 'no such message' })
  const { customerId } = known
  await requireCustomer(deps, scope, customerId)
  const now = deps.clock.now()
  await db.$transaction(async (tx) => {
    if (isReplied)
      await tx.actionResult.updateMany({
        where: { corpId, id, repliedAt: null },
        data: { repliedAt: now },
      })
    else await tx.actionResult.update({ where, data: { repliedAt: null } })
    await recomputeActions(deps, tx, { corpId, customerIds: [customerId], today: localDateOf(now.getTime()) })
  })
  return { id }
}
