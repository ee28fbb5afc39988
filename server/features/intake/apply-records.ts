import type { SqlTx } from '../../platform/db/index.ts'
import { tellStock } from '../combos/tell-stock.ts'
import type { Deps } from '../deps.ts'
import { recordProfiles } from '../identity/record-profiles.ts'
import { recordVehicles, type VehicleFact } from '../identity/record-vehicles.ts'
import type { ResolvedPerson } from '../identity/resolve-people.ts'
import type { DataOf, KnownKind } from './contract.ts'
import type { Item } from './read-item.ts'

interface Told {
  item: Item
  person: ResolvedPerson | null
}

export interface Records {
  corpId: string
  source: string
  facts: readonly Told[]
}

/** Cars, portraits and stock are kept in tables of their own; the features that own them write what was told. */
export async function applyRecords(tx: SqlTx, deps: Deps, { corpId, source, facts }: Records): Promise<void> {
  await recordProfiles(tx, deps, {
    corpId,
    facts: facts.flatMap(({ item, person }) =>
      item.kind !== 'profile' || person === null
        ? []
        : Object.entries(dataOf(item, 'profile').fields).map(([field, value]) => ({
            customerId: person.customerId,
            originId: person.originId,
            field,
            value,
            source,
            at: item.at,
          })),
    ),
  })
  await recordVehicles(tx, deps, {
    corpId,
    facts: facts.flatMap(({ item, person }) =>
      item.kind === 'vehicle' ? [{ ...carOf(item), owner: ownerOf(person), source, at: item.at }] : [],
    ),
  })
  await tellStock(tx, deps, {
    corpId,
    source,
    levels: facts.flatMap(({ item }) =>
      item.kind === 'stock' ? [{ ...dataOf(item, 'stock'), at: item.at }] : [],
    ),
  })
}

/** The item passed the schema of its kind. */
export function dataOf<K extends KnownKind>(item: Item, _kind: K): DataOf<K> {
  return item.data as DataOf<K>
}

/** Whom only the car named is no owner that the source told. */
export function ownerOf(person: ResolvedPerson | null): VehicleFact['owner'] {
  if (person === null || person.by === 'vin' || person.by === 'plate') return null
  return { customerId: person.customerId, originId: person.originId }
}

export function carOf(item: Item): Omit<VehicleFact, 'owner' | 'source' | 'at'> {
  const told = dataOf(item, 'vehicle')
  return {
    vin: item.person.vin ?? null,
    plate: item.person.plate ?? null,
    model: told.model ?? null,
    ownedFrom: told.ownedFrom ?? null,
    ownedTo: told.ownedTo ?? null,
    deliveredOn: told.deliveredOn ?? null,
    warrantyEndsOn: told.warrantyEndsOn ?? null,
    insuranceEndsOn: told.insuranceEndsOn ?? null,
    inspectionDueOn: told.inspectionDueOn ?? null,
    odometerKm: told.odometerKm ?? null,
    readOn: told.readOn ?? null,
  }
}
