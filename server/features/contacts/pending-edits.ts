import { z } from 'zod'
import { CURRENT_EPOCH } from '../../platform/db/epoch.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { groupBy } from '../../platform/group-by.ts'
import type { Sealer } from '../../platform/seal.ts'
import { followDigest, followKey, type IncomingFollow } from './incoming.ts'

export const tagPayload = z.object({
  staffId: z.string(),
  externalUserid: z.string(),
  add: z.array(z.string()),
  remove: z.array(z.string()),
})
export type TagPayload = z.infer<typeof tagPayload>

export const remarkPayload = z.object({
  staffId: z.string(),
  externalUserid: z.string(),
  remark: z.string().optional(),
  description: z.string().optional(),
})
export type RemarkPayload = z.infer<typeof remarkPayload>

const DAY_MS = 86_400_000

/**
 * Puts our own edits that WeCom did not have when it answered on top of its answer. Without this a page read between
 * an edit and its write would take the edit back. What a restored backup held open may have been undone since: there
 * WeCom's answer counts.
 */
export async function overlayPendingEdits(
  sql: SqlTx,
  input: {
    corpId: string
    follows: readonly IncomingFollow[]
    readAt: Date
    sealer: Sealer
    withoutEffect?: string
  },
): Promise<IncomingFollow[]> {
  const { corpId, readAt, sealer, withoutEffect = '' } = input
  if (input.follows.length === 0) return []
  const open = await sql.all<{ kind: string; payloadJson: string }>(
    `SELECT "kind", "payloadJson" FROM "Effect" WHERE "corpId" = ? AND "id" <> ? AND "kind" IN ('tag', 'remark')
       AND "epoch" = ${CURRENT_EPOCH} AND
       ("state" IN ('planned', 'calling', 'unknown') OR ("state" = 'done' AND "createdAt" > ? AND "settledAt" >= ?))
     ORDER BY "createdAt", "id"`,
    [corpId, withoutEffect, new Date(readAt.getTime() - DAY_MS), readAt],
  )
  if (open.length === 0) return [...input.follows]
  const edits = groupBy(open.map(editOf), (edit) => followKey(edit.follow))
  return input.follows.map((follow) => {
    const own = edits.get(followKey(follow))
    if (!own) return follow
    const fields = own.reduce((sum, edit) => edit.apply(sum), follow)
    return { ...fields, digest: followDigest(fields, sealer) }
  })
}

interface Edit {
  follow: { staffId: string; externalUserid: string }
  apply(follow: IncomingFollow): IncomingFollow
}

function editOf({ kind, payloadJson }: { kind: string; payloadJson: string }): Edit {
  if (kind === 'tag') {
    const edit = tagPayload.parse(JSON.parse(payloadJson))
    return { follow: edit, apply: (follow) => ({ ...follow, tagIds: editedTags(follow.tagIds, edit) }) }
  }
  const { remark, description, ...follow } = remarkPayload.parse(JSON.parse(payloadJson))
  return {
    follow,
    apply: (before) => ({
      ...before,
      remark: remark ?? before.remark,
      description: description ?? before.description,
    }),
  }
}

export function editedTags(
  tagIds: readonly string[],
  { add, remove }: Pick<TagPayload, 'add' | 'remove'>,
): string[] {
  const kept = new Set([...tagIds, ...add])
  for (const id of remove) kept.delete(id)
  return [...kept].sort()
}
