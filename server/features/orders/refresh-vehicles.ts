import { groupBy } from '../../domain/group-by.ts'
import {
  deriveVehicles,
  type VehicleOrder,
  type VehicleState,
  type VehicleTerms,
} from '../../domain/vehicles.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList, jsonAsText, jsonList, jsonRows } from '../../platform/db/json-sql.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import type { Sealer } from '../../platform/seal.ts'
import { overlayTold } from '../customers/told-vehicles.ts'
import { maskPlate } from '../../domain/masks.ts'
import { openBuyer } from './buyer.ts'

interface Row {
  customerId: string
  orderNo: string
  kind: VehicleOrder['kind']
  orderedOn: string
  title: string
  plateHash: string | null
  vehicleModel: string | null
  odometerKm: number | null
}

interface Refresh {
  corpId: string
  customerIds: ReadonlySet<string>
  sealer: Sealer
  terms: VehicleTerms
  now: Date
}

/** Derives the cars of some customers from all their orders and writes what differs. Running it twice changes nothing. */
export async function refreshVehicles(
  tx: AnyTx,
  { corpId, customerIds, sealer, terms, now }: Refresh,
): Promise<void> {
  if (customerIds.size === 0) return
  const drivers = await readDrivers(tx, corpId, customerIds)
  if (drivers.length === 0) return
  const ids = JSON.stringify(drivers)
  const orders = await readVehicleOrders(tx, corpId, ids)
  const owners = await readPlateOwners(tx, corpId, orders)
  const plateOf = await platesOf(tx, { corpId, orders, sealer })
  const rows: ({ id: string; customerId: string } & VehicleState & Partial<SealedPlate>)[] = []
  for (const [customerId, own] of groupBy(orders, (row) => row.customerId)) {
    // A car that has been sold on shows with its new owner only.
    const theirs = own.filter((row) => row.plateHash === null || owners.get(row.plateHash) === customerId)
    for (const car of deriveVehicles(theirs.map(toVehicleOrder), terms)) {
      const stored = car.plateKey === null ? null : plateOf(car.plateKey)
      const { id = idOf(car), toldJson = null, ...plate } = stored ?? {}
      rows.push({ id, customerId, ...plate, ...overlayTold(car, toldJson) })
    }
  }
  await dropOthers(tx, { corpId, ids, keep: rows.map((row) => row.id) })
  await bulkUpsert(tx, {
    table: 'Vehicle',
    columns: [...COLUMNS],
    key: ['corpId', 'id'],
    onlyIfChanged: COLUMNS.filter((name) => !['corpId', 'id', 'plateSealed', 'updatedAt'].includes(name)),
    rows: rows.map(({ key: _key, plateKey, ...row }) => {
      return { corpId, plateHash: plateKey, ...row, updatedAt: now }
    }),
  })
}

const COLUMNS = [
  'corpId',
  'id',
  'customerId',
  'model',
  'plateSealed',
  'plateMask',
  'plateHash',
  'deliveredOn',
  'lastServiceOn',
  'lastServiceKm',
  'nextServiceOn',
  'warrantyEndsOn',
  'insuranceEndsOn',
  'updatedAt',
] as const

/** Ids follow from the plate (or the delivery), so that deriving again finds the same row. */
function idOf({ key }: { key: string }): string {
  return `order-${key.replace(/^order:/, 'no-')}`
}

function toVehicleOrder(row: Row): VehicleOrder {
  const { orderNo, kind, orderedOn, title, plateHash, vehicleModel, odometerKm } = row
  return { orderNo, kind, orderedOn, title, plateKey: plateHash, model: vehicleModel, odometerKm }
}

/** Those of the customers who have a car, or an order that makes one. In a retail file that is nobody. */
async function readDrivers(tx: AnyTx, corpId: string, customerIds: ReadonlySet<string>): Promise<string[]> {
  const sql = sqlIn(tx)
  const mine = `"corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`
  const ids = JSON.stringify([...customerIds])
  const rows = await sql.all<{ customerId: string }>(
    `SELECT "customerId" FROM "Order" WHERE ${mine} AND ("plateHash" IS NOT NULL OR "kind" = 'vehicle')
     UNION SELECT "customerId" FROM "Vehicle" WHERE ${mine}`,
    [corpId, ids, corpId, ids],
  )
  return rows.map((row) => row.customerId)
}

const READ = [
  'customerId',
  'orderNo',
  'kind',
  'orderedOn',
  'title',
  'plateHash',
  'vehicleModel',
  'odometerKm',
] as const satisfies readonly (keyof Row)[]
type CellsOf<N extends readonly (keyof Row)[]> = { -readonly [K in keyof N]: Row[N[K]] }

/** All orders some customers ever had: as one text, for row by row the driver takes several times as long. */
async function readVehicleOrders(tx: AnyTx, corpId: string, ids: string): Promise<Row[]> {
  const sql = sqlIn(tx)
  const cells = jsonList(
    sql.dialect,
    READ.map((name) => `"${name}"`),
  )
  // Visits tell nothing of a car: a quote names the model that is asked for, not the one that is driven.
  const [row] = await sql.all<{ list: string }>(
    `SELECT ${jsonAsText(sql.dialect, jsonRows(sql.dialect, cells))} AS "list" FROM "Order"
     WHERE "corpId" = ? AND "status" = 'done' AND "kind" <> 'visit' AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, ids],
  )
  const rows = JSON.parse(row?.list ?? '[]') as CellsOf<typeof READ>[] // the statement above
  return rows.map(([customerId, orderNo, kind, orderedOn, title, plateHash, vehicleModel, odometerKm]) => {
    return { customerId, orderNo, kind, orderedOn, title, plateHash, vehicleModel, odometerKm }
  })
}

async function readPlateOwners(tx: AnyTx, corpId: string, orders: Row[]): Promise<Map<string, string>> {
  const hashes = new Set(orders.flatMap((row) => row.plateHash ?? []))
  if (hashes.size === 0) return new Map()
  const sql = sqlIn(tx)
  const rows = await sql.all<{ valueHash: string; customerId: string }>(
    `SELECT "valueHash", "customerId" FROM "Identity"
     WHERE "corpId" = ? AND "kind" = 'plate' AND ${inTextList(sql.dialect, '"valueHash"')}`,
    [corpId, JSON.stringify([...hashes])],
  )
  return new Map(rows.map((row) => [row.valueHash, row.customerId]))
}

interface SealedPlate {
  plateSealed: string | null
  plateMask: string | null
}

/** Of a car that has a row already, also which row that is and what was told of the car. */
type StoredCar = SealedPlate & { id?: string; toldJson?: string | null }

/** The plate as the car's row keeps it; sealed anew only for a car that has no row yet. */
async function platesOf(
  tx: AnyTx,
  { corpId, orders, sealer }: { corpId: string; orders: Row[]; sealer: Sealer },
): Promise<(plateHash: string) => StoredCar> {
  const hashes = [...new Set(orders.flatMap((row) => row.plateHash ?? []))]
  const sql = sqlIn(tx)
  const stored = await sql.all<{ plateHash: string; id: string; toldJson: string | null } & SealedPlate>(
    `SELECT "plateHash", "id", "plateSealed", "plateMask", "toldJson" FROM "Vehicle"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"plateHash"')}`,
    [corpId, JSON.stringify(hashes)],
  )
  const known = new Map(stored.map(({ plateHash, ...plate }) => [plateHash, plate]))
  const buyers = await readBuyers(
    tx,
    corpId,
    hashes.filter((hash) => !known.has(hash)),
  )
  return (plateHash) => {
    const row = known.get(plateHash)
    if (row) return row
    const { plate } = openBuyer(sealer, buyers.get(plateHash) ?? null)
    return plate === null
      ? { plateSealed: null, plateMask: null }
      : { plateSealed: sealer.seal(plate), plateMask: maskPlate(plate) }
  }
}

/** The sealed buyers of orders that name these plates, one for each. */
async function readBuyers(
  tx: AnyTx,
  corpId: string,
  hashes: readonly string[],
): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map()
  const sql = sqlIn(tx)
  const rows = await sql.all<{ plateHash: string; buyerSealed: string }>(
    `SELECT "plateHash", "buyerSealed" FROM "Order"
     WHERE "corpId" = ? AND "status" = 'done' AND "buyerSealed" IS NOT NULL AND ${inTextList(sql.dialect, '"plateHash"')}`,
    [corpId, JSON.stringify(hashes)],
  )
  return new Map(rows.map((row) => [row.plateHash, row.buyerSealed]))
}

/** Cars of these customers that no order speaks of any more; cars from elsewhere stay. */
async function dropOthers(
  tx: AnyTx,
  { corpId, ids, keep }: { corpId: string; ids: string; keep: string[] },
): Promise<void> {
  const sql = sqlIn(tx)
  await sql.run(
    `DELETE FROM "Vehicle" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')} AND "id" LIKE 'order-%'
     AND "toldJson" IS NULL AND NOT (${inTextList(sql.dialect, '"id"')})`,
    [corpId, ids, JSON.stringify(keep)],
  )
}
