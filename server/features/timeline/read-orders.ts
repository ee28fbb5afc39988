import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import type { OrderPage } from './contract.ts'

/** Orders of one customer, newest first. */
export async function readOrders(
  deps: Deps,
  scope: Scope,
  { customerId, cursor, limit }: { customerId: string; cursor: string | undefined; limit: number },
): Promise<OrderPage> {
  await requireCustomer(deps, scope, customerId)
  const after = readCursor(cursor)
  const rows = await deps.database.db.order.findMany({
    where: {
      corpId: scope.corpId,
      customerId,
      ...(after
        ? {
            OR: [
              { orderedAt: { lt: new Date(after.at) } },
              { orderedAt: new Date(after.at), orderNo: { lt: after.id } },
            ],
          }
        : {}),
    },
    orderBy: [{ orderedAt: 'desc' }, { orderNo: 'desc' }],
    take: limit + 1,
  })
  const { items, nextCursor } = cutPage(rows, limit, (row) => ({
    at: row.orderedAt.toISOString(),
    id: row.orderNo,
  }))
  return {
    items: items.map((row) => ({
      orderNo: row.orderNo,
      kind: row.kind === 'vehicle' || row.kind === 'visit' ? row.kind : 'service',
      status: row.status === 'cancelled' ? 'cancelled' : 'done',
      title: row.title,
      storeName: row.storeName,
      netFen: row.paidFen - row.refundedFen,
      orderedOn: row.orderedOn,
    })),
    nextCursor,
  }
}
