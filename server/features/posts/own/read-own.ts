import { localDateOf, startOfDayMs } from '../../../domain/time.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { requireGroup } from '../../groups/policy.ts'
import type { Condition } from '../../staff/scope.ts'
import { postDraft } from '../contract.ts'
import { finishIfSettled } from '../run/settle.ts'
import type { OwnPost, OwnPosts } from './contract.ts'
import { readScheduled } from './read-scheduled.ts'

const MOST = 50

interface Row {
  partId: string
  postId: string
  kind: OwnPost['kind']
  title: string
  text: string | null
  arm: string
  draftJson: string
  size: number
  outAt: string
  endsAt: string | null
  chatId: string | null
  groupName: string | null
  state: string
}

/** What this member has to confirm in WeCom, publish or copy. The last days come first. */
export function readOwnPosts(deps: Deps, scope: Scope): Promise<OwnPosts> {
  return read(deps, scope, {
    sql: `r."staffId" = ? AND r."state" = 'out' AND r."confirmedAt" IS NULL AND (p."kind" <> 'announcement' OR t."state" = 'out')`,
    params: [scope.staffId],
  })
}

/** What of the company's content is for this group today, or still open; done things stay for the day, later ones come last. */
export async function readGroupPosts(deps: Deps, scope: Scope, chatId: string): Promise<OwnPosts> {
  await requireGroup(deps, scope, chatId)
  const today = new Date(startOfDayMs(localDateOf(deps.clock.nowMs())))
  const { items } = await read(deps, scope, {
    sql: `t."chatId" = ? AND (t."state" = 'out' OR (t."state" = 'delivered' AND t."sentAt" >= ?))`,
    params: [chatId, today],
  })
  return { items: [...items, ...(await readScheduled(deps, scope.corpId, chatId))] }
}

async function read(deps: Deps, { corpId }: Scope, where: Condition): Promise<OwnPosts> {
  // Groups are listed one by one where the member copies by hand; of mass messages the task is the row.
  const rows = await deps.database.sql.all<Row>(
    `SELECT r."id" AS "partId", r."postId", p."kind", p."title", l."text", r."arm", p."draftJson", r."size", r."outAt", p."endsAt",
       g."chatId", g."name" AS "groupName", COALESCE(t."state", r."state") AS "state"
     FROM "PostPart" r JOIN "Post" p ON p."corpId" = r."corpId" AND p."id" = r."postId"
     LEFT JOIN "PostLot" l ON l."corpId" = r."corpId" AND l."postId" = r."postId" AND l."lotId" = r."lotId"
     LEFT JOIN "PostTarget" t ON t."corpId" = r."corpId" AND t."partId" = r."id" AND (p."kind" = 'announcement' OR ${isOfGroup(where)})
     LEFT JOIN "Group" g ON g."corpId" = t."corpId" AND g."chatId" = t."chatId"
     WHERE r."corpId" = ? AND ${where.sql} ORDER BY r."outAt" DESC, r."id", g."chatId" LIMIT ${MOST}`,
    [corpId, ...where.params],
  )
  return {
    items: rows.map(({ draftJson, outAt, endsAt, text, arm, state, ...row }) => {
      const { content, second } = postDraft.parse(JSON.parse(draftJson))
      const chosen = arm === 'b' && second !== null ? second : content
      return {
        ...row,
        text: text ?? chosen.text,
        attachments: chosen.attachments.length,
        since: new Date(outAt).toISOString(),
        endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
        state: state === 'delivered' ? 'done' : 'open',
      }
    }),
  }
}

function isOfGroup({ sql }: Condition): string {
  return sql.startsWith('t."chatId"') ? '1 = 1' : '1 = 0'
}

/** The member says that the announcement stands in the group: WeCom has no interface that could say it. */
export async function markAnnounced(
  deps: Deps,
  scope: Scope,
  { postId, chatId }: { postId: string; chatId: string },
): Promise<void> {
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const [row] = await tx.all<{ partId: string }>(
      `UPDATE "PostTarget" SET "state" = 'delivered', "reason" = 'marked', "sentAt" = ?, "settledAt" = ? WHERE "corpId" = ? AND "postId" = ? AND "chatId" = ?
         AND "staffId" = ? AND "state" = 'out' AND EXISTS (SELECT 1 FROM "Post" p WHERE p."corpId" = "PostTarget"."corpId" AND p."id" = "PostTarget"."postId" AND p."kind" = 'announcement')
       RETURNING "partId"`,
      [now, now, corpId, postId, chatId, staffId],
    )
    if (!row) throw new AppError('not-found', { log: 'no open announcement of this member' })
    await tx.run(
      `UPDATE "PostPart" SET "state" = 'done', "confirmedAt" = ?, "settledAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" = 'out'
         AND NOT EXISTS (SELECT 1 FROM "PostTarget" t WHERE t."corpId" = "PostPart"."corpId" AND t."partId" = "PostPart"."id" AND t."state" = 'out')`,
      [now, now, corpId, row.partId],
    )
    await finishIfSettled(tx, deps, { corpId, id: postId })
  })
  deps.live.tell({ corpId, topic: 'post', id: postId, detail: { marked: 1 } })
}
