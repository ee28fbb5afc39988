import { groupBy } from '../../domain/group-by.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { Deps } from '../deps.ts'
import { type ResolvedPerson, resolvePeople } from '../identity/resolve-people.ts'
import { applyFacts, type AppliedFact } from './apply-facts.ts'
import { openItem } from './open-item.ts'
import { incomingOf, isOfPerson } from './person-keys.ts'
import { eventKeyOf } from './to-fact.ts'

const CHUNK = 500

interface Waiting {
  source: string
  kind: string
  factId: string
  bodySealed: string
  customerId: string
}

/** Some customers got keys: the facts that waited for them find them. */
export async function linkWaiting(
  deps: Deps,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<void> {
  for (let found = CHUNK; found === CHUNK;)
    found = await withRetryOnBusy(deps.clock, () =>
      deps.database.sql.transaction((tx) => linkSome(tx, deps, { corpId, customerIds })),
    )
}

async function linkSome(
  tx: SqlTx,
  deps: Deps,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<number> {
  const ids = JSON.stringify(customerIds)
  const mine = inTextList(tx.dialect, '"customerId"')
  const waiting = await tx.all<Waiting>(
    `SELECT f."source", f."kind", f."factId", f."bodySealed", MIN(i."customerId") AS "customerId"
     FROM (SELECT "customerId", "valueHash" FROM "Identity" WHERE "corpId" = ? AND ${mine}
       UNION ALL SELECT "customerId", "plateHash" FROM "Vehicle" WHERE "corpId" = ? AND ${mine}
       UNION ALL SELECT "customerId", "vinHash" FROM "Vehicle" WHERE "corpId" = ? AND ${mine}) i
     JOIN "IntakeFactKey" k ON k."corpId" = ? AND k."valueHash" = i."valueHash"
     JOIN "IntakeFact" f ON f."corpId" = k."corpId" AND f."source" = k."source" AND f."kind" = k."kind" AND f."factId" = k."factId"
     GROUP BY f."source", f."kind", f."factId", f."bodySealed" LIMIT ${CHUNK}`,
    [corpId, ids, corpId, ids, corpId, ids, corpId],
  )
  for (const [source, rows] of groupBy(waiting, (row) => row.source)) {
    const items = rows.map((row) => openItem(deps, row.bodySealed))
    // Resolved as a whole: which key finds them says whose record it was before a merge.
    const found = await resolvePeople(tx, deps, {
      corpId,
      source,
      people: items.map((item) => ({ ...incomingOf(item.person, source), isOfPerson: isOfPerson(item) })),
    })
    const facts: AppliedFact[] = []
    for (const [n, { kind, factId, customerId }] of rows.entries()) {
      const item = items[n]
      if (!item) continue
      const person = found[n]?.person ?? { customerId, originId: null, by: null }
      facts.push({ item, person, formerId: null, formerKey: null })
      const eventKey = eventKeyOf(source, item, person.customerId)
      await claim(tx, { corpId, source, kind, factId, person, eventKey })
    }
    // Orders find their customers by themselves.
    await applyFacts(tx, deps, { corpId, source, facts: facts.filter(({ item }) => item.kind !== 'order') })
  }
  return waiting.length
}

async function claim(
  tx: SqlTx,
  fact: {
    corpId: string
    source: string
    kind: string
    factId: string
    person: ResolvedPerson
    eventKey: string | null
  },
): Promise<void> {
  const { corpId, source, kind, factId } = fact
  await tx.run(
    `UPDATE "IntakeFact" SET "customerId" = ?, "originId" = ?, "eventKey" = ?
     WHERE "corpId" = ? AND "source" = ? AND "kind" = ? AND "factId" = ?`,
    [fact.person.customerId, fact.person.originId, fact.eventKey, corpId, source, kind, factId],
  )
  await tx.run(
    `DELETE FROM "IntakeFactKey" WHERE "corpId" = ? AND "source" = ? AND "kind" = ? AND "factId" = ?`,
    [corpId, source, kind, factId],
  )
}
