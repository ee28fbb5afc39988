import type { SqlTx } from '../../../platform/db/index.ts'
import { groupBy } from '../../../platform/group-by.ts'
import { rootsOf } from '../../customers/aliases.ts'
import type { Deps } from '../../deps.ts'
import type { Claim } from './read-component.ts'
import type { Step } from './settle-people.ts'

/**
 * Each shared key finds the earliest record that shows it, so that what a key finds does not depend on who came first;
 * a quarantined key finds nobody. Who shows it beside the holder is kept as a clash.
 */
export async function placeKeys(deps: Deps, tx: SqlTx, { corpId, component, unions }: Step): Promise<void> {
  const crowded = new Set(unions.quarantined.map(({ key }) => key.value))
  await writeQuarantine(deps, tx, { corpId, component, unions })
  const roots = await rootsOf(tx, corpId, component.recordIds)
  const changed = new Set<string>()
  for (const claims of groupBy(component.claims, (claim) => `${claim.kind} ${claim.valueHash}`).values()) {
    const holder = claims.find((claim) => claim.isHolder)
    const isCrowded = crowded.has(claims[0]?.valueHash ?? '')
    const wanted = isCrowded ? undefined : earliest(claims)
    if (holder?.recordId === wanted?.recordId) continue
    if (holder) await give(tx, corpId, holder)
    if (wanted) await take(tx, corpId, wanted, roots.get(wanted.recordId) ?? wanted.recordId)
    for (const claim of [holder, wanted]) if (claim) changed.add(roots.get(claim.recordId) ?? claim.recordId)
  }
  await deps.changes.report(tx, [{ kind: 'customer-changed', corpId, customerIds: [...changed] }])
}

/** Ids are made of the time of birth, so that the smallest is the earliest. */
function earliest(claims: readonly Claim[]): Claim | undefined {
  return claims.reduce<Claim | undefined>(
    (first, claim) => (first === undefined || claim.recordId < first.recordId ? claim : first),
    undefined,
  )
}

async function give(
  tx: SqlTx,
  corpId: string,
  { kind, valueHash, recordId, source, at }: Claim,
): Promise<void> {
  await tx.run(`DELETE FROM "Identity" WHERE "corpId" = ? AND "kind" = ? AND "valueHash" = ?`, [
    corpId,
    kind,
    valueHash,
  ])
  await tx.run(
    `INSERT INTO "IdentityClash" ("corpId", "kind", "valueHash", "customerId", "source", "seenAt")
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT ("corpId", "kind", "valueHash", "customerId") DO NOTHING`,
    [corpId, kind, valueHash, recordId, source, new Date(at)],
  )
}

async function take(tx: SqlTx, corpId: string, claim: Claim, customerId: string): Promise<void> {
  const { kind, valueHash, recordId, source, at } = claim
  await tx.run(
    `INSERT INTO "Identity" ("corpId", "kind", "valueHash", "customerId", "originId", "source", "createdAt")
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [corpId, kind, valueHash, customerId, recordId === customerId ? null : recordId, source, new Date(at)],
  )
  await tx.run(
    `DELETE FROM "IdentityClash" WHERE "corpId" = ? AND "kind" = ? AND "valueHash" = ? AND "customerId" = ?`,
    [corpId, kind, valueHash, recordId],
  )
}

async function writeQuarantine(deps: Deps, tx: SqlTx, { corpId, component, unions }: Step): Promise<void> {
  const crowded = new Set(unions.quarantined.map(({ key }) => key.value))
  for (const { key, recordIds } of unions.quarantined)
    await tx.run(
      `INSERT INTO "KeyQuarantine" ("corpId", "kind", "valueHash", "people", "since") VALUES (?, ?, ?, ?, ?)
       ON CONFLICT ("corpId", "kind", "valueHash") DO UPDATE SET "people" = excluded."people"`,
      [corpId, key.kind, key.value, recordIds.length, deps.clock.now()],
    )
  // Fewer people show it now: it is a key again by itself.
  for (const valueHash of component.quarantined)
    if (!crowded.has(valueHash))
      await tx.run(
        `DELETE FROM "KeyQuarantine" WHERE "corpId" = ? AND "valueHash" = ? AND "releasedAt" IS NULL`,
        [corpId, valueHash],
      )
}
