import { z } from 'zod'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTimeOrNull } from '../../platform/db/row-values.ts'
import { followDigest, followKey } from '../contacts/incoming.ts'
import { editedTags } from '../contacts/pending-edits.ts'
import { readFollows, type StoredFollow } from '../contacts/stored.ts'
import { writeContacts } from '../contacts/write-contacts.ts'
import type { Deps } from '../deps.ts'
import { planEffect } from '../effects/plan-effect.ts'
import { netEdit } from '../tags/edit-tags.ts'
import type { ActiveRule } from './read-rules.ts'
import type { Change } from './write-changes.ts'

/** Four writes a second at most: a new rule may tag thousands, and people's own edits go before. */
const PACE_MS = 250

/** Relations to which a rule has added a corp tag: only these it takes it from again. */
const given = z.object({
  tagId: z.string(),
  follows: z.array(z.object({ staffId: z.string(), externalUserid: z.string() })),
})

/** Adds the corp tag of the rules to the follows that lack it. A tag that somebody gave by hand is left as theirs. */
export async function addCorpTags(
  deps: Deps,
  tx: SqlTx,
  { corpId, appeared }: { corpId: string; appeared: readonly (Change & { kind: 'appeared' })[] },
): Promise<(customerId: string, rule: ActiveRule) => string | null> {
  const wanted = appeared.filter((change) => change.rule.wecomTagId !== null)
  const written = new Map<string, string>()
  if (wanted.length === 0) return () => null
  const contacts = await contactsOf(
    tx,
    corpId,
    wanted.map((change) => change.customerId),
  )
  const pace = await paceOf(deps, tx, corpId)
  for (const { customerId, rule } of wanted) {
    const tagId = rule.wecomTagId
    if (tagId === null) continue
    const follows = await activeFollows(deps, tx, { corpId, externalUserids: contacts.get(customerId) ?? [] })
    const lacking = follows.filter((follow) => !follow.tagIds.includes(tagId))
    for (const before of lacking)
      await writeTag(deps, tx, { corpId, before, edit: { add: [tagId], remove: [] }, notBefore: pace() })
    const own = lacking.map(({ staffId, externalUserid }) => ({ staffId, externalUserid }))
    written.set(`${customerId} ${rule.id}`, JSON.stringify({ tagId, follows: own }))
  }
  return (customerId, rule) => written.get(`${customerId} ${rule.id}`) ?? null
}

/** Takes back what the rule itself gave, where it still stands. */
export async function dropCorpTags(
  deps: Deps,
  tx: SqlTx,
  { corpId, ended }: { corpId: string; ended: readonly (Change & { kind: 'ended' })[] },
): Promise<void> {
  const marked = ended.flatMap(({ tag }) =>
    tag.wecomJson === null ? [] : [given.parse(JSON.parse(tag.wecomJson))],
  )
  if (marked.length === 0) return
  const pace = await paceOf(deps, tx, corpId)
  for (const { tagId, follows } of marked) {
    const own = new Set(follows.map(followKey))
    const externalUserids = [...new Set(follows.map((follow) => follow.externalUserid))]
    for (const before of await activeFollows(deps, tx, { corpId, externalUserids }))
      if (own.has(followKey(before)) && before.tagIds.includes(tagId))
        await writeTag(deps, tx, { corpId, before, edit: { add: [], remove: [tagId] }, notBefore: pace() })
  }
}

/** As an own edit of the member: the copy at once, WeCom by the outbox. */
async function writeTag(
  deps: Deps,
  tx: SqlTx,
  input: {
    corpId: string
    before: StoredFollow
    edit: { add: string[]; remove: string[] }
    notBefore: Date
  },
): Promise<void> {
  const { corpId, before, edit, notBefore } = input
  const fields = { ...before, tagIds: editedTags(before.tagIds, edit) }
  const follow = { ...fields, digest: followDigest(fields, deps.sealer) }
  await writeContacts(tx, deps, { corpId, contacts: [], follows: [follow], readAt: deps.clock.now() })
  const { staffId, externalUserid } = before
  await planEffect(tx, deps, {
    corpId,
    kind: 'tag',
    key: `tag:${followKey(before)}`,
    payload: { staffId, externalUserid, ...edit },
    createdBy: null,
    notBefore,
    merge: (waiting) => netEdit(waiting, edit),
  })
}

/** When the next write may go: behind those that rules have waiting. */
async function paceOf(deps: Deps, tx: SqlTx, corpId: string): Promise<() => Date> {
  const rows = await tx.all<{ last: string | null }>(
    `SELECT MAX("notBefore") AS "last" FROM "Effect" WHERE "corpId" = ? AND "state" = 'planned' AND "kind" = 'tag' AND "createdBy" IS NULL`,
    [corpId],
  )
  const last = rowTimeOrNull(rows[0]?.last ?? null)?.getTime() ?? 0
  let next = Math.max(deps.clock.nowMs(), last + PACE_MS)
  return () => {
    const at = new Date(next)
    next += PACE_MS
    return at
  }
}

async function activeFollows(
  deps: Deps,
  tx: SqlTx,
  { corpId, externalUserids }: { corpId: string; externalUserids: readonly string[] },
): Promise<StoredFollow[]> {
  if (externalUserids.length === 0) return []
  const follows = await readFollows(tx, { corpId, externalUserids, sealer: deps.sealer })
  return [...follows.values()].filter((follow) => follow.endedAt === null && !follow.awaitingHandover)
}

async function contactsOf(
  tx: SqlTx,
  corpId: string,
  customerIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await tx.all<{ customerId: string; externalUserid: string }>(
    `SELECT "customerId", "externalUserid" FROM "Contact" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  const contacts = new Map<string, string[]>()
  for (const row of rows)
    contacts.set(row.customerId, [...(contacts.get(row.customerId) ?? []), row.externalUserid])
  return contacts
}
