import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { followKey } from '../contacts/incoming.ts'
import { readFollows } from '../contacts/stored.ts'
import { writeByRule } from './write-by-rule.ts'

interface NewLead {
  codeId: string
  staffId: string
  externalUserid: string
}

/** WeCom counts whole seconds by its own clock. Who came before the code is counted and left as they are. */
const CLOCKS_MS = 60_000

/** Relations with the state of a code that it has not been credited with yet. */
const UNCREDITED = `FROM "Follow" f
  JOIN "LiveCode" c ON c."corpId" = f."corpId" AND c."state" = f."state"
  WHERE f."corpId" = ? AND NOT EXISTS (SELECT 1 FROM "LiveCodeLead" l WHERE l."corpId" = f."corpId" AND l."codeId" = c."id"
    AND l."staffId" = f."staffId" AND l."externalUserid" = f."externalUserid")`

/**
 * Credits the codes with what these customers' relations say, and does for each newcomer what the code asks for: tags
 * and remark, as an edit of the relation. Answers the codes that have got somebody new.
 */
export async function recordLeads(
  deps: Deps,
  tx: SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<Set<string>> {
  const now = deps.clock.now()
  const fresh = await tx.all<NewLead & { tagIdsJson: string; remarkTail: string; createdAt: string }>(
    `SELECT c."id" AS "codeId", f."staffId", f."externalUserid", c."tagIdsJson", c."remarkTail", c."createdAt" ${UNCREDITED}
       AND f."externalUserid" IN (
         SELECT k."externalUserid" FROM "Contact" k WHERE k."corpId" = f."corpId" AND ${inTextList(tx.dialect, 'k."customerId"')})`,
    [corpId, JSON.stringify(customerIds)],
  )
  if (fresh.length === 0) return new Set()
  const follows = await readFollows(tx, {
    corpId,
    externalUserids: [...new Set(fresh.map((lead) => lead.externalUserid))],
    sealer: deps.sealer,
  })
  for (const lead of fresh) {
    const follow = follows.get(followKey(lead))
    if (!follow) continue
    const isNew =
      follow.endedAt === null && follow.followedAt.getTime() >= rowTime(lead.createdAt).getTime() - CLOCKS_MS
    await tx.run(
      `INSERT INTO "LiveCodeLead" ("corpId", "codeId", "staffId", "externalUserid", "addedAt", "treatedAt")
       VALUES (?, ?, ?, ?, ?, ?)`,
      [corpId, lead.codeId, lead.staffId, lead.externalUserid, follow.followedAt, isNew ? now : null],
    )
    if (!isNew) continue
    const tagIds: unknown = JSON.parse(lead.tagIdsJson)
    await writeByRule(deps, tx, {
      corpId,
      before: follow,
      addTagIds: Array.isArray(tagIds) ? tagIds.map(String) : [],
      remarkTail: lead.remarkTail,
    })
  }
  return new Set(fresh.map((lead) => lead.codeId))
}

/** What an older code with this state has brought counts for the one that takes its place; nothing is done to it. */
export async function adoptLeads(
  tx: SqlTx,
  { corpId, codeId, state }: { corpId: string; codeId: string; state: string },
): Promise<void> {
  await tx.run(
    `INSERT INTO "LiveCodeLead" ("corpId", "codeId", "staffId", "externalUserid", "addedAt")
     SELECT f."corpId", c."id", f."staffId", f."externalUserid", f."followedAt" ${UNCREDITED} AND c."id" = ? AND f."state" = ?`,
    [corpId, codeId, state],
  )
}

/** 16: came by an acquisition link. 0: unknown, which a relation made anew may be; 202 and the like are passed on, not won. */
const LINK_WAYS = '(0, 16)'

/** Credits the acquisition links with whom their states have brought, each once. Answers the links with somebody new. */
export async function recordLinkLeads(
  tx: SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<Set<string>> {
  const fresh = await tx.all<{ linkId: string }>(
    `INSERT INTO "LiveCodeLead" ("corpId", "codeId", "staffId", "externalUserid", "addedAt")
     SELECT f."corpId", a."id", f."staffId", f."externalUserid", f."followedAt" FROM "Follow" f
     JOIN "AcquisitionLink" a ON a."corpId" = f."corpId" AND a."state" = f."state"
     WHERE f."corpId" = ? AND f."addWay" IN ${LINK_WAYS} AND f."externalUserid" IN (
       SELECT k."externalUserid" FROM "Contact" k WHERE k."corpId" = f."corpId" AND ${inTextList(tx.dialect, 'k."customerId"')})
     ON CONFLICT DO NOTHING RETURNING "codeId" AS "linkId"`,
    [corpId, JSON.stringify(customerIds)],
  )
  return new Set(fresh.map((lead) => lead.linkId))
}
