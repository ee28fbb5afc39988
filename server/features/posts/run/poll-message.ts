import { nextPollAfter } from '../../../domain/post/next-poll.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { jsonTable, timeParam } from '../../../platform/db/json-sql.ts'
import type { MassMessageResult } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import { endTargets, finishIfSettled } from './settle.ts'

interface OpenPart {
  id: string
  postId: string
  userid: string
  outAt: string
}

/** So long WeCom may take to deliver after the member has confirmed. */
const LEFT_OUT_AFTER_MS = 10 * 60_000
const SENT = 1
const NOT_A_FRIEND = 2
const HAD_ENOUGH = 3

/**
 * Asks WeCom once who has confirmed and who was reached, and stores it page by page: a kill half-way costs one reading.
 * What is known as delivered is never taken back.
 */
export async function readMessageResults(
  deps: Deps,
  { corpId, msgid, guard }: { corpId: string; msgid: string; guard?: (tx: SqlTx) => Promise<void> },
): Promise<void> {
  const { sql } = deps.database
  const [part] = await sql.all<OpenPart>(
    `SELECT r."id", r."postId", s."userid", r."outAt" FROM "PostPart" r JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     WHERE r."corpId" = ? AND r."msgid" = ?`,
    [corpId, msgid],
  )
  if (!part) return
  const { groupMessages } = deps.wecomOf(corpId)
  const confirmedAt = await readConfirmed(deps, { corpId, msgid, userid: part.userid })
  let cursor: string | undefined
  do {
    const page = await groupMessages.listResults({
      msgid,
      userid: part.userid,
      ...(cursor === undefined ? {} : { cursor }),
    })
    await sql.transaction(async (tx) => {
      await guard?.(tx)
      const reached = await storeResults(tx, deps, { corpId, partId: part.id, rows: page.rows })
      if (reached.length > 0)
        await deps.changes.report(tx, [{ kind: 'facts-recorded', corpId, customerIds: reached }])
    })
    cursor = page.nextCursor
  } while (cursor !== undefined)
  await sql.transaction(async (tx) => {
    await guard?.(tx)
    await storePart(tx, deps, { corpId, part, confirmedAt })
    await finishIfSettled(tx, deps, { corpId, id: part.postId })
  })
  deps.live.tell({ corpId, topic: 'post', id: part.postId, detail: { read: 1 } })
}

/** Any number but 0 is "sent": the published sample and its table differ (1 and 2). */
async function readConfirmed(
  deps: Deps,
  { corpId, msgid, userid }: { corpId: string; msgid: string; userid: string },
): Promise<Date | null> {
  const { rows } = await deps.wecomOf(corpId).groupMessages.listTasks({ msgid })
  const task = rows.find((row) => row.userid.toLowerCase() === userid.toLowerCase())
  if (!task || task.status === 0) return null
  return task.sentAt === undefined ? deps.clock.now() : new Date(task.sentAt)
}

async function storeResults(
  tx: SqlTx,
  deps: Deps,
  { corpId, partId, rows }: { corpId: string; partId: string; rows: readonly MassMessageResult[] },
): Promise<string[]> {
  const now = deps.clock.now()
  const said = rows.flatMap((row) => {
    const verdict = verdictOf(row, now)
    return verdict === null ? [] : [[row.chatId ?? row.externalUserid ?? '', ...verdict]]
  })
  if (said.length === 0) return []
  const table = jsonTable(tx.dialect, 'n', { id: 'text', state: 'text', reason: 'text', at: 'timestamp' })
  const changed = await tx.all<{ customerId: string | null; state: string }>(
    `UPDATE "PostTarget" SET "state" = n."state", "reason" = n."reason", "sentAt" = n."at", "settledAt" = ${timeParam(tx.dialect)}
     FROM ${table} WHERE "corpId" = ? AND "partId" = ? AND COALESCE("chatId", "externalUserid") = n."id" AND "PostTarget"."state" IN ('out', 'failed', 'missed')
       AND "PostTarget"."state" <> n."state"
     RETURNING "customerId", "PostTarget"."state"`,
    [now, JSON.stringify(said), corpId, partId],
  )
  return changed.flatMap(({ customerId, state }) =>
    state === 'delivered' && customerId !== null ? [customerId] : [],
  )
}

function verdictOf(row: MassMessageResult, now: Date): [string, string | null, string | null] | null {
  const stored = (at: Date): string => at.toISOString().replace('Z', '+00:00')
  switch (row.status) {
    case SENT:
      return ['delivered', null, stored(row.sentAt === undefined ? now : new Date(row.sentAt))]
    case NOT_A_FRIEND:
      return ['failed', 'not-friend', null]
    case HAD_ENOUGH:
      return ['failed', 'wecom-full', null]
    default:
      return null
  }
}

async function storePart(
  tx: SqlTx,
  deps: Deps,
  { corpId, part, confirmedAt }: { corpId: string; part: OpenPart; confirmedAt: Date | null },
): Promise<void> {
  const now = deps.clock.now()
  const nextAt = new Date(now.getTime() + nextPollAfter(now.getTime() - Date.parse(part.outAt)))
  // The member has sent, and this while later some are still 'not sent': they were left out by hand.
  if (confirmedAt !== null && now.getTime() - confirmedAt.getTime() > LEFT_OUT_AFTER_MS)
    await endTargets(tx, { corpId, partId: part.id, state: 'missed', reason: 'left-out', now })
  const open = `EXISTS (SELECT 1 FROM "PostTarget" t WHERE t."corpId" = "PostPart"."corpId" AND t."partId" = "PostPart"."id" AND t."state" = 'out')`
  const at = timeParam(tx.dialect)
  await tx.run(
    `UPDATE "PostPart" SET "confirmedAt" = COALESCE("confirmedAt", ${at}), "lastPollAt" = ?, "polls" = "polls" + 1,
       "nextPollAt" = CASE WHEN ${open} AND "state" = 'out' THEN ${at} ELSE NULL END,
       "settledAt" = CASE WHEN ${open} OR "state" <> 'out' THEN "settledAt" ELSE ${at} END,
       "state" = CASE WHEN ${open} OR "state" <> 'out' THEN "state" ELSE 'done' END
     WHERE "corpId" = ? AND "id" = ?`,
    [confirmedAt, now, nextAt, now, corpId, part.id],
  )
}
