import { maskPhone } from '../../domain/masks.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import { newId } from '../../platform/new-id.ts'
import { searchText } from '../../platform/search-text.ts'
import { claimIdentities } from '../customers/link-identities.ts'
import type { Deps } from '../deps.ts'
import type { IntakePerson } from './contract.ts'
import { isPersonal, keysOf, type PersonKey } from './person-keys.ts'

export interface NamedPerson {
  keys: PersonKey[]
  customerId: string | null
}

interface Asked {
  person: IntakePerson
  /** Nobody has its keys: make a customer of it (a member, a lead). */
  mayCreate: boolean
  /** What is told is of the person and not of the car: the keys of a car count only where there is no other. */
  isOfPerson?: boolean
}

/** Whose the items of a batch are, in their order. New keys of people known by a strong one are learned. */
export async function resolvePeople(
  tx: AnyTx,
  deps: Deps,
  { corpId, source, asked }: { corpId: string; source: string; asked: readonly Asked[] },
): Promise<NamedPerson[]> {
  const all = asked.map((one) => findingKeys(deps, one))
  const owners = await readOwners(tx, corpId, all.flat())
  const born = new Map<string, { person: IntakePerson; keys: PersonKey[] }>()
  const people = asked.map(({ person, mayCreate }, n): NamedPerson => {
    const keys = all[n] ?? []
    const known = keys.find((key) => owners.has(key.hash))
    if (known) return { keys, customerId: owners.get(known.hash) ?? null }
    const strong = keys.filter(isPersonal)
    if (!mayCreate || strong.length === 0) return { keys, customerId: null }
    const customerId = newId(deps.clock.nowMs())
    born.set(customerId, { person, keys: strong })
    for (const key of strong) owners.set(key.hash, customerId)
    return { keys, customerId }
  })
  await insertCustomers(tx, deps, { corpId, born })
  await learnKeys(tx, deps, { corpId, source, people })
  return people
}

function findingKeys({ sealer }: Deps, { person, isOfPerson = false }: Asked): PersonKey[] {
  const keys = keysOf(sealer, person)
  const personal = keys.filter(isPersonal)
  return isOfPerson && personal.length > 0 ? personal : keys
}

export async function readOwners(
  tx: AnyTx,
  corpId: string,
  keys: readonly Pick<PersonKey, 'hash'>[],
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map()
  const sql = sqlIn(tx)
  // A hash is made with its kind, so equal values of two kinds do not meet. The kinds lead the index. Of a car the
  // present owner counts, and stands last.
  const hashes = JSON.stringify([...new Set(keys.map((key) => key.hash))])
  const rows = await sql.all<{ valueHash: string; customerId: string }>(
    `SELECT "valueHash", "customerId" FROM "Identity" WHERE "corpId" = ?
     AND "kind" IN ('unionid', 'external_userid', 'phone', 'member_no', 'vin', 'plate')
     AND ${inTextList(sql.dialect, '"valueHash"')}
     UNION ALL SELECT "plateHash", "customerId" FROM "Vehicle" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"plateHash"')}
     UNION ALL SELECT "vinHash", "customerId" FROM "Vehicle" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"vinHash"')}`,
    [corpId, hashes, corpId, hashes, corpId, hashes],
  )
  return new Map(rows.map((row) => [row.valueHash, row.customerId]))
}

async function insertCustomers(
  tx: AnyTx,
  { sealer, clock }: Deps,
  {
    corpId,
    born,
  }: { corpId: string; born: ReadonlyMap<string, { person: IntakePerson; keys: PersonKey[] }> },
): Promise<void> {
  if (born.size === 0) return
  const now = clock.now()
  await bulkUpsert(tx, {
    table: 'Customer',
    columns: [
      ...(['corpId', 'id', 'name', 'gender', 'phoneSealed', 'phoneMask'] as const),
      ...(['memberNo', 'search', 'createdAt', 'updatedAt'] as const),
    ],
    key: ['corpId', 'id'],
    update: 'none',
    rows: [...born].map(([id, { person, keys }]) => {
      const phone = keys.find((key) => key.kind === 'phone')?.value ?? null
      const memberNo = keys.find((key) => key.kind === 'member_no')?.value ?? null
      const mask = phone === null ? null : maskPhone(phone)
      return {
        ...{ corpId, id, memberNo, gender: 0, createdAt: now, updatedAt: now },
        name: person.name ?? memberNo ?? mask ?? '',
        search: searchText(person.name, memberNo),
        phoneSealed: phone === null ? null : sealer.seal(phone),
        phoneMask: mask,
      }
    }),
  })
}

/** Whose key it already is stays. Who got one is looked at again: orders and facts may wait for it. */
async function learnKeys(
  tx: AnyTx,
  deps: Deps,
  { corpId, source, people }: { corpId: string; source: string; people: readonly NamedPerson[] },
): Promise<void> {
  const rows = people.flatMap(({ keys, customerId }) =>
    customerId !== null && keys.some(isPersonal)
      ? keys.filter(isPersonal).map(({ kind, hash }) => ({ kind, valueHash: hash, customerId }))
      : [],
  )
  if (rows.length === 0) return
  const { taken, clashed } = await claimIdentities(tx, {
    corpId,
    now: deps.clock.now(),
    keys: rows.map((row) => ({ ...row, source })),
  })
  const changed = new Set(taken.map((key) => key.customerId))
  if (clashed.size > 0)
    await deps.changes.report(tx, [{ kind: 'keys-clashed', corpId, customerIds: [...clashed] }])
  await deps.changes.report(
    tx,
    [...changed].map((customerId) => ({ kind: 'customer-changed' as const, corpId, customerId })),
  )
}
