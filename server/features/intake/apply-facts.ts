import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { recordEvents, type TimelineFact } from '../customers/record-events.ts'
import type { Deps } from '../deps.ts'
import type { ResolvedPerson } from '../identity/resolve-people.ts'
import { writeTakenOrders } from './apply-orders.ts'
import { applyPapers } from './apply-papers.ts'
import { applyRecords } from './apply-records.ts'
import type { Item } from './read-item.ts'
import { eventKeyOf, toTimeline } from './to-fact.ts'

/** A stored fact on its way to where it counts. */
export interface AppliedFact {
  item: Item
  person: ResolvedPerson | null
  /** Whose it was before. */
  formerId: string | null
  /** The line it had on the timeline. */
  formerKey: string | null
}

export interface Applied {
  corpId: string
  source: string
  facts: readonly AppliedFact[]
}

/** Brings facts to the timeline, the orders, cars, portraits and stock; and tells whoever counts on them. Facts of nobody wait. */
export async function applyFacts(tx: SqlTx, deps: Deps, { corpId, source, facts }: Applied): Promise<void> {
  await writeTakenOrders(tx, deps, {
    corpId,
    source,
    orders: facts.filter(({ item }) => item.kind === 'order').map(({ item }) => item),
  })
  const touched = new Set<string>()
  for (const { person, formerId, item } of facts) {
    if (item.kind === 'order') continue
    if (person !== null) touched.add(person.customerId)
    if (formerId !== null) touched.add(formerId)
  }
  await applyRecords(tx, deps, { corpId, source, facts })
  // After the cars themselves: a batch may bring a car and its papers.
  await applyPapers(tx, deps, { corpId, source, facts })
  await writeTimeline(tx, { corpId, source, facts })
  if (touched.size > 0)
    await deps.changes.report(tx, [{ kind: 'facts-recorded', corpId, customerIds: [...touched] }])
}

async function writeTimeline(tx: SqlTx, { corpId, source, facts }: Applied): Promise<void> {
  const told = facts.flatMap(({ formerKey }) => formerKey ?? [])
  if (told.length > 0)
    await tx.run(`DELETE FROM "TimelineEvent" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"key"')}`, [
      corpId,
      JSON.stringify(told),
    ])
  await recordEvents(tx, {
    corpId,
    facts: facts.flatMap(({ item, person }) => eventOf(source, item, person) ?? []),
  })
}

function eventOf(source: string, item: Item, person: ResolvedPerson | null): TimelineFact | null {
  if (person === null) return null
  const { customerId, originId } = person
  const parts = toTimeline(item)
  const key = eventKeyOf(source, item, customerId)
  if (parts === null || key === null) return null
  const { title, state, text, expiresOn, number } = parts
  return {
    customerId,
    originId,
    source,
    at: item.at,
    kind: parts.kind,
    key,
    subject: parts.subject ?? null,
    amount: parts.amount ?? null,
    storeName: parts.storeName ?? null,
    text: [title, text].filter(Boolean).join(' ') || null,
    detail: {
      ...(title ? { title } : {}),
      ...(state ? { state } : {}),
      ...(text ? { text } : {}),
      ...(expiresOn ? { expiresOn } : {}),
      ...(number ? { number } : {}),
    },
  }
}
