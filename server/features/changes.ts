import type { AnyTx } from '../platform/db/prisma-sql.ts'
import type { Jobs } from '../platform/jobs/index.ts'
import type { Change, Feature } from './feature.ts'

/** Tells the features below of internal facts, in the transaction that made them. */
export interface Changes {
  report(tx: AnyTx, changes: readonly Change[]): Promise<void>
}

/** Which jobs hear which change; built from the feature list. Customers of one report share a job per listener. */
export function createChanges(features: readonly Feature[], jobs: () => Jobs): Changes {
  return {
    async report(tx, changes) {
      for (const [kind, group] of byKindAndCorp(changes)) {
        const corpId = group[0]?.corpId ?? ''
        const customerIds = [...new Set(group.flatMap(customersOf))].sort()
        for (const feature of features) {
          const job = feature.reactions?.[kind]
          if (!job || customerIds.length === 0) continue
          const only = customerIds.length === 1 ? customerIds[0] : undefined
          await jobs().add(tx, {
            name: job,
            corpId,
            payload: { corpId, customerIds },
            // One customer: bursts coalesce into one job. Many: each report stands for itself.
            key: only ? `${job}:${kind}:${only}` : undefined,
            lane: 'event',
          })
        }
      }
    },
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
