import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { recordVehicles, type VehicleFact } from '../identity/record-vehicles.ts'
import { dataOf, ownerOf, type Records } from './apply-records.ts'
import type { Item } from './read-item.ts'

type Paper = Pick<VehicleFact, 'vin' | 'plate' | 'warrantyEndsOn' | 'insuranceEndsOn' | 'inspectionDueOn'>

/** The day a paper of a car is good until, with the car it names; null: it is none, or tells no day. */
export function paperOf(item: Item): Paper | null {
  const day = dayOf(item)
  if (day === null) return null
  return { vin: item.person.vin ?? null, plate: item.person.plate ?? null, ...day }
}

function dayOf(item: Item): Paper | null {
  if (item.kind === 'insurance') {
    const { endsOn } = dataOf(item, 'insurance')
    return endsOn === undefined ? null : { insuranceEndsOn: endsOn }
  }
  if (item.kind === 'warranty') {
    const { endsOn } = dataOf(item, 'warranty')
    return endsOn === undefined ? null : { warrantyEndsOn: endsOn }
  }
  if (item.kind !== 'inspection') return null
  const { dueOn } = dataOf(item, 'inspection')
  return dueOn === undefined ? null : { inspectionDueOn: dueOn }
}

/**
 * Policies, warranties and inspections are papers of the car they name, or of the only car of their person. Of whom has
 * several it stays a line of the timeline: to guess the car would call the owner on a wrong day.
 */
export async function applyPapers(tx: SqlTx, deps: Deps, { corpId, source, facts }: Records): Promise<void> {
  const papers = facts.flatMap(({ item, person }) => {
    const paper = paperOf(item)
    return paper === null ? [] : [{ paper, person, at: item.at }]
  })
  if (papers.length === 0) return
  const nameless = papers.flatMap(({ paper, person }) =>
    paper.vin == null && paper.plate == null && person !== null ? [person.customerId] : [],
  )
  const onlyCars = await readOnlyCars(tx, { corpId, customerIds: [...new Set(nameless)] })
  await recordVehicles(tx, deps, {
    corpId,
    facts: papers.flatMap(({ paper, person, at }): VehicleFact[] => {
      const told = { ...paper, owner: null, source, at }
      // Whoever pays a policy need not own the car: it goes over to nobody by it.
      if (paper.vin != null || paper.plate != null)
        return [{ ...told, holderId: ownerOf(person)?.customerId ?? null }]
      const vehicleId = person === null ? undefined : onlyCars.get(person.customerId)
      return vehicleId === undefined ? [] : [{ ...told, vehicleId }]
    }),
  })
}

/** The car of those who have just one; a car they have given away is theirs no more. */
async function readOnlyCars(
  tx: SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<Map<string, string>> {
  if (customerIds.length === 0) return new Map()
  const owned = (end: string): string =>
    `EXISTS (SELECT 1 FROM "VehicleOwner" o WHERE o."corpId" = v."corpId" AND o."vehicleId" = v."id"
       AND o."customerId" = v."customerId" AND o."toOn" IS ${end})`
  const rows = await tx.all<{ customerId: string; id: string }>(
    `SELECT v."customerId", MIN(v."id") AS "id" FROM "Vehicle" v
     WHERE v."corpId" = ? AND ${inTextList(tx.dialect, 'v."customerId"')} AND (${owned('NULL')} OR NOT ${owned('NOT NULL')})
     GROUP BY v."customerId" HAVING COUNT(*) = 1`,
    [corpId, JSON.stringify(customerIds)],
  )
  return new Map(rows.map((row) => [row.customerId, row.id]))
}
