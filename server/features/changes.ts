import type { AnyTx } from '../platform/db/prisma-sql.ts'
import type { Jobs, NewJob } from '../platform/jobs/index.ts'
import type { Change, Feature } from './feature.ts'

/** Tells the features below of internal facts, in the transaction that made them. */
export interface Changes {
  report(tx: AnyTx, changes: readonly Change[]): Promise<void>
}

/** Which jobs hear which change; built from the feature list. Customers of one report share a job per listener. */
export function createChanges(features: readonly Feature[], jobs: () => Jobs): Changes {
  return {
    async report(tx, changes) {
      const reactions = [...byKindAndCorp(changes)].flatMap(([kind, group]) => reactionsTo(kind, group))
      if (reactions.length > 0) await jobs().addMany(tx, reactions)
    },
  }

  function reactionsTo(kind: Change['kind'], group: readonly Change[]): NewJob[] {
    const corpId = group[0]?.corpId ?? ''
    const customerIds = [...new Set(group.flatMap(customersOf))].sort()
    if (customerIds.length === 0) return []
    const only = customerIds.length === 1 ? customerIds[0] : undefined
    return features.flatMap(({ reactions }) => {
      const name = reactions?.[kind]
      if (!name) return []
      // One customer: bursts coalesce into one job. Many: each report stands for itself.
      const key = only ? `${name}:${kind}:${only}` : undefined
      return [{ name, corpId, payload: { corpId, customerIds }, key, lane: 'event' as const }]
    })
  }
}

function byKindAndCorp(changes: readonly Change[]): [Change['kind'], Change[]][] {
  const groups = new Map<string, [Change['kind'], Change[]]>()
  for (const change of changes) {
    const key = `${change.kind} ${change.corpId}`
    const group = groups.get(key) ?? [change.kind, []]
    group[1].push(change)
    groups.set(key, group)
  }
  return [...groups.values()]
}

function customersOf(change: Change): string[] {
  return 'customerIds' in change ? change.customerIds : [change.customerId]
}
