import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { jsonTable } from '../../platform/db/json-sql.ts'
import { newId } from '../../platform/new-id.ts'
import { recordEvents } from '../customers/record-events.ts'
import type { Deps } from '../deps.ts'
import type { ActiveRule } from './read-rules.ts'
import { openKey, ruleKey } from './tag-keys.ts'
import { addCorpTags, dropCorpTags } from './corp-tags.ts'

/** A tag a customer has by a rule. */
export interface Held {
  id: string
  tagKey: string
  name: string
  ruleVersion: number | null
  reasonJson: string
  wecomJson: string | null
}

export type Change =
  | { kind: 'appeared'; customerId: string; rule: ActiveRule; reasonJson: string }
  | { kind: 'kept'; customerId: string; tag: Held; rule: ActiveRule; reasonJson: string }
  | {
      kind: 'ended'
      customerId: string
      tag: Held
      by: 'rule' | 'rule-off'
      rule: ActiveRule | null
    }

/** The rows, the customers' timelines, and what WeCom is told, in the transaction that decided it. */
export async function writeChanges(
  deps: Deps,
  tx: SqlTx,
  { corpId, changes }: { corpId: string; changes: readonly Change[] },
): Promise<void> {
  if (changes.length === 0) return
  const now = deps.clock.now()
  const appeared = changes.filter((change) => change.kind === 'appeared')
  const ended = changes.filter((change) => change.kind === 'ended')
  const kept = changes.filter((change) => change.kind === 'kept')
  const wecomOf = await addCorpTags(deps, tx, { corpId, appeared })
  const rows = appeared.map(({ customerId, rule, reasonJson }) => ({
    corpId,
    id: newId(now.getTime()),
    customerId,
    tagKey: ruleKey(rule.id),
    openKey: openKey(customerId, ruleKey(rule.id)),
    source: 'rule',
    name: rule.name,
    ruleId: rule.id,
    ruleVersion: rule.version,
    reasonJson,
    since: now,
    wecomJson: wecomOf(customerId, rule),
  }))
  await end(tx, { corpId, now, ended })
  await keep(tx, { corpId, kept })
  await bulkUpsert(tx, {
    table: 'CustomerTag',
    columns: [
      ...(['corpId', 'id', 'customerId', 'tagKey', 'openKey', 'source', 'name'] as const),
      ...(['ruleId', 'ruleVersion', 'reasonJson', 'since', 'wecomJson'] as const),
    ],
    key: ['corpId', 'openKey'],
    update: 'none',
    rows,
  })
  await recordEvents(tx, {
    corpId,
    facts: [
      ...rows.map((row) => fact(row, { at: now, added: [row.name], removed: [] })),
      ...ended.map(({ customerId, tag }) =>
        fact({ ...tag, customerId }, { at: now, added: [], removed: [tag.name] }),
      ),
    ],
  })
  await dropCorpTags(deps, tx, { corpId, ended })
}

function fact(
  tag: { id: string; customerId: string },
  { at, added, removed }: { at: Date; added: string[]; removed: string[] },
) {
  return {
    customerId: tag.customerId,
    at,
    kind: 'tag' as const,
    key: `rule-tag:${tag.id}:${removed.length > 0 ? 'end' : 'begin'}`,
    text: [...added, ...removed].join(' '),
    detail: { added, removed, by: 'rule' },
  }
}

async function end(
  tx: SqlTx,
  { corpId, now, ended }: { corpId: string; now: Date; ended: readonly (Change & { kind: 'ended' })[] },
): Promise<void> {
  for (const by of ['rule', 'rule-off'] as const) {
    const ids = ended.filter((change) => change.by === by).map((change) => [change.tag.id])
    if (ids.length === 0) continue
    await tx.run(
      `UPDATE "CustomerTag" SET "endedAt" = ?, "endedBy" = ?, "openKey" = NULL
       WHERE "corpId" = ? AND "endedAt" IS NULL AND "id" IN (SELECT went."id" FROM ${jsonTable(tx.dialect, 'went', { id: 'text' })})`,
      [now, by, corpId, JSON.stringify(ids)],
    )
  }
}

async function keep(
  tx: SqlTx,
  { corpId, kept }: { corpId: string; kept: readonly (Change & { kind: 'kept' })[] },
): Promise<void> {
  if (kept.length === 0) return
  const columns = { id: 'text', name: 'text', version: 'int', reason: 'text' } as const
  await tx.run(
    `UPDATE "CustomerTag" SET "name" = k."name", "ruleVersion" = k."version", "reasonJson" = k."reason"
     FROM ${jsonTable(tx.dialect, 'k', columns)} WHERE "CustomerTag"."corpId" = ? AND "CustomerTag"."id" = k."id"`,
    [
      JSON.stringify(kept.map(({ tag, rule, reasonJson }) => [tag.id, rule.name, rule.version, reasonJson])),
      corpId,
    ],
  )
}
