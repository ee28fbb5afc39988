import { newId } from '../../platform/new-id.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'

/**
 * A dated fact for a customer's timeline that no other row keeps: what tags and remark were before, what another
 * system told. (When a relation or a membership began and ended is read from those rows.) The key makes recording it
 * twice harmless.
 */
export interface TimelineFact {
  customerId: string
  /** The record it came by, when that has been merged into customerId: a split gives it back. */
  originId?: string | null
  at: Date
  kind: string
  key: string
  staffId?: string | null
  /** Which system told it; ours when left out. */
  source?: string
  subject?: string | null
  /** In the unit domain/fact-kinds names for the kind. */
  amount?: number | null
  storeName?: string | null
  /** Its own words, by which it is found on the person's timeline (a review, a complaint). */
  text?: string | null
  detail: Record<string, string | number | null | string[]>
}

const COLUMNS = [
  'corpId',
  'id',
  'customerId',
  'originId',
  'at',
  'kind',
  'key',
  'staffId',
  'source',
  'subject',
  'amount',
  'storeName',
  'search',
  'detailJson',
] as const

export async function recordEvents(
  tx: AnyTx,
  { corpId, facts }: { corpId: string; facts: readonly TimelineFact[] },
): Promise<void> {
  if (facts.length === 0) return
  await bulkUpsert(tx, {
    table: 'TimelineEvent',
    columns: COLUMNS,
    key: ['corpId', 'key'],
    update: 'none',
    rows: facts.map(({ detail, text, ...fact }) => ({
      ...fact,
      corpId,
      originId: fact.originId ?? null,
      id: newId(fact.at.getTime()),
      source: fact.source ?? 'liuke',
      search: text ? text.toLowerCase() : null,
      detailJson: JSON.stringify(detail),
    })),
  })
}

/** What a fact counts may grow while it lasts: how long somebody stays on a page. */
export async function setEventAmount(
  tx: SqlTx,
  { corpId, key, amount }: { corpId: string; key: string; amount: number },
): Promise<void> {
  await tx.run(`UPDATE "TimelineEvent" SET "amount" = ? WHERE "corpId" = ? AND "key" = ?`, [
    amount,
    corpId,
    key,
  ])
}
