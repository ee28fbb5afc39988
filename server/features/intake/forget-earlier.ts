import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { forgetProfiles } from '../identity/forget-profiles.ts'
import { forgetVehicles } from '../identity/forget-vehicles.ts'
import { paperOf } from './apply-papers.ts'
import { carOf, dataOf } from './apply-records.ts'
import { openItem } from './open-item.ts'
import type { Fresh } from './stored-facts.ts'

/** Kinds that are kept in the portrait or on the car. */
const LEAVES_TRACES: ReadonlySet<string> = new Set([
  'profile',
  'vehicle',
  'insurance',
  'warranty',
  'inspection',
])

/**
 * A source corrects itself: what its fact said before leaves the portrait and the car, so that nothing is left there
 * that nobody says any more. The fact's versions keep it.
 */
export async function forgetEarlier(
  tx: SqlTx,
  deps: Deps,
  { corpId, source, fresh }: { corpId: string; source: string; fresh: readonly Fresh[] },
): Promise<void> {
  const earlier = fresh.flatMap(({ stored }) =>
    stored && LEAVES_TRACES.has(stored.kind) && stored.bodySealed !== ''
      ? [{ item: openItem(deps, stored.bodySealed), customerId: stored.customerId }]
      : [],
  )
  await forgetProfiles(tx, {
    corpId,
    facts: earlier.flatMap(({ item, customerId }) =>
      item.kind === 'profile' && customerId !== null
        ? [{ customerId, source, at: item.at, fields: Object.keys(dataOf(item, 'profile').fields) }]
        : [],
    ),
  })
  await forgetVehicles(tx, deps, {
    corpId,
    facts: earlier.flatMap(({ item, customerId }) => {
      const isPaper = item.kind !== 'vehicle'
      const told = isPaper ? paperOf(item) : carOf(item)
      return told === null ? [] : [{ ...told, customerId, isPaper, source, at: item.at }]
    }),
  })
}
