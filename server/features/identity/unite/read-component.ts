import type { KeyKind } from '../../../domain/identity/clean-key.ts'
import type { Decision } from '../../../domain/identity/unite.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { OF_PERSONS } from '../../customers/link-identities.ts'

/** A key as a record shows it; who holds it in Identity is found by it. */
export interface Claim {
  kind: KeyKind
  valueHash: string
  recordId: string
  source: string
  at: string
  isHolder: boolean
}

export interface StoredMerge {
  id: string
  fromId: string
  intoId: string
  rule: string
}

/** All records that hang together by strong keys, merges or decisions, with what is known of them. */
export interface Component {
  recordIds: string[]
  claims: Claim[]
  merges: StoredMerge[]
  decisions: Decision[]
  /** Keys that a person released: they may join more people than usual. */
  exempt: Set<string>
  quarantined: Set<string>
}

/** More records than this do not hang together by accident: a person looks first. */
const LARGEST = 300

/** Walks from some records over keys and merges to all that hang together with them. null: too many. */
export async function readComponent(
  tx: SqlTx,
  corpId: string,
  seeds: readonly string[],
): Promise<Component | null> {
  const records = new Set<string>()
  const claims = new Map<string, Claim>()
  const merges = new Map<string, StoredMerge>()
  const decisions = new Map<string, Decision>()
  for (let fresh = [...new Set(seeds)]; fresh.length > 0;) {
    for (const id of fresh) records.add(id)
    if (records.size > LARGEST) return null
    const of = { corpId, list: JSON.stringify(fresh) }
    const next = new Set<string>()
    for (const merge of await readMerges(tx, of)) {
      merges.set(merge.id, merge)
      next.add(merge.fromId).add(merge.intoId)
    }
    for (const { id, ...decision } of await readDecisions(tx, of)) {
      decisions.set(id, decision)
      next.add(decision.a).add(decision.b)
    }
    const own = await readClaimsOf(tx, of)
    const shared = await readClaimsOn(tx, corpId, own)
    for (const claim of [...own, ...shared]) {
      claims.set(`${claim.kind} ${claim.valueHash} ${claim.recordId}`, claim)
      next.add(claim.recordId)
    }
    fresh = [...next].filter((id) => !records.has(id))
  }
  const all = [...claims.values()]
  const states = await readQuarantine(tx, corpId, all)
  return {
    recordIds: [...records],
    claims: all,
    merges: [...merges.values()],
    decisions: [...decisions.values()],
    exempt: new Set(states.filter((row) => row.releasedAt !== null).map((row) => row.valueHash)),
    quarantined: new Set(states.filter((row) => row.releasedAt === null).map((row) => row.valueHash)),
  }
}

interface Of {
  corpId: string
  list: string
}

async function readMerges(tx: SqlTx, { corpId, list }: Of): Promise<StoredMerge[]> {
  const side = (column: string) => inTextList(tx.dialect, `"${column}"`)
  return tx.all<StoredMerge>(
    `SELECT "id", "fromId", "intoId", "rule" FROM "CustomerMerge"
     WHERE "corpId" = ? AND "splitAt" IS NULL AND ${side('fromId')}
     UNION SELECT "id", "fromId", "intoId", "rule" FROM "CustomerMerge"
     WHERE "corpId" = ? AND "splitAt" IS NULL AND ${side('intoId')}`,
    [corpId, list, corpId, list],
  )
}

async function readDecisions(tx: SqlTx, { corpId, list }: Of): Promise<({ id: string } & Decision)[]> {
  const rows = await tx.all<{ id: string; a: string; b: string; state: string }>(
    `SELECT "id", "aId" AS "a", "bId" AS "b", "state" FROM "MatchReview"
     WHERE "corpId" = ? AND "state" IN ('same', 'different') AND ${inTextList(tx.dialect, '"aId"')}
     UNION SELECT "id", "aId", "bId", "state" FROM "MatchReview"
     WHERE "corpId" = ? AND "state" IN ('same', 'different') AND ${inTextList(tx.dialect, '"bId"')}`,
    [corpId, list, corpId, list],
  )
  return rows.map(({ state, ...row }) => ({ ...row, verdict: state === 'same' ? 'same' : 'different' }))
}

interface ClaimRow {
  kind: KeyKind
  valueHash: string
  recordId: string
  source: string
  at: string
  isHolder: number
}

/** What some records show: what they hold themselves, and what another holds. */
async function readClaimsOf(tx: SqlTx, { corpId, list }: Of): Promise<Claim[]> {
  const rows = await tx.all<ClaimRow>(
    `SELECT "kind", "valueHash", COALESCE("originId", "customerId") AS "recordId", "source", "createdAt" AS "at", 1 AS "isHolder"
     FROM "Identity" WHERE "corpId" = ? AND ${OF_PERSONS} AND ${inTextList(tx.dialect, '"customerId"')}
     UNION ALL SELECT "kind", "valueHash", "customerId", "source", "seenAt", 0
     FROM "IdentityClash" WHERE "corpId" = ? AND ${OF_PERSONS} AND ${inTextList(tx.dialect, '"customerId"')}`,
    [corpId, list, corpId, list],
  )
  return rows.map(toClaim)
}

/** Everybody who shows one of these keys. */
async function readClaimsOn(tx: SqlTx, corpId: string, claims: readonly Claim[]): Promise<Claim[]> {
  const list = JSON.stringify([...new Set(claims.map((claim) => claim.valueHash))])
  const found = await tx.all<ClaimRow>(
    `SELECT "kind", "valueHash", COALESCE("originId", "customerId") AS "recordId", "source", "createdAt" AS "at", 1 AS "isHolder"
     FROM "Identity" WHERE "corpId" = ? AND ${OF_PERSONS} AND ${inTextList(tx.dialect, '"valueHash"')}
     UNION ALL SELECT "kind", "valueHash", "customerId", "source", "seenAt", 0
     FROM "IdentityClash" WHERE "corpId" = ? AND ${OF_PERSONS} AND ${inTextList(tx.dialect, '"valueHash"')}`,
    [corpId, list, corpId, list],
  )
  return found.map(toClaim)
}

function toClaim({ isHolder, ...row }: ClaimRow): Claim {
  return { ...row, isHolder: Number(isHolder) === 1 }
}

async function readQuarantine(
  tx: SqlTx,
  corpId: string,
  claims: readonly Claim[],
): Promise<{ valueHash: string; releasedAt: string | null }[]> {
  return tx.all(
    `SELECT "valueHash", "releasedAt" FROM "KeyQuarantine" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"valueHash"')}`,
    [corpId, JSON.stringify([...new Set(claims.map((claim) => claim.valueHash))])],
  )
}
