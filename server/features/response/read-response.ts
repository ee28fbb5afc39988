import { z } from 'zod'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import type { CustomerResponse } from './contract.ts'
import { isResponseOn, readCurrentModel } from './stored-model.ts'

const storedReasons = z.array(z.object({ feature: z.string(), contribution: z.number() }))

/** How likely a customer answers, as the last scoring said, for whoever may see them. */
export async function readCustomerResponse(
  deps: Deps,
  scope: Scope,
  customerId: string,
): Promise<CustomerResponse> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  if (!(await isResponseOn(deps, corpId))) return { state: 'off' }
  const [current, row] = await Promise.all([
    readCurrentModel(deps, corpId),
    deps.database.db.responseScore.findUnique({ where: { corpId_customerId: { corpId, customerId } } }),
  ])
  if (current === null || row === null) return { state: 'not-enough-data' }
  return {
    state: 'known',
    chance: row.chance,
    average: current.model.quality.baseRate,
    reasons: storedReasons.parse(JSON.parse(row.reasonsJson)),
    asOf: row.asOf,
  }
}
