import { isReadingDue, MOST_READINGS } from '../../../domain/post/next-reading.ts'
import { bulkUpsert } from '../../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { rowTime, rowTimeOrNull } from '../../../platform/db/row-values.ts'
import type { JobContext, JobOutcome } from '../../../platform/jobs/index.ts'
import { isWecomError, type MassMessageRow } from '../../../wecom/index.ts'
import { writeCorpSetting } from '../../corp-setting.ts'
import type { Deps } from '../../deps.ts'
import { OWN_MASS_READ, ownMassReadTo } from './own-mass-read-to.ts'

export const OWN_MASS_JOB = 'posts.read-own-mass'

const DAY_MS = 86_400_000
/** A month of WeCom's limits has 31 days at most. */
const MEMORY_MS = 31 * DAY_MS
/** The list takes a month at most, and the shortest has so many days. */
const SPAN_MS = 28 * DAY_MS
/** So far back once more: what was written just before the last reading may have come into the list after it. */
const AGAIN_MS = 2 * DAY_MS
/** In the list: made by a member. */
const OF_MEMBERS = 1
const SENT = 1

/**
 * Mass messages that members wrote by themselves in WeCom, and whom they reached: they take from the same limits as ours.
 * What was made in WeCom's own console or by another app is not among them.
 */
export async function readOwnMass(
  deps: Deps,
  { context, corpId }: { context: JobContext; corpId: string },
): Promise<JobOutcome> {
  const { sql } = deps.database
  const now = deps.clock.now()
  const readTo = await ownMassReadTo(sql, corpId)
  const fromMs = Math.max(now.getTime() - MEMORY_MS, (readTo?.getTime() ?? 0) - AGAIN_MS)
  for (const to of ['customers', 'groups'] as const)
    for (let at = fromMs; at < now.getTime(); at += SPAN_MS)
      await readList(deps, {
        context,
        corpId,
        query: { to, fromAt: at, toAt: Math.min(at + SPAN_MS, now.getTime()) },
      })
  for (const message of await dueMessages(deps, corpId)) {
    if (context.shouldPause()) return { again: { afterMs: 0 } }
    await readReceipts(deps, { context, corpId, message })
  }
  await sql.transaction(async (tx) => {
    await context.guard(tx)
    const to = (await firstUnread(tx, corpId)) ?? now
    await writeCorpSetting(tx, deps, { corpId, key: OWN_MASS_READ, value: { to: to.toISOString() } })
  })
}

async function readList(
  deps: Deps,
  {
    context,
    corpId,
    query,
  }: {
    context: JobContext
    corpId: string
    query: { to: 'customers' | 'groups'; fromAt: number; toAt: number }
  },
): Promise<void> {
  const { groupMessages } = deps.wecomOf(corpId)
  let cursor: string | undefined
  do {
    const page = await groupMessages.list({
      ...query,
      filter: OF_MEMBERS,
      ...(cursor === undefined ? {} : { cursor }),
    })
    await deps.database.sql.transaction(async (tx) => {
      await context.guard(tx)
      await writeMessages(tx, corpId, page.rows)
    })
    cursor = page.nextCursor
  } while (cursor !== undefined)
}

async function writeMessages(tx: SqlTx, corpId: string, rows: readonly MassMessageRow[]): Promise<void> {
  await bulkUpsert(tx, {
    table: 'OwnMass',
    columns: ['corpId', 'msgid', 'userid', 'createdAt'],
    key: ['corpId', 'msgid'],
    update: ['userid'],
    // Without a creator nobody could be asked whom it reached.
    rows: rows.flatMap(({ msgid, creator, createdAt, createType }) =>
      createType !== OF_MEMBERS || creator === undefined
        ? []
        : [{ corpId, msgid, userid: creator, createdAt: new Date(createdAt) }],
    ),
  })
}

interface Message {
  msgid: string
  userid: string
}

async function dueMessages({ database: { sql }, clock }: Deps, corpId: string): Promise<Message[]> {
  const nowMs = clock.nowMs()
  const rows = await sql.all<Message & { createdAt: string; reads: number }>(
    `SELECT "msgid", "userid", "createdAt", "reads" FROM "OwnMass" WHERE "corpId" = ? AND "reads" < ${MOST_READINGS} AND "createdAt" >= ?
     ORDER BY "createdAt", "msgid"`,
    [corpId, new Date(nowMs - MEMORY_MS)],
  )
  return rows.filter(({ reads, createdAt }) => isReadingDue(reads, nowMs - rowTime(createdAt).getTime()))
}

/** One that WeCom still hands out has not been read. */
async function firstUnread(tx: SqlTx, corpId: string): Promise<Date | null> {
  const [row] = await tx.all<{ at: string | null }>(
    `SELECT MIN("createdAt") AS "at" FROM "OwnMass" WHERE "corpId" = ? AND "reads" = 0`,
    [corpId],
  )
  return rowTimeOrNull(row?.at ?? null)
}

async function readReceipts(
  deps: Deps,
  { context, corpId, message: { msgid, userid } }: { context: JobContext; corpId: string; message: Message },
): Promise<void> {
  const { groupMessages } = deps.wecomOf(corpId)
  let cursor: string | undefined
  let isLast = false
  while (!isLast) {
    const page = await groupMessages
      .listResults({ msgid, userid, ...(cursor === undefined ? {} : { cursor }) })
      .catch(notNow)
    // Being handed out: the next reading asks again.
    if (page === 'later') return
    cursor = page === 'never' ? undefined : page.nextCursor
    isLast = cursor === undefined
    const reached = page === 'never' ? [] : page.rows.filter(({ status }) => status === SENT)
    await deps.database.sql.transaction(async (tx) => {
      await context.guard(tx)
      await bulkUpsert(tx, {
        table: 'OwnMassReceipt',
        columns: ['corpId', 'msgid', 'receiver', 'sentAt'],
        key: ['corpId', 'msgid', 'receiver'],
        rows: reached.flatMap(({ externalUserid, chatId, sentAt }) => {
          const receiver = chatId ?? externalUserid
          return receiver === undefined || sentAt === undefined
            ? []
            : [{ corpId, msgid, receiver, sentAt: new Date(sentAt) }]
        }),
      })
      if (!isLast) return
      const reads = page === 'never' ? `${MOST_READINGS}` : '"reads" + 1'
      await tx.run(
        `UPDATE "OwnMass" SET "reads" = ${reads}, "readAt" = ? WHERE "corpId" = ? AND "msgid" = ?`,
        [deps.clock.now(), corpId, msgid],
      )
    })
  }
}

/** WeCom does not tell this one: not yet, or never. Anything else is a failure of the whole reading. */
function notNow(error: unknown): 'later' | 'never' {
  if (isWecomError(error, 'busy')) return 'later'
  if (isWecomError(error, 'gone', 'refused')) return 'never'
  throw error
}
