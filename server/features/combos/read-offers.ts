import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import type { OfferList } from './contract.ts'
import { readShownOffers } from './shown-offers.ts'

/** What goes with what this customer has. */
export async function readOffers(deps: Deps, scope: Scope, customerId: string): Promise<OfferList> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const { state, offers } = await readShownOffers(deps.database.sql, { corpId, customerIds: [customerId] })
  const items = (offers.get(customerId) ?? []).map(({ customerId: _customerId, ...offer }) => offer)
  return { state, items }
}
