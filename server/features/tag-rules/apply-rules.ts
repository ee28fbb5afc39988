import { explain } from '../../domain/audience/explain.ts'
import { isTrue, type CustomerFacts } from '../../domain/audience/evaluate.ts'
import { localDateOf } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { loadFacts } from '../audiences/condition/load-facts.ts'
import { TRUE, type Frame } from '../audiences/condition/sql-parts.ts'
import type { Deps } from '../deps.ts'
import { readActiveRules, type ActiveRule } from './read-rules.ts'
import { ruleKey } from './tag-keys.ts'
import { writeChanges, type Change, type Held } from './write-changes.ts'

/** A rule is the corp's: it sees every follow. */
export function ruleFrame({ database, clock }: Deps): Frame {
  return { dialect: database.dialect, today: localDateOf(clock.nowMs()), visible: () => TRUE }
}

/** Holds some customers against all rules: tags appear, change their reason, and go. At most some hundred at a time. */
export async function applyRules(
  deps: Deps,
  tx: SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<string[]> {
  const rules = await readActiveRules(tx, corpId)
  const frame = ruleFrame(deps)
  const conditions = rules.map((rule) => rule.condition)
  const facts = await loadFacts(tx, { corpId, frame, customerIds, conditions })
  const held = await readHeld(tx, corpId, customerIds)
  const merged = await mergedOf(tx, corpId, customerIds)
  const changes = customerIds.flatMap((customerId) => {
    const own = merged.has(customerId) ? undefined : facts.get(customerId)
    return decide({ customerId, facts: own, today: frame.today, rules, held: held.get(customerId) ?? [] })
  })
  await writeChanges(deps, tx, { corpId, changes })
  return [...new Set(changes.map((change) => change.customerId))]
}

interface Decision {
  customerId: string
  facts: CustomerFacts | undefined
  today: string
  rules: readonly ActiveRule[]
  held: readonly Held[]
}

/** What changes for one customer. Nothing known of them any more: nothing holds. */
function decide({ customerId, facts, today, rules, held }: Decision): Change[] {
  const changes: Change[] = []
  const heldBy = new Map(held.map((tag) => [tag.tagKey, tag]))
  for (const rule of rules) {
    const tag = heldBy.get(ruleKey(rule.id))
    heldBy.delete(ruleKey(rule.id))
    if (facts === undefined || !isTrue(rule.condition, facts, today)) {
      if (tag) changes.push({ kind: 'ended', customerId, tag, by: 'rule', rule })
      continue
    }
    const reasonJson = JSON.stringify(explain(rule.condition, facts, today))
    if (!tag) changes.push({ kind: 'appeared', customerId, rule, reasonJson })
    else if (tag.ruleVersion !== rule.version || tag.reasonJson !== reasonJson || tag.name !== rule.name)
      changes.push({ kind: 'kept', customerId, tag, rule, reasonJson })
  }
  // What is left was given by rules that are switched off.
  for (const tag of heldBy.values())
    changes.push({ kind: 'ended', customerId, tag, by: 'rule-off', rule: null })
  return changes
}

async function readHeld(
  tx: SqlTx,
  corpId: string,
  customerIds: readonly string[],
): Promise<Map<string, Held[]>> {
  const rows = await tx.all<Held & { customerId: string }>(
    `SELECT "customerId", "id", "tagKey", "name", "ruleVersion", "reasonJson", "wecomJson" FROM "CustomerTag"
     WHERE "corpId" = ? AND "endedAt" IS NULL AND "source" = 'rule' AND ${inTextList(tx.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  const held = new Map<string, Held[]>()
  for (const row of rows) held.set(row.customerId, [...(held.get(row.customerId) ?? []), row])
  return held
}

/** The tags of a merged customer are decided anew for the one it went into. */
async function mergedOf(tx: SqlTx, corpId: string, customerIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.all<{ id: string }>(
    `SELECT "id" FROM "Customer" WHERE "corpId" = ? AND "mergedInto" IS NOT NULL AND ${inTextList(tx.dialect, '"id"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  return new Set(rows.map((row) => row.id))
}
