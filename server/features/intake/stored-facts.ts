import { inTextList } from '../../platform/db/json-sql.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { groupBy } from '../../domain/group-by.ts'
import { eventKeyOf } from './to-fact.ts'
import { canonicalText, type Item } from './read-item.ts'
import type { Resolution } from '../identity/resolve-people.ts'

export interface StoredFact {
  kind: string
  factId: string
  digest: string
  version: number
  customerId: string | null
  eventKey: string | null
  bodySealed: string
}

/** A new or changed item, with what the database has of it. */
export interface Fresh {
  item: Item
  digest: string
  stored: StoredFact | undefined
}

export const factName = (kind: string, id: string): string => `${kind} ${id}`

/** Keyed, since it covers personal values. */
export function digestItem({ sealer }: Deps, item: Item): string {
  return sealer.lookupHash('intake', canonicalText(item)).slice(0, 22)
}

export async function readStored(
  tx: SqlTx,
  { corpId, source, ids }: { corpId: string; source: string; ids: readonly string[] },
): Promise<Map<string, StoredFact>> {
  const rows = await tx.all<StoredFact>(
    `SELECT "kind", "factId", "digest", "version", "customerId", "eventKey", "bodySealed" FROM "IntakeFact"
     WHERE "corpId" = ? AND "source" = ? AND ${inTextList(tx.dialect, '"factId"')}`,
    [corpId, source, JSON.stringify(ids)],
  )
  return new Map(rows.map((row) => [factName(row.kind, row.factId), row]))
}

/** Writes facts as they are told now, keeps what was said before, and lets those of nobody wait by their keys. */
export async function storeFacts(
  tx: SqlTx,
  deps: Deps,
  {
    corpId,
    source,
    fresh,
    people,
  }: { corpId: string; source: string; fresh: readonly Fresh[]; people: readonly Resolution[] },
): Promise<void> {
  const now = deps.clock.now()
  const rows = fresh.map(({ item, digest, stored }, n) => ({
    corpId,
    source,
    kind: item.kind,
    factId: item.id,
    at: item.at,
    digest,
    customerId: people[n]?.person?.customerId ?? null,
    originId: people[n]?.person?.originId ?? null,
    version: (stored?.version ?? 0) + 1,
    eventKey: eventKeyOf(source, item, people[n]?.person?.customerId ?? null),
    bodySealed: deps.sealer.seal(JSON.stringify(item)),
    recordedAt: now,
    updatedAt: now,
  }))
  await bulkUpsert(tx, {
    table: 'IntakeFact',
    columns: [
      ...(['corpId', 'source', 'kind', 'factId', 'at', 'customerId', 'originId', 'digest'] as const),
      ...(['version', 'eventKey', 'bodySealed', 'recordedAt', 'updatedAt'] as const),
    ],
    key: ['corpId', 'source', 'kind', 'factId'],
    update: ['at', 'customerId', 'originId', 'digest', 'version', 'eventKey', 'bodySealed', 'updatedAt'],
    rows,
  })
  await bulkUpsert(tx, {
    table: 'IntakeFactVersion',
    columns: ['corpId', 'source', 'kind', 'factId', 'version', 'digest', 'bodySealed', 'replacedAt'],
    key: ['corpId', 'source', 'kind', 'factId', 'version'],
    update: 'none',
    rows: fresh.flatMap(({ stored }) =>
      stored
        ? [
            {
              corpId,
              source,
              kind: stored.kind,
              factId: stored.factId,
              version: stored.version,
              digest: stored.digest,
              bodySealed: stored.bodySealed,
              replacedAt: now,
            },
          ]
        : [],
    ),
  })
  await keepWaiting(tx, { corpId, source, fresh, people })
}

async function keepWaiting(
  tx: SqlTx,
  {
    corpId,
    source,
    fresh,
    people,
  }: { corpId: string; source: string; fresh: readonly Fresh[]; people: readonly Resolution[] },
): Promise<void> {
  const again = fresh.filter(({ stored }) => stored && stored.customerId === null).map(({ item }) => item)
  for (const [kind, items] of groupBy(again, (item) => item.kind))
    await tx.run(
      `DELETE FROM "IntakeFactKey" WHERE "corpId" = ? AND "source" = ? AND "kind" = ?
       AND ${inTextList(tx.dialect, '"factId"')}`,
      [corpId, source, kind, JSON.stringify(items.map((item) => item.id))],
    )
  await bulkUpsert(tx, {
    table: 'IntakeFactKey',
    columns: ['corpId', 'valueHash', 'source', 'kind', 'factId'],
    key: ['corpId', 'valueHash', 'source', 'kind', 'factId'],
    update: 'none',
    rows: fresh.flatMap(({ item }, n) =>
      people[n]?.person === null
        ? people[n].keys.map((key) => ({
            corpId,
            valueHash: key.hash,
            source,
            kind: item.kind,
            factId: item.id,
          }))
        : [],
    ),
  })
}
