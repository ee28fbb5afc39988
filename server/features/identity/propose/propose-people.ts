import { CUSTOMER_RULE } from '../../../domain/identity/customer-rule.ts'
import { compareRecords } from '../../../domain/identity/weak-match.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { withRetryOnBusy } from '../../../platform/db/retry.ts'
import type { Deps } from '../../deps.ts'
import { NO_EVIDENCE } from '../merge/contract.ts'
import { type NewReview, openReviews, pairKey } from '../unite/write-reviews.ts'
import { readPairs } from './read-pairs.ts'
import { readRecords } from './read-records.ts'

interface Slice {
  corpId: string
  after: string
  upTo: string
}

/**
 * Asks a person about records of a slice that look like one person and share no key. Nothing is merged by likeness. What
 * was decided is not asked again, and a proposal whose reason has gone is withdrawn.
 */
export async function proposePeople(deps: Deps, slice: Slice): Promise<void> {
  await withRetryOnBusy(deps.clock, () => deps.database.sql.transaction((tx) => proposeIn(deps, tx, slice)))
}

async function proposeIn(deps: Deps, tx: SqlTx, slice: Slice): Promise<void> {
  const { corpId } = slice
  const pairs = await readPairs(tx, slice)
  const ids = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))]
  const records = await readRecords(tx, { corpId, ids })
  const proposals = pairs.flatMap(({ a, b }): NewReview[] => {
    const [one, other] = [records.get(a), records.get(b)]
    if (!one || !other) return []
    const { score, parts } = compareRecords(one, other, CUSTOMER_RULE.comparisons)
    if (score < CUSTOMER_RULE.threshold) return []
    const evidence = { ...NO_EVIDENCE, parts }
    return [
      { kind: 'weak', key: pairKey(a, b), aId: a, bId: b, score: Math.round(score * 10) / 10, evidence },
    ]
  })
  // What a key says of two records is asked as that, and stands above a likeness.
  const asked = await readOthers(tx, corpId, proposals)
  await openReviews(
    deps,
    tx,
    corpId,
    proposals.filter(({ key }) => !asked.has(key)),
  )
  await withdraw(deps, tx, slice, new Set(proposals.map(({ key }) => key)))
}

async function readOthers(tx: SqlTx, corpId: string, proposals: readonly NewReview[]): Promise<Set<string>> {
  const rows = await tx.all<{ key: string }>(
    `SELECT "key" FROM "MatchReview" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"key"')} AND "kind" <> 'weak'`,
    [corpId, JSON.stringify(proposals.map((one) => one.key))],
  )
  return new Set(rows.map((row) => row.key))
}

async function withdraw(
  { clock }: Deps,
  tx: SqlTx,
  { corpId, after, upTo }: Slice,
  proposed: ReadonlySet<string>,
): Promise<void> {
  const open = await tx.all<{ id: string; key: string }>(
    `SELECT "id", "key" FROM "MatchReview" WHERE "corpId" = ? AND "state" = 'open' AND "kind" = 'weak'
     AND "aId" > ? AND "aId" <= ?`,
    [corpId, after, upTo],
  )
  const gone = open.filter((row) => !proposed.has(row.key)).map((row) => row.id)
  if (gone.length === 0) return
  await tx.run(
    `UPDATE "MatchReview" SET "state" = 'gone', "decidedAt" = ? WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')}`,
    [clock.now(), corpId, JSON.stringify(gone)],
  )
}
