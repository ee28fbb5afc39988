import type { ContactFacts, ContactRules } from '../../domain/contact-gate.ts'
import type { RankedList } from '../../domain/rank-actions.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { digestOf } from '../../platform/digest.ts'
import { digestFacts } from './facts-digest.ts'
import type { LevelStanding, OpenBenefits } from './benefits/standing.ts'
import type { LastSend } from './results/last-send.ts'

/** How lists are made; a change of the rules or the features gets a new number, so that logs can be told apart. */
export const RANKING_VERSION = 'nba-2'

export interface ListRow {
  customerId: string
  situation: string
  candidatesJson: string
  versionsJson: string
  gateJson: string
  chosenRule: string | null
  chosenScriptId: string | null
  probability: number | null
}

/** What the panel needs beside the proposals: the gate is asked when it is read, for it depends on the hour. */
export interface StoredGate {
  contact: ContactFacts
  rules: ContactRules
  heldBack: RankedList['heldBack']
  lastSend: LastSend | null
  level: LevelStanding | null
  benefits: OpenBenefits
}

export function toListRow(
  customerId: string,
  { candidates, heldBack, probability }: RankedList,
  {
    contact,
    rules,
    lastSend,
    response,
    level,
    benefits,
  }: Omit<StoredGate, 'heldBack'> & { response: string | null },
): ListRow {
  const first = candidates[0]
  const gate: StoredGate = { contact, rules, heldBack, lastSend, level, benefits }
  const logged = candidates.map(({ rule, script, score, chance, valueFen }) => ({
    rule,
    score,
    chance,
    valueFen,
    scriptId: script?.scriptId ?? null,
    version: script?.version ?? null,
    share: script?.share ?? null,
    experiment: script?.experiment ?? null,
  }))
  const versionsJson = JSON.stringify({ ranking: RANKING_VERSION, response })
  return {
    customerId,
    situation: digestOf([
      versionsJson,
      candidates.map(({ rule, reason, script }) => [
        digestFacts(rule, reason),
        script?.scriptId ?? null,
        script?.version ?? null,
      ]),
      heldBack.map(({ rule, refusal }) => [rule, refusal.kind]),
    ]),
    candidatesJson: JSON.stringify({ candidates: logged, heldBack }),
    versionsJson,
    gateJson: JSON.stringify(gate),
    chosenRule: first?.rule ?? null,
    chosenScriptId: first?.script?.scriptId ?? null,
    probability,
  }
}

const WRITTEN = [
  'situation',
  'candidatesJson',
  'versionsJson',
  'gateJson',
  'chosenRule',
  'chosenScriptId',
  'probability',
] as const

/** A customer there is nothing to say of has no row. */
export async function writeLists(
  sql: SqlTx,
  input: { corpId: string; customerIds: readonly string[]; rows: readonly ListRow[]; now: Date },
): Promise<void> {
  const { corpId, customerIds, rows, now } = input
  const stored = await sql.all<{ customerId: string }>(
    `SELECT "customerId" FROM "ActionList" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  const known = new Set(stored.map(({ customerId }) => customerId))
  await bulkUpsert(sql, {
    table: 'ActionList',
    columns: ['corpId', 'customerId', ...WRITTEN, 'computedAt'],
    key: ['corpId', 'customerId'],
    onlyIfChanged: WRITTEN,
    rows: rows
      .filter((row) => known.has(row.customerId) || saysSomething(row))
      .map((row) => ({ ...row, corpId, computedAt: now })),
  })
}

function saysSomething({ gateJson, chosenRule }: ListRow): boolean {
  if (chosenRule !== null) return true
  const { contact, heldBack, lastSend, level, benefits }: StoredGate = JSON.parse(gateJson)
  if (benefits.count > 0 || (level?.visits ?? 0) > 0) return true
  return contact.optedOut !== null || contact.sentAtMs.length > 0 || heldBack.length > 0 || lastSend !== null
}
