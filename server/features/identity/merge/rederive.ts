import { inTextList } from '../../../platform/db/json-sql.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { rootsOf } from '../../customers/aliases.ts'
import type { Deps } from '../../deps.ts'
import { type Key, relinkOrders } from '../../orders/link-orders.ts'
import { settle } from '../../orders/write-chunk.ts'
import { chooseCurrent } from '../record-profiles.ts'

/** After rows went over: orders find their persons by their keys again, cars follow, and everybody who derives is told. */
export async function rederive(
  deps: Deps,
  tx: SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<void> {
  const list = JSON.stringify(customerIds)
  const mine = inTextList(tx.dialect, '"customerId"')
  const keys = await tx.all<Key>(
    `SELECT "kind", "valueHash" FROM "Identity" WHERE "corpId" = ? AND "kind" <> 'plate' AND ${mine}`,
    [corpId, list],
  )
  const { moved, plates } = await relinkOrders(tx, { corpId, keys, customerIds })
  const cars = await tx.all<{ plateHash: string }>(
    `SELECT DISTINCT "plateHash" FROM "Order" WHERE "corpId" = ? AND "plateHash" IS NOT NULL AND ${mine}`,
    [corpId, list],
  )
  // Whoever has been merged has nothing of their own to derive from.
  const roots = await rootsOf(tx, corpId, [...customerIds, ...moved])
  const touched = new Set([...roots].flatMap(([id, root]) => (id === root ? [id] : [])))
  await settle(deps, tx, {
    corpId,
    touched,
    plates: new Set([...plates, ...cars.map((car) => car.plateHash)]),
  })
  await chooseCurrent(tx, { corpId, customerIds: [...touched] })
  await deps.changes.report(tx, [
    { kind: 'customer-merged', corpId, customerIds: [...customerIds] },
    { kind: 'customer-changed', corpId, customerIds: [...touched] },
  ])
}
