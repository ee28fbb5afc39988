import { inTextList } from '../../platform/db/json-sql.ts'
import { sqlIn } from '../../platform/db/prisma-sql.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { Deps } from '../deps.ts'
import { type Key, relinkOrders } from './link-orders.ts'
import { settle } from './write-chunk.ts'

/** Some customers got or lost keys: the orders that waited for them find them, and those that were theirs look again. */
export async function relinkCustomers(
  deps: Deps,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<void> {
  await withRetryOnBusy(deps.clock, () =>
    deps.database.db.$transaction(async (tx) => {
      const sql = sqlIn(tx)
      const keys = await sql.all<Key>(
        `SELECT "kind", "valueHash" FROM "Identity"
         WHERE "corpId" = ? AND "kind" <> 'plate' AND ${inTextList(sql.dialect, '"customerId"')}`,
        [corpId, JSON.stringify(customerIds)],
      )
      const { moved, plates } = await relinkOrders(tx, { corpId, keys, customerIds })
      if (moved.size > 0) await settle(deps, tx, { corpId, touched: moved, plates })
    }),
  )
}
