import type { KeyKind } from './clean-key.ts'
import { Sets } from './sets.ts'

/** A record as it was born, with the keys it showed. */
export interface PersonRecord {
  id: string
  keys: readonly StrongKey[]
}

export interface StrongKey {
  kind: KeyKind
  /** Any stable stand-in, for instance a keyed hash. */
  value: string
}

/** What a person decided about two records; it stands above every rule. */
export interface Decision {
  a: string
  b: string
  verdict: 'same' | 'different'
}

/** A key that would join people whom it must not join. */
export interface Conflict {
  key: StrongKey
  /** Sorted. */
  recordIds: string[]
  /** two-unionids: it is shown by people of different unionids. bridge: together with others it would join such people. */
  reason: 'two-unionids' | 'bridge' | 'told-apart'
}

export interface Unions {
  /** Who is one person; each record is in exactly one group. Sorted. */
  groups: string[][]
  conflicts: Conflict[]
  /** Keys on more people than one person can be: shop phones, a colleague's number. */
  quarantined: { key: StrongKey; recordIds: string[] }[]
}

/** A key on more people than this says nothing of any of them. */
export const MOST_PEOPLE_OF_A_KEY = 5

/** WeCom says itself whom these name; what other systems tell and people type is weighed. */
const CERTAIN: ReadonlySet<KeyKind> = new Set(['unionid', 'external_userid'])
/** A car is resold and shared, so its keys never join two people. */
const WEIGHED: ReadonlySet<KeyKind> = new Set(['openid', 'customer_id', 'phone', 'member_no'])

/**
 * Who is one person, by strong keys alone. The answer depends on the set of records only, never on the order in which
 * they came: every key is judged against the whole, and a key that joins people of different unionids joins nobody.
 */
export function unitePeople(
  records: readonly PersonRecord[],
  {
    decisions = [],
    exempt = new Set(),
  }: { decisions?: readonly Decision[]; exempt?: ReadonlySet<string> } = {},
): Unions {
  const sorted = [...new Map(records.map((one) => [one.id, one])).values()].sort(byId)
  const ids = new Set(sorted.map((one) => one.id))
  const carriers = carriersOf(sorted)
  const certain = new Sets(ids)
  for (const { key, recordIds } of carriers) if (CERTAIN.has(key.kind)) certain.unite(recordIds)
  const known = decisions.filter(({ a, b }) => ids.has(a) && ids.has(b))
  for (const { a, b, verdict } of known) if (verdict === 'same') certain.unite([a, b])

  const apart = known.filter(({ a, b, verdict }) => verdict === 'different' && !certain.same(a, b))
  const anchored = new Set(
    sorted
      .filter((one) => one.keys.some((key) => key.kind === 'unionid'))
      .map((one) => certain.rootOf(one.id)),
  )
  const weighed = carriers.filter(({ key }) => WEIGHED.has(key.kind))
  const crowded = weighed.filter(
    (one) => !exempt.has(one.key.value) && rootsOf(certain, one.recordIds).size > MOST_PEOPLE_OF_A_KEY,
  )
  const usable = weighed.filter((one) => !crowded.includes(one) && rootsOf(certain, one.recordIds).size > 1)
  const direct = usable.flatMap((one) => judge(one, certain, { anchored, apart }) ?? [])
  const rest = usable.filter((one) => !direct.some((conflict) => conflict.key === one.key))
  const bridges = findBridges(rest, certain, { anchored, apart })
  for (const one of rest)
    if (!bridges.some((conflict) => conflict.key === one.key)) certain.unite(one.recordIds)
  return { groups: certain.groups(), conflicts: [...direct, ...bridges], quarantined: crowded }
}

interface Carriers {
  key: StrongKey
  recordIds: string[]
}

interface Limits {
  /** Roots of people with a unionid. */
  anchored: ReadonlySet<string>
  apart: readonly Decision[]
}

function carriersOf(records: readonly PersonRecord[]): Carriers[] {
  const byKey = new Map<string, Carriers>()
  for (const { id, keys } of records)
    for (const key of keys) {
      const name = `${key.kind} ${key.value}`
      const found = byKey.get(name) ?? { key, recordIds: [] }
      if (found.recordIds.at(-1) !== id) found.recordIds.push(id)
      byKey.set(name, found)
    }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

function judge(one: Carriers, sets: Sets, { anchored, apart }: Limits): Conflict | null {
  const roots = rootsOf(sets, one.recordIds)
  if ([...roots].filter((root) => anchored.has(root)).length > 1) return { ...one, reason: 'two-unionids' }
  const isApart = apart.some(({ a, b }) => roots.has(sets.rootOf(a)) && roots.has(sets.rootOf(b)))
  return isApart ? { ...one, reason: 'told-apart' } : null
}

/** Keys that join nobody wrongly each by itself, but do so together: none of such a chain is believed. */
function findBridges(keys: readonly Carriers[], certain: Sets, { anchored, apart }: Limits): Conflict[] {
  const tried = certain.copy()
  for (const one of keys) tried.unite(one.recordIds)
  const anchors = new Map<string, Set<string>>()
  for (const root of anchored) {
    const group = tried.rootOf(root)
    anchors.set(group, (anchors.get(group) ?? new Set()).add(root))
  }
  const bad = new Set([...anchors].filter(([, roots]) => roots.size > 1).map(([group]) => group))
  for (const { a, b } of apart) if (tried.same(a, b)) bad.add(tried.rootOf(a))
  return keys
    .filter((one) => bad.has(tried.rootOf(one.recordIds[0] ?? '')))
    .map((one) => ({ ...one, reason: 'bridge' }))
}

function rootsOf(sets: Sets, ids: readonly string[]): Set<string> {
  return new Set(ids.map((id) => sets.rootOf(id)))
}

function byId(a: PersonRecord, b: PersonRecord): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
