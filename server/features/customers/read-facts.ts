import { startOfDayMs } from '../../domain/time.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { Facts } from './contract.ts'
import { readCustomer } from './read-customer.ts'
import { readOdometers } from './read-odometers.ts'
import { parseTold, type ToldField } from './told-vehicles.ts'

type Fact = Facts['items'][number]

/** The portrait as fields, each with where it came from and when. Field and source are keys of the text tables. */
export async function readFacts(deps: Deps, scope: Scope, customerId: string): Promise<Facts> {
  const customer = await readCustomer(deps, scope, customerId)
  const items: Fact[] = []
  const add = (field: string, value: string | null, source: string, at: string | null) => {
    if (value !== null && value !== '') items.push({ field, value, source, at })
  }
  for (const { field, value, source, at, isCurrent } of await readValues(deps, scope, customerId))
    add(isCurrent ? field : `${field}:other`, value, source, at.toISOString())
  add('memberNo', customer.memberNo, 'orders', null)
  for (const contact of customer.contacts) add('company', contact.corpName, 'wecom', null)
  for (const follow of customer.follows.filter((row) => row.endedAt === null)) {
    add('description', follow.description, follow.staffName, follow.followedAt)
    add('addWay', String(follow.addWay), follow.staffName, follow.followedAt)
    add('channel', follow.state, 'wecom', follow.followedAt)
  }
  const vehicles = await readVehicles(deps, scope, customerId)
  const vehicleIds = vehicles.map(({ id }) => id)
  const odometers = await readOdometers(deps.database.sql, { corpId: scope.corpId, vehicleIds })
  for (const { id, told, ...vehicle } of vehicles) {
    const addOr = (field: ToldField, otherwise: string) =>
      add(field, vehicle[field], told[field]?.source ?? otherwise, told[field]?.at ?? null)
    const name = [vehicle.model, vehicle.plateMask].filter(Boolean).join(' ')
    add('vehicle', name, told['model']?.source ?? 'orders', told['model']?.at ?? null)
    addOr('deliveredOn', 'orders')
    add('lastServiceOn', vehicle.lastServiceOn, 'orders', null)
    add('nextServiceOn', vehicle.nextServiceOn, 'computed', null)
    addOr('warrantyEndsOn', 'computed')
    addOr('insuranceEndsOn', 'computed')
    addOr('inspectionDueOn', 'computed')
    const reading = odometers.get(id)?.at(-1)
    if (reading)
      add('odometerKm', String(reading.km), reading.source, new Date(startOfDayMs(reading.on)).toISOString())
  }
  add('firstSeenAt', customer.createdAt, 'wecom', customer.createdAt)
  return { items }
}

/** Cars with what was told of them, field by field; what nobody told follows from orders. */
async function readVehicles({ database: { db } }: Deps, { corpId }: Scope, customerId: string) {
  const rows = await db.vehicle.findMany({ where: { corpId, customerId }, orderBy: { deliveredOn: 'desc' } })
  return rows.map(({ toldJson, ...row }) => ({ ...row, told: parseTold(toldJson) }))
}

/** What sources said of the person: what the portrait goes by first, then everything else that was said. */
function readValues({ database: { db } }: Deps, { corpId }: Scope, customerId: string) {
  return db.profileValue.findMany({
    where: { corpId, customerId },
    orderBy: [{ field: 'asc' }, { isCurrent: 'desc' }, { at: 'desc' }],
    take: 100,
  })
}
