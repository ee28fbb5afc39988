import { cleanKey } from '../../domain/identity/clean-key.ts'
import { localDateOf } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { parseTold, TOLD_DATES, type ToldField, type ToldFields } from '../customers/told-vehicles.ts'
import type { Deps } from '../deps.ts'
import { settle } from '../orders/write-chunk.ts'
import type { VehicleFact } from './record-vehicles.ts'

type Forgotten = Omit<VehicleFact, 'owner' | 'holderId' | 'vehicleId'> & {
  customerId: string | null
  /** It told days and nothing else: no owner, no reading. */
  isPaper: boolean
}

interface Car {
  id: string
  customerId: string
  plateHash: string | null
  toldJson: string | null
}

/**
 * Takes back what a source said of a car at one time: papers, odometer, and that somebody had it from then. A car that was
 * only ever named by mistake (a plate with a wrong sign) goes altogether.
 */
export async function forgetVehicles(
  tx: SqlTx,
  deps: Deps,
  { corpId, facts }: { corpId: string; facts: readonly Forgotten[] },
): Promise<void> {
  const touched = new Set<string>()
  const plates = new Set<string>()
  for (const fact of facts) {
    const car = await findCar(tx, deps, corpId, fact)
    if (car === null) continue
    touched.add(car.customerId)
    if (car.plateHash !== null) plates.add(car.plateHash)
    await forgetPapers(tx, { corpId, car, fact })
    if (!fact.isPaper) {
      await forgetReading(tx, { corpId, car, fact })
      await forgetOwner(tx, { corpId, car, fact })
    }
    await dropGhost(tx, corpId, car)
  }
  if (touched.size > 0) await settle(deps, tx, { corpId, touched, plates })
}

async function findCar(tx: SqlTx, { sealer }: Deps, corpId: string, fact: Forgotten): Promise<Car | null> {
  for (const kind of ['vin', 'plate'] as const) {
    const clean = fact[kind] == null ? null : cleanKey(kind, fact[kind])
    if (clean === null || 'refused' in clean) continue
    const [car] = await tx.all<Car>(
      `SELECT "id", "customerId", "plateHash", "toldJson" FROM "Vehicle" WHERE "corpId" = ? AND "${kind}Hash" = ?`,
      [corpId, sealer.lookupHash(kind, clean.value)],
    )
    if (car) return car
  }
  return fact.vin == null && fact.plate == null ? findByWord(tx, corpId, fact) : null
}

/** The car of a paper that named none: the one of its person on which this word of this source stands. */
async function findByWord(tx: SqlTx, corpId: string, fact: Forgotten): Promise<Car | null> {
  const { customerId } = fact
  if (customerId === null) return null
  const cars = await tx.all<Car>(
    `SELECT "id", "customerId", "plateHash", "toldJson" FROM "Vehicle" WHERE "corpId" = ? AND ("customerId" = ?
       OR "id" IN (SELECT "vehicleId" FROM "VehicleOwner" WHERE "corpId" = ? AND "customerId" = ?)) ORDER BY "id"`,
    [corpId, customerId, corpId, customerId],
  )
  return cars.find(({ toldJson }) => wordsOf(fact, parseTold(toldJson)).length > 0) ?? null
}

/** The fields of a car that are as this fact told them. */
function wordsOf(fact: Forgotten, said: ToldFields): ToldField[] {
  const at = fact.at.toISOString()
  return TOLD_DATES.filter(
    (field) => fact[field] && said[field]?.source === fact.source && said[field].at === at,
  )
}

interface Step {
  corpId: string
  car: Car
  fact: Forgotten
}

async function forgetPapers(tx: SqlTx, { corpId, car, fact }: Step): Promise<void> {
  const said = parseTold(car.toldJson)
  const gone = wordsOf(fact, said)
  if (gone.length === 0) return
  const left = Object.fromEntries(
    Object.entries(said).filter(([field]) => !gone.some((one) => one === field)),
  )
  await tx.run(
    `UPDATE "Vehicle" SET ${gone.map((field) => `"${field}" = NULL`).join(', ')}, "toldJson" = ? WHERE "corpId" = ? AND "id" = ?`,
    [JSON.stringify(left), corpId, car.id],
  )
}

async function forgetReading(tx: SqlTx, { corpId, car, fact }: Step): Promise<void> {
  await tx.run(
    `DELETE FROM "OdometerReading" WHERE "corpId" = ? AND "vehicleId" = ? AND "source" = ? AND "readOn" = ?`,
    [corpId, car.id, fact.source, fact.readOn ?? localDateOf(fact.at.getTime())],
  )
}

async function forgetOwner(tx: SqlTx, { corpId, car, fact }: Step): Promise<void> {
  if (fact.customerId === null) return
  const fromOn = fact.ownedFrom ?? fact.deliveredOn ?? localDateOf(fact.at.getTime())
  const gone = await tx.run(
    `DELETE FROM "VehicleOwner" WHERE "corpId" = ? AND "vehicleId" = ? AND "customerId" = ? AND "fromOn" = ? AND "source" = ?`,
    [corpId, car.id, fact.customerId, fromOn, fact.source],
  )
  if (gone === 0) return
  // Whoever had it until then has it still.
  await tx.run(
    `UPDATE "VehicleOwner" SET "toOn" = NULL WHERE "corpId" = ? AND "vehicleId" = ? AND "toOn" = ?`,
    [corpId, car.id, fromOn],
  )
  await tx.run(
    `UPDATE "Vehicle" SET "customerId" = COALESCE((SELECT o."customerId" FROM "VehicleOwner" o WHERE o."corpId" = "Vehicle"."corpId"
       AND o."vehicleId" = "Vehicle"."id" ORDER BY CASE WHEN o."toOn" IS NULL THEN 1 ELSE 0 END DESC, o."fromOn" DESC LIMIT 1), "customerId")
     WHERE "corpId" = ? AND "id" = ?`,
    [corpId, car.id],
  )
}

/** Nobody else speaks of it: no owner, no papers, no reading, no order. */
async function dropGhost(tx: SqlTx, corpId: string, { id, plateHash }: Car): Promise<void> {
  const none = (table: string) =>
    `NOT EXISTS (SELECT 1 FROM "${table}" t WHERE t."corpId" = "Vehicle"."corpId" AND t."vehicleId" = "Vehicle"."id")`
  await tx.run(
    `DELETE FROM "Vehicle" WHERE "corpId" = ? AND "id" = ? AND "id" LIKE 'car-%' AND COALESCE("toldJson", '{}') = '{}'
     AND ${none('VehicleOwner')} AND ${none('OdometerReading')}
     AND NOT EXISTS (SELECT 1 FROM "Order" o WHERE o."corpId" = "Vehicle"."corpId" AND o."plateHash" = ?)`,
    [corpId, id, plateHash ?? ''],
  )
}
