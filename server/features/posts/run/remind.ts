import { z } from 'zod'
import { mayRemindAt } from '../../../domain/post/next-poll.ts'
import { localDateOf } from '../../../domain/time.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import { planEffect } from '../../effects/index.ts'
import type { EffectHandler } from '../../feature.ts'
import { planAppMessages } from '../../notices/index.ts'
import type { Condition } from '../../staff/scope.ts'
import type { StoredPost } from '../stored-post.ts'
import { readReminds } from './remind-times.ts'
import { remindCard } from './remind-texts.ts'

interface Waiting {
  id: string
  staffId: string
  userid: string
  language: string
  msgid: string | null
  remindsJson: string
}

const PAGE = 500

/**
 * Reminds those who have not confirmed, as far as WeCom's three in 24 hours allow. A mass message is reminded by WeCom
 * itself; of a moment or an announcement the app sends a message. Gives how many.
 */
export async function remindSenders(
  deps: Deps,
  who: { post: StoredPost; by: string | null; of: Condition },
): Promise<number> {
  let reminded = 0
  for (let after: string | null = ''; after !== null;) {
    const from: string = after
    const page = await deps.database.sql.transaction((tx) => remindPage(tx, deps, { ...who, after: from }))
    reminded += page.reminded
    after = page.next
  }
  return reminded
}

/** Page by page, whoever may be reminded: those who were just now must not keep the ones behind them waiting. */
async function remindPage(
  tx: SqlTx,
  deps: Deps,
  { post, by, of, after }: { post: StoredPost; by: string | null; of: Condition; after: string },
): Promise<{ reminded: number; next: string | null }> {
  const { corpId, id, kind } = post
  const nowMs = deps.clock.nowMs()
  const rows = await tx.all<Waiting>(
    `SELECT r."id", r."staffId", s."userid", s."language", r."msgid", r."remindsJson" FROM "PostPart" r
     JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     WHERE r."corpId" = ? AND r."postId" = ? AND r."state" = 'out' AND r."confirmedAt" IS NULL AND r."id" > ? AND ${of.sql} ORDER BY r."id" LIMIT ${PAGE}`,
    [corpId, id, after, ...of.params],
  )
  const due = rows.filter((row) => mayRemindAt(readReminds(row.remindsJson), nowMs) <= nowMs)
  for (const row of due) {
    const times = [...readReminds(row.remindsJson), nowMs].map((ms) => new Date(ms).toISOString())
    await tx.run('UPDATE "PostPart" SET "remindsJson" = ? WHERE "corpId" = ? AND "id" = ?', [
      JSON.stringify(times),
      corpId,
      row.id,
    ])
    if (kind === 'customers' || kind === 'groups')
      await planEffect(tx, deps, {
        corpId,
        kind: 'post-remind',
        key: `post-remind:${row.id}:${times.length}`,
        payload: { msgid: row.msgid },
        createdBy: by,
      })
  }
  if (kind === 'moment' || kind === 'announcement') await tellByApp(tx, deps, { post, rows: due, by })
  return { reminded: due.length, next: rows.length < PAGE ? null : (rows.at(-1)?.id ?? null) }
}

async function tellByApp(
  tx: SqlTx,
  deps: Deps,
  { post, rows, by }: { post: StoredPost; rows: readonly Waiting[]; by: string | null },
): Promise<void> {
  const { corpId, id, title } = post
  const kind = post.kind === 'moment' ? 'moment' : 'announcement'
  const hour = Math.floor(deps.clock.nowMs() / 3_600_000)
  const [first] = rows
  if (!first) return
  await planAppMessages(tx, deps, {
    corpId,
    // Of one hour there are several: one of each page, and one of each manager who reminds the own members.
    subject: `post-remind:${id}:${localDateOf(deps.clock.nowMs())}:${hour}:${first.id}`,
    receivers: rows.map((row) => ({ id: row.staffId, userid: row.userid, language: row.language })),
    createdBy: by,
    write: (language) => ({ kind: 'text', text: remindCard(kind, title, language) }),
  })
}

const payload = z.object({ msgid: z.string() })

/** WeCom reminds the member of the task. Once too often bothers less than once too rarely. */
export function remindEffect(deps: Deps): EffectHandler {
  return {
    isRepeatable: true,
    async run(task) {
      const { msgid } = payload.parse(task.payload)
      await deps.wecomOf(task.corpId).groupMessages.remind(msgid)
      return { state: 'done' }
    },
  }
}
