import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { resolvePeople } from '../identity/resolve-people.ts'
import { applyFacts } from './apply-facts.ts'
import type { KnownSource } from './authenticate.ts'
import type { IntakeAnswer, IntakePerson, IntakeResult } from './contract.ts'
import { countItems } from './count-items.ts'
import { readItem, type Item, type ReadItem } from './read-item.ts'
import { forgetEarlier } from './forget-earlier.ts'
import { incomingOf, isOfPerson } from './person-keys.ts'
import { digestItem, factName, readStored, storeFacts, type Fresh } from './stored-facts.ts'

/** `isOfMany`: the door of several systems, as that of files is: a customer id says of which it is. */
type Teller = Pick<KnownSource, 'corpId' | 'id' | 'name'> & { isOfMany?: boolean }

/** Kinds that make a member of a person nobody knows, and by which keys: whoever pays may have no number yet. */
const JOINING: Readonly<Partial<Record<string, readonly (keyof IntakePerson)[]>>> = {
  payment: ['memberNo', 'customerId', 'phone', 'openid'],
  profile: ['memberNo', 'customerId'],
}

/**
 * Takes the items of one source in one transaction: an item is there whole, with all that hangs on it, or not at all.
 * Of several with one id in one batch the first counts; the others are the same fact, or refused.
 */
export async function takeItems(
  tx: SqlTx,
  deps: Deps,
  { source, items }: { source: Teller; items: readonly unknown[] },
): Promise<IntakeAnswer> {
  const { corpId, name } = source
  const nowMs = deps.clock.nowMs()
  const read = items.map((raw) => readItem(raw, nowMs, { isOfMany: source.isOfMany }))
  const good = read.flatMap((one) => ('item' in one ? [one.item] : []))
  const stored = await readStored(tx, { corpId, source: name, ids: good.map((item) => item.id) })
  const first = new Map<string, Fresh & { word: IntakeResult['result'] }>()
  const results = read.map((one): IntakeResult => resultOf(deps, one, { first, stored }))
  const fresh = [...first.values()].filter(({ word }) => word !== 'same')
  if (fresh.length > 0) await write(tx, deps, { corpId, source: name, fresh })
  await countItems(tx, deps, { source, results })
  const count = (word: IntakeResult['result']): number =>
    results.filter(({ result }) => result === word).length
  return {
    accepted: count('accepted'),
    same: count('same'),
    changed: count('changed'),
    refused: count('refused'),
    results,
  }
}

interface Known {
  first: Map<string, Fresh & { word: IntakeResult['result'] }>
  stored: Awaited<ReturnType<typeof readStored>>
}

function resultOf(deps: Deps, one: ReadItem, { first, stored }: Known): IntakeResult {
  if ('refused' in one) return one.refused
  const { item } = one
  const { kind, id } = item
  const name = factName(kind, id)
  const digest = digestItem(deps, item)
  const earlier = first.get(name)
  if (earlier) {
    if (earlier.digest === digest) return { kind, id, result: 'same' }
    const message = 'stands twice in this batch with different content: send the last one alone'
    return { kind, id, result: 'refused', errors: [{ path: 'id', message, reason: 'twice' }] }
  }
  const before = stored.get(name)
  const word = before === undefined ? 'accepted' : before.digest === digest ? 'same' : 'changed'
  first.set(name, { item, digest, stored: before, word })
  return { kind, id, result: word }
}

async function write(
  tx: SqlTx,
  deps: Deps,
  { corpId, source, fresh }: { corpId: string; source: string; fresh: readonly Fresh[] },
): Promise<void> {
  const asked = fresh.map(({ item }) => ({
    ...incomingOf(item.person, source),
    mayCreate: mayCreate(item),
    isOfPerson: isOfPerson(item),
  }))
  const people = await resolvePeople(tx, deps, { corpId, source, people: asked })
  await forgetEarlier(tx, deps, { corpId, source, fresh })
  await storeFacts(tx, deps, { corpId, source, fresh, people })
  const facts = fresh.map(({ item, stored }, n) => ({
    item,
    person: people[n]?.person ?? null,
    formerId: stored?.customerId ?? null,
    formerKey: stored?.eventKey ?? null,
  }))
  await applyFacts(tx, deps, { corpId, source, facts })
}

function mayCreate({ kind, person }: Item): boolean {
  return JOINING[kind]?.some((key) => person[key] !== undefined) ?? false
}
