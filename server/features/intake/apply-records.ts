import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { tellStock } from '../combos/tell-stock.ts'
import type { Deps } from '../deps.ts'
import { recordProfiles } from '../identity/record-profiles.ts'
import { recordVehicles, type VehicleFact } from '../identity/record-vehicles.ts'
import type { DataOf, KnownKind } from './contract.ts'
import { isPersonal, keysOf } from './person-keys.ts'
import type { Item } from './read-item.ts'

interface Told {
  item: Item
  customerId: string | null
}

interface Records {
  corpId: string
  source: string
  facts: readonly Told[]
}

/** Cars, portraits and stock are kept in tables of their own; the features that own them write what was told. */
export async function applyRecords(tx: SqlTx, deps: Deps, { corpId, source, facts }: Records): Promise<void> {
  const told = facts.filter(({ item }) => item.kind === 'vehicle' || item.kind === 'profile')
  const origins = await readOrigins(tx, deps, { corpId, facts: told })
  await recordProfiles(tx, deps, {
    corpId,
    facts: told.flatMap(({ item, customerId }) =>
      item.kind !== 'profile' || customerId === null
        ? []
        : Object.entries(dataOf(item, 'profile').fields).map(([field, value]) => ({
            ...{ customerId, originId: origins.get(item) ?? null },
            ...{ field, value, source, at: item.at },
          })),
    ),
  })
  await recordVehicles(tx, deps, {
    corpId,
    facts: told.flatMap(({ item, customerId }) => {
      if (item.kind !== 'vehicle') return []
      // Whom only the car named is no owner that the source told.
      const isNamed = customerId !== null && keysOf(deps.sealer, item.person).some(isPersonal)
      return [
        {
          ...carOf(item),
          owner: isNamed ? { customerId, originId: origins.get(item) ?? null } : null,
          ...{ source, at: item.at },
        },
      ]
    }),
  })
  await tellStock(tx, {
    corpId,
    source,
    levels: facts.flatMap(({ item }) =>
      item.kind === 'stock' ? [{ ...dataOf(item, 'stock'), at: item.at }] : [],
    ),
  })
}

/** The item passed the schema of its kind. */
function dataOf<K extends KnownKind>(item: Item, _kind: K): DataOf<K> {
  return item.data as DataOf<K>
}

function carOf(item: Item): Omit<VehicleFact, 'owner' | 'source' | 'at'> {
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

/** Items whose person was found by a key of a record that has been merged: a split gives them back to it. */
async function readOrigins(
  tx: SqlTx,
  { sealer }: Deps,
  { corpId, facts }: { corpId: string; facts: readonly Told[] },
): Promise<Map<Item, string>> {
  const keys = new Map(facts.map(({ item }) => [item, keysOf(sealer, item.person).filter(isPersonal)]))
  const hashes = [...new Set([...keys.values()].flat().map((key) => key.hash))]
  if (hashes.length === 0) return new Map()
  const rows = await tx.all<{ valueHash: string; originId: string | null }>(
    `SELECT "valueHash", "originId" FROM "Identity" WHERE "corpId" = ?
     AND "kind" IN ('unionid', 'external_userid', 'phone', 'member_no') AND ${inTextList(tx.dialect, '"valueHash"')}`,
    [corpId, JSON.stringify(hashes)],
  )
  const originOf = new Map(rows.map((row) => [row.valueHash, row.originId]))
  return new Map(
    [...keys].flatMap(([item, own]): [Item, string][] => {
      const found = own.find((key) => originOf.has(key.hash))
      const originId = found && originOf.get(found.hash)
      return originId ? [[item, originId]] : []
    }),
  )
}
