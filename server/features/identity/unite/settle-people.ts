import { type Unions, unitePeople } from '../../../domain/identity/unite.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { withRetryOnBusy } from '../../../platform/db/retry.ts'
import { groupBy } from '../../../platform/group-by.ts'
import { rootsOf } from '../../customers/aliases.ts'
import type { Deps } from '../../deps.ts'
import { mergeCustomers } from '../merge/merge-customers.ts'
import { splitCustomer } from '../merge/split-customer.ts'
import { evidenceBetween } from './evidence-between.ts'
import { placeKeys } from './place-keys.ts'
import { type Component, readComponent } from './read-component.ts'
import { writeReviews } from './write-reviews.ts'

/**
 * Makes the customers what their keys say: who is one person is judged over all records that hang together, and what is
 * stored is brought there by merges and splits. It does not matter which record came first, and twice changes nothing.
 */
export async function settlePeople(deps: Deps, corpId: string, recordIds: readonly string[]): Promise<void> {
  await withRetryOnBusy(deps.clock, () =>
    deps.database.sql.transaction((tx) => settleIn(deps, tx, corpId, recordIds)),
  )
}

/** The same in the caller's transaction. */
export async function settleIn(
  deps: Deps,
  tx: SqlTx,
  corpId: string,
  recordIds: readonly string[],
): Promise<void> {
  const component = await readComponent(tx, corpId, recordIds)
  if (component === null) {
    deps.log.warn(
      { corpId, recordIds: recordIds.slice(0, 5) },
      'too many customers hang together to be judged',
    )
    return
  }
  const unions = judge(component)
  await splitWhatIsNotOne(deps, tx, { corpId, component, unions })
  await mergeWhatIsOne(deps, tx, { corpId, component, unions })
  await placeKeys(deps, tx, { corpId, component, unions })
  await writeReviews(deps, tx, { corpId, component, unions })
}

function judge({ recordIds, claims, merges, decisions, exempt }: Component): Unions {
  const byRecord = groupBy(claims, (claim) => claim.recordId)
  const records = recordIds.map((id) => ({
    id,
    keys: (byRecord.get(id) ?? []).map(({ kind, valueHash }) => ({ kind, value: valueHash })),
  }))
  // What a person joined stays joined until a person takes it apart.
  const joined = merges
    .filter((merge) => merge.rule !== 'key')
    .map(({ fromId, intoId }) => ({ a: fromId, b: intoId, verdict: 'same' as const }))
  return unitePeople(records, { decisions: [...decisions, ...joined], exempt })
}

export interface Step {
  corpId: string
  component: Component
  unions: Unions
}

async function splitWhatIsNotOne(deps: Deps, tx: SqlTx, { corpId, component, unions }: Step): Promise<void> {
  const groupOf = new Map(unions.groups.flatMap((group) => group.map((id) => [id, group] as const)))
  for (const merge of component.merges) {
    if (groupOf.get(merge.fromId) === groupOf.get(merge.intoId)) continue
    await splitCustomer(deps, tx, { corpId, mergeId: merge.id, splitBy: null, reason: 'conflict' })
  }
}

async function mergeWhatIsOne(deps: Deps, tx: SqlTx, { corpId, component, unions }: Step): Promise<void> {
  for (const group of unions.groups) {
    const roots = await rootsOf(tx, corpId, group)
    const [first, ...others] = [...new Set(roots.values())].sort()
    if (first === undefined) continue
    const sideOf = (root: string) => group.filter((id) => roots.get(id) === root)
    for (const other of others) {
      const evidence = await evidenceBetween(deps, tx, {
        corpId,
        claims: component.claims,
        sides: [group.filter((id) => !sideOf(other).includes(id)), sideOf(other)],
      })
      await mergeCustomers(deps, tx, { corpId, aId: first, bId: other, rule: 'key', evidence, madeBy: null })
    }
  }
}
