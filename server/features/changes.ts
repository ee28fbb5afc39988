import type { AnyTx } from '../platform/db/prisma-sql.ts'
import type { Jobs, NewJob } from '../platform/jobs/index.ts'
import type { Change, Feature } from './feature.ts'

/** Tells the features below of internal facts, in the transaction that made them. */
export interface Changes {
  report(tx: AnyTx, changes: readonly Change[]): Promise<void>
}

interface Heard {
  name: string
  corpId: string
  customerIds: Set<string>
}

/** Which jobs hear which change; built from the feature list. What one report tells a listener is one job. */
export function createChanges(features: readonly Feature[], jobs: () => Jobs): Changes {
  return {
    async report(tx, changes) {
      const heard = listenersOf(features, changes)
      if (heard.length > 0) await jobs().addMany(tx, heard.map(jobOf))
    },
  }
}

function listenersOf(features: readonly Feature[], changes: readonly Change[]): Heard[] {
  const heard = new Map<string, Heard>()
  for (const { reactions } of features)
    for (const { kind, corpId, customerIds } of changes) {
      const name = reactions?.[kind]
      if (!name || customerIds.length === 0) continue
      const known = heard.get(`${name} ${corpId}`) ?? { name, corpId, customerIds: new Set() }
      for (const id of customerIds) known.customerIds.add(id)
      heard.set(`${name} ${corpId}`, known)
    }
  return [...heard.values()]
}

function jobOf({ name, corpId, customerIds: ids }: Heard): NewJob {
  const customerIds = [...ids].sort()
  // One customer: bursts coalesce into one job. Many: each report stands for itself.
  const key = customerIds.length === 1 ? `${name}:${customerIds[0]}` : undefined
  return { name, corpId, payload: { corpId, customerIds }, key, lane: 'event' }
}
