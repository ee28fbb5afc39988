import { addDays, localDateOf, startOfDayMs } from '../../../domain/time.ts'
import type { Deps } from '../../deps.ts'
import { postDraft } from '../contract.ts'
import type { OwnPost } from './contract.ts'

const MOST = 20

interface Row {
  postId: string
  kind: OwnPost['kind']
  title: string
  text: string | null
  arm: string
  draftJson: string
  startsAt: string
  endsAt: string | null
  size: number
  chatId: string
  groupName: string
}

/** What this group gets later today, as it is planned now: the audience is looked at again when it goes out. */
export async function readScheduled(
  { database: { sql }, clock }: Deps,
  corpId: string,
  chatId: string,
): Promise<OwnPost[]> {
  const endOfDay = new Date(startOfDayMs(addDays(localDateOf(clock.nowMs()), 1)))
  const rows = await sql.all<Row>(
    `SELECT t."postId", p."kind", p."title", l."text", t."arm", p."draftJson", p."startsAt", p."endsAt", g."chatId", g."name" AS "groupName",
       (SELECT COUNT(*) FROM "PostTarget" o WHERE o."corpId" = t."corpId" AND o."postId" = t."postId" AND o."staffId" = t."staffId" AND o."state" = 'planned') AS "size"
     FROM "PostTarget" t JOIN "Post" p ON p."corpId" = t."corpId" AND p."id" = t."postId"
     JOIN "Group" g ON g."corpId" = t."corpId" AND g."chatId" = t."chatId"
     LEFT JOIN "PostLot" l ON l."corpId" = t."corpId" AND l."postId" = t."postId" AND l."lotId" = t."lotId"
     WHERE t."corpId" = ? AND t."chatId" = ? AND t."state" = 'planned' AND p."state" = 'scheduled' AND p."startsAt" < ?
     ORDER BY p."startsAt", t."postId" LIMIT ${MOST}`,
    [corpId, chatId, endOfDay],
  )
  return rows.map(({ draftJson, startsAt, endsAt, text, arm, ...row }) => {
    const { content, second } = postDraft.parse(JSON.parse(draftJson))
    const chosen = arm === 'b' && second !== null ? second : content
    return {
      ...row,
      partId: null,
      size: Number(row.size),
      text: text ?? chosen.text,
      attachments: chosen.attachments.length,
      since: new Date(startsAt).toISOString(),
      endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
      state: 'scheduled',
    }
  })
}
