import { PERSON_KINDS, type PersonKind } from '../../domain/identity/clean-key.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'

export interface IdentityKey {
  kind: PersonKind
  valueHash: string
  customerId: string
  /** The record as it was born, when it has been merged into customerId: a split gives it its keys back. */
  originId?: string | null
  source: string
}

/** Named where hashes are looked for, since the key begins with the kind: without it every key of the company is read. */
export const OF_PERSONS = `"kind" IN (${PERSON_KINDS.map((kind) => `'${kind}'`).join(', ')})`

export interface NewKeys {
  corpId: string
  keys: readonly IdentityKey[]
  now: Date
}

export interface Claimed {
  /** Keys that nobody had before. */
  taken: IdentityKey[]
  /** Customers to be judged by the identity feature, since they show a key of somebody else: report 'keys-clashed'. */
  clashed: Set<string>
}

interface Holder {
  kind: string
  valueHash: string
  customerId: string
  originId: string | null
}

/** Whose key it already is stays; that another record shows it, too, is kept for the identity feature to judge. */
export async function claimIdentities(tx: AnyTx, input: NewKeys): Promise<Claimed> {
  const { corpId, now } = input
  const wanted = new Map(input.keys.map((key) => [nameOf(key, baseOf(key)), key]))
  const crowded = await readQuarantined(tx, corpId, [...wanted.values()])
  const free = [...wanted.values()].filter((key) => !crowded.has(nameOf(key)))
  const { rows } = await bulkUpsert(tx, {
    table: 'Identity',
    columns: ['corpId', 'kind', 'valueHash', 'customerId', 'originId', 'source', 'createdAt'],
    key: ['corpId', 'kind', 'valueHash'],
    update: 'none',
    rows: free.map((key) => ({ corpId, createdAt: now, ...key })),
    returning: ['kind', 'valueHash', 'customerId', 'originId'],
  })
  const won = new Set(rows.map((row) => nameOf(holderOf(row), baseOf(holderOf(row)))))
  const taken = [...wanted].flatMap(([name, key]) => (won.has(name) ? [key] : []))
  const lost = [...wanted].flatMap(([name, key]) => (won.has(name) ? [] : [key]))
  const clashed = await keepClashes(tx, { corpId, keys: lost, now })
  for (const id of await readAnchored(tx, corpId, taken)) clashed.add(id)
  return { taken, clashed }
}

/**
 * Records that were merged and show a unionid only now: what joined them may join two WeChat accounts, so they are
 * judged anew. Whoever is merged with nobody has nothing to judge.
 */
async function readAnchored(tx: AnyTx, corpId: string, taken: readonly IdentityKey[]): Promise<string[]> {
  const bases = taken.filter((key) => key.kind === 'unionid').map(baseOf)
  if (bases.length === 0) return []
  const sql = sqlIn(tx)
  const list = JSON.stringify(bases)
  const rows = await sql.all<{ id: string }>(
    `SELECT "fromId" AS "id" FROM "CustomerMerge"
     WHERE "corpId" = ? AND "splitAt" IS NULL AND ${inTextList(sql.dialect, '"fromId"')}
     UNION SELECT "intoId" FROM "CustomerMerge"
     WHERE "corpId" = ? AND "splitAt" IS NULL AND ${inTextList(sql.dialect, '"intoId"')}`,
    [corpId, list, corpId, list],
  )
  return rows.map((row) => row.id)
}

/** Notes who shows a key that another record holds. A record that claims its own key again is no clash. */
async function keepClashes(tx: AnyTx, { corpId, keys, now }: NewKeys): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const sql = sqlIn(tx)
  const holders = await sql.all<Holder>(
    `SELECT "kind", "valueHash", "customerId", "originId" FROM "Identity"
     WHERE "corpId" = ? AND ${OF_PERSONS} AND ${inTextList(sql.dialect, '"valueHash"')}`,
    [corpId, JSON.stringify(keys.map((key) => key.valueHash))],
  )
  const baseByKey = new Map(holders.map((row) => [nameOf(row), baseOf(row)]))
  const clashes = keys.filter((key) => baseByKey.get(nameOf(key)) !== baseOf(key))
  const { rows } = await bulkUpsert(tx, {
    table: 'IdentityClash',
    columns: ['corpId', 'kind', 'valueHash', 'customerId', 'source', 'seenAt'],
    key: ['corpId', 'kind', 'valueHash', 'customerId'],
    update: 'none',
    rows: clashes.map((key) => ({ ...key, corpId, customerId: baseOf(key), seenAt: now })),
    returning: ['customerId'],
  })
  return new Set(rows.map((row) => String(row['customerId'])))
}

/** Keys that stand for too many people find nobody until somebody releases them. */
async function readQuarantined(
  tx: AnyTx,
  corpId: string,
  keys: readonly IdentityKey[],
): Promise<Set<string>> {
  const typed = keys.filter(({ kind }) => kind !== 'external_userid' && kind !== 'unionid')
  if (typed.length === 0) return new Set()
  const sql = sqlIn(tx)
  const rows = await sql.all<{ kind: string; valueHash: string }>(
    `SELECT "kind", "valueHash" FROM "KeyQuarantine"
     WHERE "corpId" = ? AND ${OF_PERSONS} AND "releasedAt" IS NULL AND ${inTextList(sql.dialect, '"valueHash"')}`,
    [corpId, JSON.stringify(typed.map((key) => key.valueHash))],
  )
  return new Set(rows.map((row) => nameOf(row)))
}

interface LostPhones {
  corpId: string
  /** The record as it was born that showed them. */
  originId: string
  hashes: readonly string[]
}

/**
 * Takes keys away again that came from a remark and are in no remark of the record any more. Gives the records that
 * show them still: the key is theirs to find, and whoever it had joined is looked at again.
 */
export async function unlinkPhones(
  tx: AnyTx,
  { corpId, originId, hashes }: LostPhones,
): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const sql = sqlIn(tx)
  const list = JSON.stringify(hashes)
  await sql.run(
    `DELETE FROM "Identity" WHERE "corpId" = ? AND "kind" = 'phone' AND COALESCE("originId", "customerId") = ?
     AND "source" = 'remark' AND ${inTextList(sql.dialect, '"valueHash"')}`,
    [corpId, originId, list],
  )
  await sql.run(
    `DELETE FROM "IdentityClash" WHERE "corpId" = ? AND "kind" = 'phone' AND "customerId" = ?
     AND "source" = 'remark' AND ${inTextList(sql.dialect, '"valueHash"')}`,
    [corpId, originId, list],
  )
  const others = await sql.all<{ customerId: string }>(
    `SELECT "customerId" FROM "IdentityClash" WHERE "corpId" = ? AND "kind" = 'phone' AND ${inTextList(sql.dialect, '"valueHash"')}
     UNION SELECT COALESCE("originId", "customerId") FROM "Identity"
     WHERE "corpId" = ? AND "kind" = 'phone' AND ${inTextList(sql.dialect, '"valueHash"')}`,
    [corpId, list, corpId, list],
  )
  return new Set(others.map((row) => row.customerId))
}

/** The records behind some contacts, as they were born: external_userid → record. */
export async function readOrigins(
  tx: AnyTx,
  { corpId, hashes }: { corpId: string; hashes: readonly string[] },
): Promise<Map<string, { customerId: string; originId: string | null }>> {
  if (hashes.length === 0) return new Map()
  const sql = sqlIn(tx)
  const rows = await sql.all<Holder>(
    `SELECT "kind", "valueHash", "customerId", "originId" FROM "Identity"
     WHERE "corpId" = ? AND "kind" = 'external_userid' AND ${inTextList(sql.dialect, '"valueHash"')}`,
    [corpId, JSON.stringify(hashes)],
  )
  return new Map(rows.map(({ valueHash, customerId, originId }) => [valueHash, { customerId, originId }]))
}

function baseOf(key: { customerId: string; originId?: string | null }): string {
  return key.originId ?? key.customerId
}

function nameOf({ kind, valueHash }: { kind: string; valueHash: string }, of = ''): string {
  return `${kind} ${valueHash} ${of}`
}

function holderOf(row: Record<string, unknown>): Holder {
  const originId = row['originId'] === null ? null : String(row['originId'])
  return {
    kind: String(row['kind']),
    valueHash: String(row['valueHash']),
    customerId: String(row['customerId']),
    originId,
  }
}
