import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { Revealed } from './contract.ts'
import { requireCustomer } from './policy.ts'
import { HIDE_AFTER_SECONDS, writeReveal } from './write-reveal.ts'

/** Opens one sealed phone number: audited before it is shown, and limited per person and day. */
export async function revealPhone(
  deps: Deps,
  scope: Scope,
  { customerId, purpose }: { customerId: string; purpose: string },
): Promise<Revealed> {
  await requireCustomer(deps, scope, customerId)
  const customer = await deps.database.db.customer.findUnique({
    where: { corpId_id: { corpId: scope.corpId, id: customerId } },
    select: { phoneSealed: true },
  })
  if (!customer?.phoneSealed) throw new AppError('not-found', { log: 'customer has no phone' })
  await writeReveal(deps, scope, {
    action: 'phone-reveal',
    objectKind: 'customer',
    objectId: customerId,
    detail: { purpose },
  })
  return { phone: deps.sealer.open(customer.phoneSealed), hideAfterSeconds: HIDE_AFTER_SECONDS }
}
