import { addDays, localDateOf } from '../../domain/time.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import type { StageOverride, StandingAnswer } from './contract.ts'
import { readStanding } from './read-standing.ts'
import { recomputeIn } from './recompute.ts'

/** Longer than this nobody should trust a person over the facts. */
const LONGEST_DAYS = 180

/** A person knows better than the rule, until a day; null takes that back. */
export async function overrideStage(
  deps: Deps,
  scope: Scope,
  { customerId, override }: { customerId: string; override: StageOverride | null },
): Promise<StandingAnswer> {
  await requireCustomer(deps, scope, customerId)
  const now = deps.clock.now()
  const today = localDateOf(now.getTime())
  if (override !== null && (override.until < today || override.until > addDays(today, LONGEST_DAYS)))
    throw new AppError('invalid-input', { tell: { field: 'until' } })
  const { corpId, staffId } = scope
  const value = override && {
    stage: override.stage,
    until: override.until,
    by: staffId,
    reason: override.reason,
  }
  await deps.database.sql.transaction(async (tx) => {
    await recomputeIn(deps, tx, { corpId, customerIds: [customerId], override: { value, by: staffId } })
    await writeAudit(tx, deps, scope, {
      action: override ? 'stage-overridden' : 'stage-restored',
      objectKind: 'customer',
      objectId: customerId,
      detail: override,
    })
  })
  return readStanding(deps, scope, customerId)
}
