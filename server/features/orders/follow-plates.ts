import { groupBy } from '../../domain/group-by.ts'
import { startOfDayMs } from '../../domain/time.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import {
  KEY_COLUMNS,
  type Link,
  type LinkKind,
  namesPerson,
  type OrderKeys,
  writeLinks,
} from './link-orders.ts'

interface PlateOrder extends OrderKeys {
  orderNo: string
  orderedAt: string
  plateHash: string
  customerId: string | null
  linkedBy: LinkKind | null
}

/**
 * Cars are resold, so a plate has an owner at a time. An order that names only a plate belongs to whoever came with
 * the car last before it (or first after it); the car now belongs to the newest order's customer.
 */
export async function followPlates(
  tx: AnyTx,
  { corpId, plates, now }: { corpId: string; plates: ReadonlySet<string>; now: Date },
): Promise<Set<string>> {
  const touched = new Set<string>()
  if (plates.size === 0) return touched
  const byPlate = groupBy(await readPlateOrders(tx, corpId, plates), (order) => order.plateHash)
  const told = await readToldOwners(tx, corpId, plates)
  const links: ({ orderNo: string } & Link)[] = []
  const owners: { valueHash: string; customerId: string }[] = []
  for (const [plateHash, orders] of byPlate) {
    const linked = linkByPlate(orders, told.get(plateHash) ?? [])
    for (const { order, link } of linked) {
      if (order.customerId === link.customerId && order.linkedBy === link.linkedBy) continue
      links.push({ orderNo: order.orderNo, ...link })
      if (order.customerId !== null) touched.add(order.customerId)
      if (link.customerId !== null) touched.add(link.customerId)
    }
    const lastCame = linked.findLast(({ link }) => link.customerId !== null)
    const lastTold = told.get(plateHash)?.at(-1)
    const isTold = lastTold !== undefined && lastTold.at >= (lastCame?.order.orderedAt ?? '')
    const newest = isTold ? lastTold.customerId : lastCame?.link.customerId
    if (newest) owners.push({ valueHash: plateHash, customerId: newest })
  }
  await writeLinks(tx, { corpId, links })
  for (const customerId of await writeOwners(tx, { corpId, owners, now })) touched.add(customerId)
  return touched
}

interface Named {
  customerId: string | null
  at: string
}

function linkByPlate(orders: PlateOrder[], told: Named[]): { order: PlateOrder; link: Link }[] {
  const came = orders.filter((order) => namesPerson(order) && order.customerId !== null)
  const named: Named[] = [...came.map((order) => ({ ...order, at: order.orderedAt })), ...told].sort(
    (a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0),
  )
  return orders.map((order) => {
    if (namesPerson(order)) return { order, link: { customerId: order.customerId, linkedBy: order.linkedBy } }
    const owner = named.findLast((other) => other.at <= order.orderedAt) ?? named[0]
    return { order, link: { customerId: owner?.customerId ?? null, linkedBy: owner ? 'plate' : null } }
  })
}

/** Owners somebody told us of, from the day on which the car became theirs. */
async function readToldOwners(
  tx: AnyTx,
  corpId: string,
  plates: ReadonlySet<string>,
): Promise<Map<string, Named[]>> {
  const sql = sqlIn(tx)
  const rows = await sql.all<{ plateHash: string; customerId: string; fromOn: string }>(
    `SELECT v."plateHash", o."customerId", o."fromOn" FROM "Vehicle" v
     JOIN "VehicleOwner" o ON o."corpId" = v."corpId" AND o."vehicleId" = v."id" AND o."source" <> 'order'
     WHERE v."corpId" = ? AND ${inTextList(sql.dialect, 'v."plateHash"')} ORDER BY o."fromOn", o."customerId"`,
    [corpId, JSON.stringify([...plates])],
  )
  const named = rows.map(({ plateHash, customerId, fromOn }) => {
    return { plateHash, customerId, at: isoOf(startOfDayMs(fromOn)) }
  })
  return groupBy(named, (row) => row.plateHash)
}

/** As times are read from rows, so that both compare as texts. */
function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00')
}

async function readPlateOrders(
  tx: AnyTx,
  corpId: string,
  plates: ReadonlySet<string>,
): Promise<PlateOrder[]> {
  const sql = sqlIn(tx)
  return sql.all<PlateOrder>(
    `SELECT "orderNo", "orderedAt", "plateHash", "customerId", "linkedBy", ${KEY_COLUMNS}
     FROM "Order" WHERE "corpId" = ? AND "status" = 'done' AND ${inTextList(sql.dialect, '"plateHash"')}
     ORDER BY "orderedAt", "orderNo"`,
    [corpId, JSON.stringify([...plates])],
  )
}

/** Gives the customers between whom a car went over. */
async function writeOwners(
  tx: AnyTx,
  { corpId, owners, now }: { corpId: string; owners: { valueHash: string; customerId: string }[]; now: Date },
): Promise<Set<string>> {
  const sql = sqlIn(tx)
  const before = await sql.all<{ valueHash: string; customerId: string }>(
    `SELECT "valueHash", "customerId" FROM "Identity" WHERE "corpId" = ? AND "kind" = 'plate'
     AND ${inTextList(sql.dialect, '"valueHash"')}`,
    [corpId, JSON.stringify(owners.map((owner) => owner.valueHash))],
  )
  const ownerNow = new Map(owners.map((owner) => [owner.valueHash, owner.customerId]))
  await bulkUpsert(tx, {
    table: 'Identity',
    columns: ['corpId', 'kind', 'valueHash', 'customerId', 'source', 'createdAt'],
    key: ['corpId', 'kind', 'valueHash'],
    update: ['customerId'],
    onlyIfChanged: ['customerId'],
    rows: owners.map((owner) => ({ corpId, kind: 'plate', source: 'order', createdAt: now, ...owner })),
  })
  const changed = new Set<string>()
  for (const { valueHash, customerId } of before) {
    const owner = ownerNow.get(valueHash)
    if (owner !== undefined && owner !== customerId) changed.add(customerId).add(owner)
  }
  return changed
}
