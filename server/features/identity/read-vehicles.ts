import { maskText } from '../../domain/masks.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import { readOdometers } from '../customers/read-odometers.ts'
import { parseTold, TOLD_DATES } from '../customers/told-vehicles.ts'
import type { Deps } from '../deps.ts'
import type { CustomerVehicles } from './contract.ts'
import { seenAmong } from './recognised-rows.ts'

type Vehicle = CustomerVehicles['items'][number]
const SHOWN_READINGS = 6
const DAYS = [
  ...(['deliveredOn', 'lastServiceOn', 'nextServiceOn', 'warrantyEndsOn'] as const),
  ...(['insuranceEndsOn', 'inspectionDueOn'] as const),
]

/** The cars somebody has, and those they had, the present ones first. Former owners of other stores stay without a name. */
export async function readVehicles(deps: Deps, scope: Scope, customerId: string): Promise<CustomerVehicles> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const { db } = deps.database
  const had = await db.vehicleOwner.findMany({ where: { corpId, customerId }, select: { vehicleId: true } })
  const cars = await db.vehicle.findMany({
    where: { corpId, OR: [{ customerId }, { id: { in: had.map((row) => row.vehicleId) } }] },
    take: 50,
  })
  const ids = cars.map((car) => car.id)
  const [owners, readings] = await Promise.all([
    db.vehicleOwner.findMany({ where: { corpId, vehicleId: { in: ids } }, orderBy: { fromOn: 'asc' } }),
    readOdometers(deps.database.sql, { corpId, vehicleIds: ids }),
  ])
  const people = [...new Set(owners.map((row) => row.customerId))]
  const seen = new Set(await seenAmong(deps.database.sql, scope, people))
  const names = await db.customer.findMany({
    where: { corpId, id: { in: people } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(names.map((row) => [row.id, row.name]))
  const items = cars.map((car): Vehicle => {
    const told = parseTold(car.toldJson)
    return {
      id: car.id,
      model: car.model,
      plateMask: car.plateMask,
      vinMask: car.vinMask,
      isTheirs: car.customerId === customerId,
      days: DAYS.flatMap((field) => {
        const on = car[field]
        const said = TOLD_DATES.find((one) => one === field)
        const { source = null, at = null } = (said && told[said]) ?? {}
        return on === null ? [] : [{ field, on, source, at }]
      }),
      readings: (readings.get(car.id) ?? [])
        .slice(-SHOWN_READINGS)
        .reverse()
        .map(({ on, km, source }) => ({ on, km, source })),
      owners: owners
        .filter((row) => row.vehicleId === car.id)
        .map((row) => {
          const isSeen = seen.has(row.customerId) || row.customerId === customerId
          const name = nameOf.get(row.customerId) ?? ''
          const { fromOn, toOn, source } = row
          return {
            customerId: isSeen ? row.customerId : null,
            name: isSeen ? name : maskText(name),
            fromOn,
            toOn,
            source,
          }
        }),
    }
  })
  const rank = (car: Vehicle): string => `${car.isTheirs ? 1 : 0} ${car.owners.at(-1)?.fromOn ?? ''}`
  return { items: items.sort((a, b) => (rank(a) < rank(b) ? 1 : -1)) }
}
