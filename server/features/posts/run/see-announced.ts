import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import { finishIfSettled } from './settle.ts'

interface Seen {
  postId: string
  targetId: string
  partId: string
}

/** WeCom tells a group's announcement when it is read: where it holds our words, it was posted, marked or not. */
export async function seeAnnounced(deps: Deps, corpId: string): Promise<void> {
  await deps.database.sql.transaction(async (tx) => {
    const holds =
      tx.dialect === 'sqlite' ? 'instr(g."notice", l."text") > 0' : 'strpos(g."notice", l."text") > 0'
    const rows = await tx.all<Seen>(
      `SELECT t."postId", t."targetId", t."partId" FROM "PostTarget" t
       JOIN "Post" p ON p."corpId" = t."corpId" AND p."id" = t."postId" AND p."kind" = 'announcement' AND p."state" = 'running'
       JOIN "PostLot" l ON l."corpId" = t."corpId" AND l."postId" = t."postId" AND l."lotId" = t."lotId" AND l."text" <> ''
       JOIN "Group" g ON g."corpId" = t."corpId" AND g."chatId" = t."chatId" AND ${holds}
       WHERE t."corpId" = ? AND t."state" = 'out' LIMIT 1000`,
      [corpId],
    )
    for (const row of rows) await markSeen(tx, deps, { corpId, row })
    for (const postId of new Set(rows.map((row) => row.postId))) {
      await finishIfSettled(tx, deps, { corpId, id: postId })
      deps.live.tell({ corpId, topic: 'post', id: postId, detail: { seen: 1 } })
    }
  })
}

async function markSeen(
  tx: SqlTx,
  deps: Deps,
  { corpId, row }: { corpId: string; row: Seen },
): Promise<void> {
  const now = deps.clock.now()
  await tx.run(
    `UPDATE "PostTarget" SET "state" = 'delivered', "reason" = NULL, "sentAt" = ?, "settledAt" = ? WHERE "corpId" = ? AND "postId" = ? AND "targetId" = ? AND "state" = 'out'`,
    [now, now, corpId, row.postId, row.targetId],
  )
  await tx.run(
    `UPDATE "PostPart" SET "state" = 'done', "confirmedAt" = ?, "settledAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" = 'out'
       AND NOT EXISTS (SELECT 1 FROM "PostTarget" t WHERE t."corpId" = "PostPart"."corpId" AND t."partId" = "PostPart"."id" AND t."state" = 'out')`,
    [now, now, corpId, row.partId],
  )
}
