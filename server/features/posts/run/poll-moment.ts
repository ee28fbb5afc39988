import { nextPollAfter } from '../../../domain/post/next-poll.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import type { Deps } from '../../deps.ts'
import { reportDoings } from '../../customers/report-doings.ts'
import { readPublishers } from '../../moments/read-moment.ts'
import { writeMoment } from '../../moments/write-moment.ts'
import { momentContent } from './moment-row.ts'
import { finishIfSettled } from './settle.ts'

/** Likes and comments come for days: a published moment is read this long after its end. */
const READ_ON_MS = 7 * 86_400_000

/** Asks WeCom once who has published, who can see it and who reacted. The rows are those of the moments themselves. */
export async function readMomentPart(
  deps: Deps,
  {
    corpId,
    postId,
    momentId,
    guard,
  }: { corpId: string; postId: string; momentId: string; guard?: (tx: SqlTx) => Promise<void> },
): Promise<void> {
  const { sql } = deps.database
  const moment = await momentContent(deps, { corpId, postId, momentId })
  if (moment === null) {
    await sql.transaction((tx) => setNext(tx, { corpId, postId, momentId, now: deps.clock.now() }))
    return
  }
  const publishers = await readPublishers(deps.wecomOf(corpId), moment, {})
  const now = deps.clock.now()
  const published = publishers.filter((one) => one.published).map((one) => one.userid.toLowerCase())
  await sql.transaction(async (tx) => {
    await guard?.(tx)
    const outcome = await writeMoment(tx, { corpId, moment, publishers, now })
    if (outcome !== 'same') {
      const actors = publishers.flatMap((part) => part.reactions.map((reaction) => reaction.actorId))
      await reportDoings(tx, deps, { corpId, externalUserids: [...new Set(actors)] })
    }
    await tx.run(
      `UPDATE "PostPart" SET "confirmedAt" = COALESCE("confirmedAt", ?), "state" = CASE WHEN "state" = 'out' THEN 'done' ELSE "state" END
       WHERE "corpId" = ? AND "msgid" = ? AND "staffId" IN (SELECT "id" FROM "Staff" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"userKey"')})`,
      [now, corpId, momentId, corpId, JSON.stringify(published)],
    )
    await setNext(tx, { corpId, postId, momentId, now })
    await finishIfSettled(tx, deps, { corpId, id: postId })
  })
  deps.live.tell({ corpId, topic: 'post', id: postId, detail: { read: 1 } })
}

async function setNext(
  tx: SqlTx,
  { corpId, postId, momentId, now }: { corpId: string; postId: string; momentId: string; now: Date },
): Promise<void> {
  const [post] = await tx.all<{ startedAt: string | null; endsAt: string | null }>(
    'SELECT "startedAt", "endsAt" FROM "Post" WHERE "corpId" = ? AND "id" = ?',
    [corpId, postId],
  )
  const since = Date.parse(post?.startedAt ?? now.toISOString())
  const until = Date.parse(post?.endsAt ?? now.toISOString()) + READ_ON_MS
  const nextAt = now.getTime() < until ? new Date(now.getTime() + nextPollAfter(now.getTime() - since)) : null
  await tx.run(
    `UPDATE "PostPart" SET "lastPollAt" = ?, "polls" = "polls" + 1, "nextPollAt" = ? WHERE "corpId" = ? AND "msgid" = ?`,
    [now, nextAt, corpId, momentId],
  )
}
