import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { newId } from '../../../platform/new-id.ts'
import { rootsOf } from '../../customers/aliases.ts'
import type { Deps } from '../../deps.ts'
import { type Evidence, NO_EVIDENCE } from '../merge/contract.ts'
import { evidenceBetween } from './evidence-between.ts'
import type { Step } from './settle-people.ts'

export interface NewReview {
  kind: 'conflict' | 'weak' | 'quarantine'
  key: string
  aId: string | null
  bId: string | null
  score: number | null
  evidence: Evidence
}

/** Asks a person about each pair that a key joins and a rule keeps apart, and about each key of too many people. */
export async function writeReviews(deps: Deps, tx: SqlTx, step: Step): Promise<void> {
  const { corpId, component, unions } = step
  const roots = await rootsOf(tx, corpId, component.recordIds)
  const pairs = new Map<string, { a: string; b: string; reason: string }>()
  for (const { recordIds, reason } of unions.conflicts) {
    if (reason === 'told-apart') continue
    const people = [...new Set(recordIds.map((id) => roots.get(id) ?? id))].sort()
    for (const [n, a] of people.entries())
      for (const b of people.slice(n + 1)) pairs.set(pairKey(a, b), { a, b, reason })
  }
  const reviews: NewReview[] = []
  for (const [key, { a, b, reason }] of pairs) {
    const sideOf = (root: string) => component.recordIds.filter((id) => roots.get(id) === root)
    const evidence = await evidenceBetween(deps, tx, {
      corpId,
      claims: component.claims,
      sides: [sideOf(a), sideOf(b)],
    })
    reviews.push({ kind: 'conflict', key, aId: a, bId: b, score: null, evidence: { ...evidence, reason } })
  }
  for (const { key, recordIds } of unions.quarantined) {
    const claims = component.claims.filter((claim) => claim.valueHash === key.value)
    const seen = claims.map(({ recordId, source, at }) => ({
      recordId,
      source,
      at: new Date(at).toISOString(),
    }))
    reviews.push({
      kind: 'quarantine',
      key: `key:${key.kind}:${key.value}`,
      aId: recordIds[0] ?? null,
      bId: null,
      score: null,
      evidence: { ...NO_EVIDENCE, keys: [{ kind: key.kind, mask: null, seen }] },
    })
  }
  await closeOthers(deps, tx, { corpId, records: component.recordIds, keep: reviews.map((one) => one.key) })
  await openReviews(deps, tx, corpId, reviews)
}

export function pairKey(a: string, b: string): string {
  return a < b ? `pair:${a}:${b}` : `pair:${b}:${a}`
}

/** An item is asked once: what was decided stays decided, what had vanished is asked again. */
export async function openReviews(
  deps: Deps,
  tx: SqlTx,
  corpId: string,
  reviews: readonly NewReview[],
): Promise<void> {
  const now = deps.clock.now()
  for (const { kind, key, aId, bId, score, evidence } of reviews)
    await tx.run(
      `INSERT INTO "MatchReview" ("corpId", "id", "kind", "key", "state", "aId", "bId", "score", "evidenceJson", "openedAt")
       VALUES (?, ?, ?, ?, 'open', ?, ?, ?, ?, ?) ON CONFLICT ("corpId", "key") DO UPDATE SET "state" = 'open',
         "kind" = excluded."kind", "score" = excluded."score", "evidenceJson" = excluded."evidenceJson"
       WHERE "MatchReview"."state" IN ('open', 'gone') AND ("MatchReview"."state" = 'gone'
         OR "MatchReview"."evidenceJson" <> excluded."evidenceJson")`,
      [corpId, newId(now.getTime()), kind, key, aId, bId, score, JSON.stringify(evidence), now],
    )
}

/** The reason has gone: the keys differ now, or the two are one. A weak proposal ends when the two have been joined. */
async function closeOthers(
  deps: Deps,
  tx: SqlTx,
  { corpId, records, keep }: { corpId: string; records: readonly string[]; keep: readonly string[] },
): Promise<void> {
  const list = JSON.stringify(records)
  const open = await tx.all<{
    id: string
    kind: string
    key: string
    aId: string | null
    bId: string | null
  }>(
    `SELECT "id", "kind", "key", "aId", "bId" FROM "MatchReview"
     WHERE "corpId" = ? AND "state" = 'open' AND ${inTextList(tx.dialect, '"aId"')}`,
    [corpId, list],
  )
  const roots = await rootsOf(
    tx,
    corpId,
    open.flatMap((row) => [row.aId ?? '', row.bId ?? '']),
  )
  const gone = open.filter(({ kind, key, aId, bId }) => {
    if (keep.includes(key)) return false
    return kind !== 'weak' || roots.get(aId ?? '') === roots.get(bId ?? '')
  })
  await tx.run(
    `UPDATE "MatchReview" SET "state" = 'gone', "decidedAt" = ? WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')}`,
    [deps.clock.now(), corpId, JSON.stringify(gone.map((row) => row.id))],
  )
}
