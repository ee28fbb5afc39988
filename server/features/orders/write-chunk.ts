import { VEHICLE_TERMS } from '../../domain/vehicles.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import type { Deps } from '../deps.ts'
import { sealBuyer } from './buyer.ts'
import { followPlates } from './follow-plates.ts'
import { createMembers, learnKeys, type LinkedOrder } from './learn-keys.ts'
import { chooseOwner, namesPerson, readOwners, relinkOrders, UNLINKED } from './link-orders.ts'
import { hashKeys, type HashedOrder, type PreparedOrder } from './prepare-order.ts'
import { refreshOwners } from './refresh-owners.ts'
import { refreshVehicles } from './refresh-vehicles.ts'

export interface Stored {
  digest: string
  customerId: string | null
  plateHash: string | null
}

/** What the database has of these orders. */
export async function readStored(
  { database: { sql } }: Deps,
  corpId: string,
  orders: readonly PreparedOrder[],
): Promise<Map<string, Stored>> {
  const rows = await sql.all<{ orderNo: string } & Stored>(
    `SELECT "orderNo", "digest", "customerId", "plateHash" FROM "Order" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"orderNo"')}`,
    [corpId, JSON.stringify(orders.map(({ order }) => order.orderNo))],
  )
  return new Map(rows.map((row) => [row.orderNo, row]))
}

/** The customers as a dry run finds them; nothing is written. */
export async function linkOrders(
  deps: Deps,
  corpId: string,
  orders: readonly PreparedOrder[],
): Promise<LinkedOrder[]> {
  return withOwners(
    deps.database.db,
    corpId,
    orders.map((order) => hashKeys(deps.sealer, order)),
  )
}

async function withOwners(tx: AnyTx, corpId: string, orders: readonly HashedOrder[]): Promise<LinkedOrder[]> {
  const owners = await readOwners(tx, { corpId, orders: orders.map((one) => one.keys) })
  return orders.map((one) => ({
    ...one,
    link: namesPerson(one.keys) ? chooseOwner(one.keys, owners) : UNLINKED,
  }))
}

interface Chunk {
  corpId: string
  importId: string
  /** New and changed orders. */
  orders: readonly PreparedOrder[]
  /** What the database had of them. */
  former: readonly Stored[]
  createCustomers: boolean
  /** Of a file, whose customers wait for its end: report-import.ts. Others that the rows touch are seen to now. */
  isOfFile: boolean
}

/** Writes orders with all that hangs on them, in the caller's transaction. Gives how many have a customer. */
export async function writeOrders(deps: Deps, tx: AnyTx, chunk: Chunk): Promise<number> {
  const { corpId } = chunk
  const where = { corpId, now: deps.clock.now(), sealer: deps.sealer }
  const hashed = chunk.orders.map((order) => hashKeys(deps.sealer, order))
  const found = await withOwners(tx, corpId, hashed)
  const linked = chunk.createCustomers ? await createMembers(tx, where, found) : found
  await upsertOrders(tx, { ...where, importId: chunk.importId, linked })
  const { learned, clashed } = await learnKeys(tx, where, linked)
  const relinked = await relinkOrders(tx, { corpId, keys: learned })
  const touched = new Set(relinked.moved)
  const plates = new Set(relinked.plates)
  const add = ({ customerId, plateHash }: Pick<Stored, 'customerId' | 'plateHash'>): void => {
    if (customerId !== null) touched.add(customerId)
    if (plateHash !== null) plates.add(plateHash)
  }
  chunk.former.forEach(add)
  const known = new Set(plates)
  for (const { plateHash, link } of linked) add({ customerId: link.customerId, plateHash })
  // Who lost an order to somebody else is none of the file's customers in the end.
  const later = new Set(chunk.isOfFile ? linked.map((one) => one.link.customerId) : [])
  for (const customerId of relinked.moved) later.delete(customerId)
  await settle(deps, tx, { corpId, touched, plates, later, ownersOf: chunk.isOfFile ? known : plates })
  if (clashed.size > 0)
    await deps.changes.report(tx, [{ kind: 'keys-clashed', corpId, customerIds: [...clashed] }])
  return countLinked(tx, corpId, linked)
}

/** Asked of the database: plates and newly learned keys link orders after they are written. */
async function countLinked(tx: AnyTx, corpId: string, orders: readonly PreparedOrder[]): Promise<number> {
  const sql = sqlIn(tx)
  const [row] = await sql.all<{ count: number }>(
    `SELECT COUNT(*) AS "count" FROM "Order"
     WHERE "corpId" = ? AND "customerId" IS NOT NULL AND ${inTextList(sql.dialect, '"orderNo"')}`,
    [corpId, JSON.stringify(orders.map(({ order }) => order.orderNo))],
  )
  return row?.count ?? 0
}

/**
 * After orders found their customers: plates, cars, and word to whoever counts on orders. `later` are customers whose
 * cars and word wait; `ownersOf` are the plates whose owners do not.
 */
export async function settle(
  deps: Deps,
  tx: AnyTx,
  {
    corpId,
    touched,
    plates,
    later = new Set(),
    ownersOf = plates,
  }: {
    corpId: string
    touched: Set<string>
    plates: Set<string>
    later?: ReadonlySet<string | null>
    ownersOf?: ReadonlySet<string>
  },
): Promise<void> {
  const moved = await followPlates(tx, { corpId, plates, now: deps.clock.now() })
  for (const customerId of moved) touched.add(customerId)
  const customerIds = [...touched].filter((id) => !later.has(id))
  // A car that went over shows with its new owner at once: between chunk and end it would be nobody's.
  await refreshCars(deps, tx, { corpId, customerIds: new Set([...customerIds, ...moved]), plates: ownersOf })
  if (customerIds.length > 0) await deps.changes.report(tx, [{ kind: 'orders-linked', corpId, customerIds }])
}

/** The cars of these customers, and who had the cars of these plates when. */
export async function refreshCars(
  deps: Deps,
  tx: AnyTx,
  {
    corpId,
    customerIds,
    plates,
  }: { corpId: string; customerIds: ReadonlySet<string>; plates: ReadonlySet<string> },
): Promise<void> {
  const now = deps.clock.now()
  const terms = { ...VEHICLE_TERMS, serviceIntervalMonths: deps.defaults.serviceIntervalMonths }
  await refreshVehicles(tx, { corpId, customerIds, sealer: deps.sealer, terms, now })
  await refreshOwners(tx, { corpId, plates, now })
}

async function upsertOrders(
  tx: AnyTx,
  input: {
    corpId: string
    importId: string
    now: Date
    sealer: Deps['sealer']
    linked: readonly LinkedOrder[]
  },
): Promise<void> {
  const { corpId, importId, now, sealer, linked } = input
  await bulkUpsert(tx, {
    table: 'Order',
    columns: [...COLUMNS],
    key: ['corpId', 'orderNo'],
    rows: linked.map(({ order, digest, keys, plateHash, link }) => ({
      corpId,
      ...keys,
      ...link,
      plateHash,
      digest,
      importId,
      updatedAt: now,
      orderNo: order.orderNo,
      kind: order.kind,
      status: order.status,
      paidFen: order.paidFen,
      refundedFen: order.refundedFen,
      orderedAt: new Date(order.orderedAtMs),
      orderedOn: order.orderedOn,
      storeName: order.storeName,
      title: order.title,
      vehicleModel: order.vehicleModel,
      odometerKm: order.odometerKm,
      buyerSealed: sealBuyer(sealer, order),
    })),
  })
}

const COLUMNS = [
  'corpId',
  'orderNo',
  'customerId',
  'linkedBy',
  'kind',
  'status',
  'paidFen',
  'refundedFen',
  'orderedAt',
  'orderedOn',
  'storeName',
  'title',
  'phoneHash',
  'unionidHash',
  'externalHash',
  'memberNoHash',
  'openidHash',
  'customerIdHash',
  'plateHash',
  'buyerSealed',
  'vehicleModel',
  'odometerKm',
  'digest',
  'importId',
  'updatedAt',
] as const
