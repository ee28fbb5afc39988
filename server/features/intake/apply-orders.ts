import { cleanKey, type KeyKind } from '../../domain/identity/clean-key.ts'
import { localDateOf } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import type { OrderDraft } from '../orders/parse-order.ts'
import { digestOrder } from '../orders/prepare-order.ts'
import { readStored, writeOrders } from '../orders/write-chunk.ts'
import type { DataOf } from './contract.ts'
import { incomingOf } from './person-keys.ts'
import type { Item } from './read-item.ts'

/** Orders go through the writer of the file import: one order number is one order, whichever way it came. */
export async function writeTakenOrders(
  tx: SqlTx,
  deps: Deps,
  { corpId, source, orders }: { corpId: string; source: string; orders: readonly Item[] },
): Promise<void> {
  if (orders.length === 0) return
  const prepared = orders.map((item) => {
    const order = draftOf(item, source)
    return { order, digest: digestOrder(deps.sealer, order) }
  })
  const stored = await readStored(deps, corpId, prepared)
  await writeOrders(deps, tx, {
    corpId,
    importId: `intake:${source}`,
    orders: prepared,
    former: prepared.flatMap(({ order }) => stored.get(order.orderNo) ?? []),
    createCustomers: false,
    isOfFile: false,
  })
}

function draftOf({ id, at, person, data }: Item, source: string): OrderDraft {
  const order = data as DataOf<'order'> // checked by its schema
  const { keys } = incomingOf(person, source)
  const orNull = (kind: KeyKind): string | null => {
    const clean = keys[kind] == null ? null : cleanKey(kind, keys[kind])
    return clean !== null && 'value' in clean ? clean.value : null
  }
  const [openid, foreignId] = [orNull('openid'), orNull('customer_id')]
  return {
    // Left away where there is none: an order from before they were known has the same fingerprint.
    ...(openid === null ? {} : { openid }),
    ...(foreignId === null ? {} : { foreignId }),
    orderNo: id,
    kind: order.type,
    status: order.status,
    paidFen: order.paidFen,
    refundedFen: order.refundedFen,
    orderedAtMs: at.getTime(),
    orderedOn: localDateOf(at.getTime()),
    storeName: order.storeName ?? null,
    title: order.title,
    phone: orNull('phone'),
    name: person.name ?? null,
    plate: orNull('plate'),
    vehicleModel: order.vehicleModel ?? null,
    memberNo: orNull('member_no'),
    odometerKm: order.odometerKm ?? null,
    unionid: orNull('unionid'),
    externalUserid: orNull('external_userid'),
  }
}
