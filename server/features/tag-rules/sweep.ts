import { compileCondition } from '../audiences/condition/compile.ts'
import type { SqlParam } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { ruleFrame } from './apply-rules.ts'
import { readActiveRules, type ActiveRule } from './read-rules.ts'
import { ruleKey } from './tag-keys.ts'

const PAGE = 2000

export interface SweepPage {
  /** Customers whose tags differ from what the rules say today. */
  due: string[]
  /** The last customer of the page; null behind the end. */
  upTo: string | null
}

/**
 * Whom the passing of a day, or a new version, has changed, among the next customers by id. The database compares each
 * rule with its tags; only where they differ is anybody looked at more closely.
 */
export async function findDue(
  deps: Deps,
  { corpId, after, ruleId }: { corpId: string; after: string; ruleId: string | null },
): Promise<SweepPage> {
  const { sql } = deps.database
  const [end] = await sql.all<{ upTo: string | null }>(
    `SELECT MAX("id") AS "upTo" FROM (SELECT "id" FROM "Customer" WHERE "corpId" = ? AND "id" > ? ORDER BY "id" LIMIT ${PAGE}) page`,
    [corpId, after],
  )
  const upTo = end?.upTo ?? null
  if (upTo === null) return { due: [], upTo }
  const rules = (await readActiveRules(sql, corpId)).filter((rule) => ruleId === null || rule.id === ruleId)
  const due = new Set<string>()
  for (const rule of rules) for (const id of await differing(deps, { corpId, after, upTo, rule })) due.add(id)
  for (const id of await ofNoRule(deps, { corpId, after, upTo })) due.add(id)
  return { due: [...due].sort(), upTo }
}

interface Range {
  corpId: string
  after: string
  upTo: string
}

async function differing(deps: Deps, { rule, ...range }: Range & { rule: ActiveRule }): Promise<string[]> {
  const met = compileCondition(ruleFrame(deps), rule.condition)
  const held = `EXISTS (SELECT 1 FROM "CustomerTag" h WHERE h."corpId" = cu."corpId" AND h."openKey" = cu."id" || ' ' || ? AND h."ruleVersion" = ?)`
  const params: SqlParam[] = [
    range.corpId,
    range.after,
    range.upTo,
    ...met.params,
    ruleKey(rule.id),
    rule.version,
    ruleKey(rule.id),
    ruleKey(rule.id),
    rule.version,
  ]
  // Who has the tag by an older version is looked at as well: its reason is not this version's.
  const stale = `EXISTS (SELECT 1 FROM "CustomerTag" h WHERE h."corpId" = cu."corpId" AND h."openKey" = cu."id" || ' ' || ?)`
  const rows = await deps.database.sql.all<{ id: string }>(
    `SELECT cu."id" FROM "Customer" cu WHERE cu."corpId" = ? AND cu."id" > ? AND cu."id" <= ? AND cu."mergedInto" IS NULL
       AND (CASE WHEN ${met.sql} THEN 1 ELSE 0 END <> CASE WHEN ${held} THEN 1 ELSE 0 END OR (${stale} AND NOT ${held}))`,
    params,
  )
  return rows.map((row) => row.id)
}

/** Customers with the tag of a rule that is switched off or gone. */
async function ofNoRule({ database: { sql } }: Deps, { corpId, after, upTo }: Range): Promise<string[]> {
  const rows = await sql.all<{ customerId: string }>(
    `SELECT DISTINCT t."customerId" FROM "CustomerTag" t WHERE t."corpId" = ? AND t."customerId" > ? AND t."customerId" <= ?
       AND t."endedAt" IS NULL AND t."source" = 'rule' AND NOT EXISTS (SELECT 1 FROM "TagRule" r
         WHERE r."corpId" = t."corpId" AND r."id" = t."ruleId" AND r."isEnabled" = ?)`,
    [corpId, after, upTo, true],
  )
  return rows.map((row) => row.customerId)
}
