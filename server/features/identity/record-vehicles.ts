import { cleanKey } from '../../domain/identity/clean-key.ts'
import { maskPlate, maskVin } from '../../domain/masks.ts'
import { localDateOf, type LocalDate } from '../../domain/time.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import type { Deps } from '../deps.ts'
import { parseTold, TOLD_DATES, type ToldField } from '../customers/told-vehicles.ts'
import { settle } from '../orders/write-chunk.ts'
import { keepRefused } from './refused-keys.ts'

/** What a source says of a car. VIN or plate names it; both as they are written there. */
export interface VehicleFact extends Partial<Record<ToldField, string | null>> {
  vin?: string | null
  plate?: string | null
  /** A car we have, where the source names none but its person has just this one. */
  vehicleId?: string | null
  /** Whose it is or was, from resolvePeople; null: the source names nobody. */
  owner: { customerId: string; originId: string | null } | null
  /** Who came with the car and is not told to own it: has a car nobody knows yet, and takes none from its owner. */
  holderId?: string | null
  ownedFrom?: LocalDate | null
  ownedTo?: LocalDate | null
  odometerKm?: number | null
  readOn?: LocalDate | null
  source: string
  at: Date
}

interface CarKeys {
  vin: string | null
  plate: string | null
  vinHash: string | null
  plateHash: string | null
}

interface StoredCar {
  id: string
  customerId: string
  plateHash: string | null
  vinHash: string | null
  toldJson: string | null
}

/**
 * Writes what is told of cars: data, owner from and to, odometer. A resale is a new owner row and never joins people.
 * Gives for each fact its vehicle id, or null when neither VIN nor plate is good, or nobody ever had the car.
 */
export async function recordVehicles(
  tx: AnyTx,
  deps: Deps,
  { corpId, facts }: { corpId: string; facts: readonly VehicleFact[] },
): Promise<(string | null)[]> {
  const touched = new Set<string>()
  const plates = new Set<string>()
  const ids: (string | null)[] = []
  for (const fact of facts) {
    const keys = await cleanKeys(tx, deps, corpId, fact)
    const car = await findOrMake(tx, deps, { corpId, fact, keys })
    ids.push(car?.id ?? null)
    if (car === null) continue
    await freePlate(tx, { corpId, car, keys })
    await writeTold(tx, deps, { corpId, car, fact, keys })
    await writeReading(tx, deps, { corpId, car, fact })
    for (const id of await writeOwner(tx, deps, { corpId, car, fact })) touched.add(id)
    const plateHash = keys.plateHash ?? car.plateHash
    if (plateHash !== null) plates.add(plateHash)
  }
  if (ids.some((id) => id !== null)) await settle(deps, tx, { corpId, touched, plates })
  return ids
}

async function cleanKeys(tx: AnyTx, deps: Deps, corpId: string, fact: VehicleFact): Promise<CarKeys> {
  const { sealer } = deps
  const read = async (kind: 'vin' | 'plate'): Promise<string | null> => {
    const text = fact[kind]
    if (text === undefined || text === null) return null
    const clean = cleanKey(kind, text)
    if ('value' in clean) return clean.value
    const customerId = fact.owner?.customerId ?? null
    const values = [{ kind, text, reason: clean.refused, source: fact.source, customerId }]
    await keepRefused(tx, deps, { corpId, values })
    return null
  }
  const [vin, plate] = [await read('vin'), await read('plate')]
  return {
    vin,
    plate,
    vinHash: vin === null ? null : sealer.lookupHash('vin', vin),
    plateHash: plate === null ? null : sealer.lookupHash('plate', plate),
  }
}

interface Step {
  corpId: string
  fact: VehicleFact
}

/** The VIN is the car; a plate names the car that carries it now. */
async function findOrMake(
  tx: AnyTx,
  { clock }: Deps,
  { corpId, fact, keys }: Step & { keys: CarKeys },
): Promise<StoredCar | null> {
  const sql = sqlIn(tx)
  if (fact.vehicleId) {
    const [car] = await sql.all<StoredCar>(
      `SELECT "id", "customerId", "plateHash", "vinHash", "toldJson" FROM "Vehicle" WHERE "corpId" = ? AND "id" = ?`,
      [corpId, fact.vehicleId],
    )
    return car ?? null
  }
  for (const column of ['vinHash', 'plateHash'] as const) {
    if (keys[column] === null) continue
    const [car] = await sql.all<StoredCar>(
      `SELECT "id", "customerId", "plateHash", "vinHash", "toldJson" FROM "Vehicle" WHERE "corpId" = ? AND "${column}" = ?`,
      [corpId, keys[column]],
    )
    // Another VIN under the same plate: the plate went over to another car.
    if (
      car &&
      (column === 'vinHash' || keys.vinHash === null || car.vinHash === null || car.vinHash === keys.vinHash)
    )
      return car
    if (car)
      await sql.run(`UPDATE "Vehicle" SET "plateHash" = NULL WHERE "corpId" = ? AND "id" = ?`, [
        corpId,
        car.id,
      ])
  }
  const hash = keys.vinHash ?? keys.plateHash
  const customerId = fact.owner?.customerId ?? fact.holderId ?? null
  if (hash === null || customerId === null) return null
  const id = `car-${hash}`
  await sql.run(
    `INSERT INTO "Vehicle" ("corpId", "id", "customerId", "updatedAt") VALUES (?, ?, ?, ?)
     ON CONFLICT ("corpId", "id") DO NOTHING`,
    [corpId, id, customerId, clock.now()],
  )
  return { id, customerId, plateHash: null, vinHash: null, toldJson: null }
}

/** Orders may have made a car of the plate alone before its VIN was told: what they say is derived anew for this one. */
async function freePlate(
  tx: AnyTx,
  { corpId, car, keys }: { corpId: string; car: StoredCar; keys: CarKeys },
): Promise<void> {
  if (keys.plateHash === null || keys.plateHash === car.plateHash) return
  await sqlIn(tx).run(
    `UPDATE "Vehicle" SET "plateHash" = NULL WHERE "corpId" = ? AND "plateHash" = ? AND "id" <> ?`,
    [corpId, keys.plateHash, car.id],
  )
}

async function writeTold(
  tx: AnyTx,
  { sealer, clock }: Deps,
  { corpId, car, fact, keys }: Step & { car: StoredCar; keys: CarKeys },
): Promise<void> {
  const said = parseTold(car.toldJson)
  const at = fact.at.toISOString()
  for (const field of TOLD_DATES) {
    const value = fact[field]
    if (!value || (said[field] !== undefined && said[field].at > at)) continue
    said[field] = { value, source: fact.source, at }
  }
  const shown = TOLD_DATES.flatMap((field) =>
    said[field] ? [[field, String(said[field].value)] as const] : [],
  )
  const sets = new Map<string, string | null>([
    ...shown,
    ['toldJson', JSON.stringify(said)],
    ...(keys.vin === null || keys.vinHash === car.vinHash
      ? []
      : ([
          ['vinHash', keys.vinHash],
          ['vinMask', maskVin(keys.vin)],
          ['vinSealed', sealer.seal(keys.vin)],
        ] as const)),
    ...(keys.plate === null || keys.plateHash === car.plateHash
      ? []
      : ([
          ['plateHash', keys.plateHash],
          ['plateMask', maskPlate(keys.plate)],
          ['plateSealed', sealer.seal(keys.plate)],
        ] as const)),
  ])
  await sqlIn(tx).run(
    `UPDATE "Vehicle" SET ${[...sets.keys()].map((name) => `"${name}" = ?`).join(', ')}, "updatedAt" = ?
     WHERE "corpId" = ? AND "id" = ?`,
    [...sets.values(), clock.now(), corpId, car.id],
  )
}

async function writeReading(
  tx: AnyTx,
  { clock }: Deps,
  { corpId, car, fact }: Step & { car: StoredCar },
): Promise<void> {
  const { odometerKm: km, source } = fact
  if (km === undefined || km === null || !Number.isInteger(km) || km < 0 || km > 2_000_000) return
  const readOn = fact.readOn ?? localDateOf(fact.at.getTime())
  await bulkUpsert(tx, {
    table: 'OdometerReading',
    columns: ['corpId', 'vehicleId', 'readOn', 'km', 'source', 'updatedAt'],
    key: ['corpId', 'vehicleId', 'readOn', 'source'],
    onlyIfChanged: ['km'],
    rows: [{ corpId, vehicleId: car.id, readOn, km, source, updatedAt: clock.now() }],
  })
}

/** Gives the customers between whom the car went over. */
async function writeOwner(
  tx: AnyTx,
  { clock }: Deps,
  { corpId, car, fact }: Step & { car: StoredCar },
): Promise<string[]> {
  if (fact.owner === null) return []
  const { customerId, originId } = fact.owner
  const sql = sqlIn(tx)
  const fromOn = fact.ownedFrom ?? fact.deliveredOn ?? localDateOf(fact.at.getTime())
  const known = await sql.all<{ customerId: string; fromOn: string; toOn: string | null }>(
    `SELECT "customerId", "fromOn", "toOn" FROM "VehicleOwner" WHERE "corpId" = ? AND "vehicleId" = ? ORDER BY "fromOn"`,
    [corpId, car.id],
  )
  // Told again without a day: the owner we know.
  const mine = known.find((row) => row.customerId === customerId && (row.toOn === null || row.toOn >= fromOn))
  const isKnown = mine !== undefined && !fact.ownedFrom
  const since = isKnown ? mine.fromOn : fromOn
  const next = known.find((row) => row.customerId !== customerId && row.fromOn > since)
  await bulkUpsert(tx, {
    table: 'VehicleOwner',
    columns: ['corpId', 'vehicleId', 'customerId', 'fromOn', 'toOn', 'source', 'originId', 'updatedAt'],
    key: ['corpId', 'vehicleId', 'customerId', 'fromOn'],
    onlyIfChanged: ['toOn', 'source'],
    rows: [
      {
        corpId,
        vehicleId: car.id,
        customerId,
        fromOn: since,
        originId,
        source: fact.source,
        toOn: fact.ownedTo ?? next?.fromOn ?? null,
        updatedAt: clock.now(),
      },
    ],
  })
  await sql.run(
    `UPDATE "VehicleOwner" SET "toOn" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "vehicleId" = ? AND "customerId" <> ?
     AND "fromOn" < ? AND ("toOn" IS NULL OR "toOn" > ?)`,
    [since, clock.now(), corpId, car.id, customerId, since, since],
  )
  return moveCar(tx, { corpId, vehicleId: car.id, before: car.customerId })
}

/** A car belongs to whoever has it last. */
async function moveCar(
  tx: AnyTx,
  { corpId, vehicleId, before }: { corpId: string; vehicleId: string; before: string },
): Promise<string[]> {
  const sql = sqlIn(tx)
  const [last] = await sql.all<{ customerId: string }>(
    `SELECT "customerId" FROM "VehicleOwner" WHERE "corpId" = ? AND "vehicleId" = ?
     ORDER BY CASE WHEN "toOn" IS NULL THEN 1 ELSE 0 END DESC, "fromOn" DESC, "customerId" LIMIT 1`,
    [corpId, vehicleId],
  )
  if (!last || last.customerId === before) return [before]
  await sql.run(`UPDATE "Vehicle" SET "customerId" = ? WHERE "corpId" = ? AND "id" = ?`, [
    last.customerId,
    corpId,
    vehicleId,
  ])
  return [before, last.customerId]
}
