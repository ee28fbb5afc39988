import {
  cleanKey,
  cleanName,
  type KeyKind,
  PERSON_KINDS,
  type PersonKind,
} from '../../domain/identity/clean-key.ts'
import { maskPhone } from '../../domain/masks.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { newId } from '../../platform/new-id.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import { searchText } from '../../platform/search-text.ts'
import { claimIdentities, type IdentityKey } from '../customers/link-identities.ts'
import type { Deps } from '../deps.ts'
import { keepRefused, type RefusedValue } from './refused-keys.ts'

/** A person as some system names them: keys as they are written there. */
export interface IncomingPerson {
  keys: Partial<Record<KeyKind, string | null>>
  name?: string | null
  /** Nobody has their keys: they become a customer of their own (a member, a lead), if at least one strong key is good. */
  mayCreate?: boolean
  /** What is told is of the person and not of the car: the keys of a car count only where there is no other. */
  isOfPerson?: boolean
}

/** Who somebody is, and their good keys by which they may be found later. */
export interface Resolution {
  person: ResolvedPerson | null
  keys: { kind: KeyKind; hash: string }[]
}

export interface ResolvedPerson {
  customerId: string
  /** The record the key belonged to before it was merged: store it with the fact, so that a split gives it back. */
  originId: string | null
  /** By which key. null: a new customer. */
  by: KeyKind | null
}

interface Wanted {
  corpId: string
  /** Which system says so, as ProfileValue.source. */
  source: string
  people: readonly IncomingPerson[]
}

/** A car's keys find its present owner when the person is not named; they never join people. */
const OF_CARS = ['vin', 'plate'] as const
const KINDS = [...PERSON_KINDS, ...OF_CARS].map((kind) => `'${kind}'`).join(', ')

interface CleanPerson {
  name: string | null
  phone: string | null
  memberNo: string | null
  /** As another system writes it, without the system. */
  customerId: string | null
  hashes: Map<KeyKind, string>
  refused: Omit<RefusedValue, 'customerId' | 'source'>[]
}

/**
 * Who the people of a batch are, in their order; null: unknown. Their other keys are learned, and when two of them belong
 * to different records, the identity feature judges whether these are one person. Bad values are kept aside.
 */
export async function resolvePeople(tx: AnyTx, deps: Deps, wanted: Wanted): Promise<Resolution[]> {
  const { corpId, source } = wanted
  const people = wanted.people.map((person) => cleanPerson(deps, person))
  const owners = await readOwners(tx, corpId, people)
  const born = new Map<string, CleanPerson>()
  const found = people.map((person, n): ResolvedPerson | null => {
    const known = findOwner(person, owners)
    if (known) return known
    const [first] = strongHashes(person)
    if (wanted.people[n]?.mayCreate !== true || first === undefined) return null
    const id = newId(deps.clock.nowMs())
    born.set(id, person)
    // The next of the batch with one of these keys is the same person.
    for (const [kind, hash] of strongHashes(person))
      owners.set(`${kind} ${hash}`, { customerId: id, originId: null })
    return { customerId: id, originId: null, by: null }
  })
  await insertCustomers(tx, deps, { corpId, born })
  await learn(tx, deps, { corpId, source, people, found })
  const values = people.flatMap(({ refused }, n) =>
    refused.map((one) => ({ ...one, source, customerId: found[n]?.customerId ?? null })),
  )
  if (values.length > 0) await keepRefused(tx, deps, { corpId, values })
  return people.map(({ hashes }, n) => ({
    person: found[n] ?? null,
    keys: [...hashes].map(([kind, hash]) => ({ kind, hash })),
  }))
}

function cleanPerson({ sealer }: Deps, { keys, name, isOfPerson = false }: IncomingPerson): CleanPerson {
  const person: CleanPerson = {
    name: name ? cleanName(name) : null,
    phone: null,
    memberNo: null,
    customerId: null,
    hashes: new Map(),
    refused: [],
  }
  for (const kind of [...PERSON_KINDS, ...OF_CARS]) {
    const text = keys[kind]
    if (text === undefined || text === null) continue
    const clean = cleanKey(kind, text)
    if ('refused' in clean) {
      person.refused.push({ kind, text, reason: clean.refused })
      continue
    }
    person.hashes.set(kind, sealer.lookupHash(kind, clean.value))
    if (kind === 'phone') person.phone = clean.value
    if (kind === 'member_no') person.memberNo = clean.value
    if (kind === 'customer_id') person.customerId = clean.value.slice(clean.value.indexOf(':') + 1)
  }
  if (isOfPerson && strongHashes(person).length > 0) for (const kind of OF_CARS) person.hashes.delete(kind)
  return person
}

function strongHashes({ hashes }: CleanPerson): [PersonKind, string][] {
  return PERSON_KINDS.flatMap((kind): [PersonKind, string][] => {
    const hash = hashes.get(kind)
    return hash === undefined ? [] : [[kind, hash]]
  })
}

type Owner = Omit<ResolvedPerson, 'by'>

function findOwner(person: CleanPerson, owners: ReadonlyMap<string, Owner>): ResolvedPerson | null {
  for (const kind of [...PERSON_KINDS, ...OF_CARS]) {
    const owner = owners.get(`${kind} ${person.hashes.get(kind)}`)
    if (owner) return { ...owner, by: kind }
  }
  return null
}

/** Of a car the present owner counts, and stands last; a plate that only orders know finds whoever came with it. */
async function readOwners(
  tx: AnyTx,
  corpId: string,
  people: readonly CleanPerson[],
): Promise<Map<string, Owner>> {
  const all = new Set(people.flatMap((person) => [...person.hashes.values()]))
  if (all.size === 0) return new Map()
  const hashes = JSON.stringify([...all])
  const sql = sqlIn(tx)
  const rows = await sql.all<{ kind: string; valueHash: string } & Owner>(
    `SELECT "kind", "valueHash", "customerId", "originId" FROM "Identity" WHERE "corpId" = ?
     AND "kind" IN (${KINDS}) AND ${inTextList(sql.dialect, '"valueHash"')}
     UNION ALL SELECT 'vin', "vinHash", "customerId", NULL FROM "Vehicle"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"vinHash"')}
     UNION ALL SELECT 'plate', "plateHash", "customerId", NULL FROM "Vehicle"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"plateHash"')}`,
    [corpId, hashes, corpId, hashes, corpId, hashes],
  )
  return new Map(
    rows.map(({ kind, valueHash, customerId, originId }) => [
      `${kind} ${valueHash}`,
      { customerId, originId },
    ]),
  )
}

async function insertCustomers(
  tx: AnyTx,
  { sealer, clock }: Deps,
  { corpId, born }: { corpId: string; born: ReadonlyMap<string, CleanPerson> },
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
    rows: [...born].map(([id, { name, phone, memberNo, customerId }]) => {
      const mask = phone === null ? null : maskPhone(phone)
      return {
        corpId,
        id,
        memberNo,
        gender: 0,
        createdAt: now,
        updatedAt: now,
        name: name ?? memberNo ?? mask ?? customerId ?? '',
        search: searchText(name, memberNo),
        phoneSealed: phone === null ? null : sealer.seal(phone),
        phoneMask: mask,
      }
    }),
  })
}

async function learn(
  tx: AnyTx,
  deps: Deps,
  input: {
    corpId: string
    source: string
    people: readonly CleanPerson[]
    found: readonly (ResolvedPerson | null)[]
  },
): Promise<void> {
  const { corpId, source } = input
  const keys = input.people.flatMap((person, n): IdentityKey[] => {
    const owner = input.found[n]
    // Whom only the car named may be a friend who drives it: their other keys prove nothing.
    if (!owner || owner.by === 'vin' || owner.by === 'plate') return []
    const { customerId, originId } = owner
    return strongHashes(person).map(([kind, valueHash]) => ({
      kind,
      valueHash,
      customerId,
      originId,
      source,
    }))
  })
  if (keys.length === 0) return
  const { taken, clashed } = await claimIdentities(tx, { corpId, keys, now: deps.clock.now() })
  await deps.changes.report(tx, [
    { kind: 'customer-changed', corpId, customerIds: taken.map((key) => key.customerId) },
    { kind: 'keys-clashed', corpId, customerIds: [...clashed] },
  ])
}
