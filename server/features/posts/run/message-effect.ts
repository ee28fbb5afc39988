import { z } from 'zod'
import { WecomError } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import type { EffectAnswer, EffectCheck, EffectHandler, EffectTask } from '../../feature.ts'
import { findPost, type StoredPost } from '../stored-post.ts'
import { attachmentsFor, withMedia } from './attachments-for.ts'
import { lastGate } from './last-gate.ts'
import { type PartFacts, readPart } from './part-facts.ts'
import { CALLED_OFF, NOBODY, recordMessage } from './record-message.ts'

export const messagePayload = z.object({ postId: z.string(), partId: z.string() })

/** Asked what became of a call, WeCom may need a moment until its list shows it. */
const SETTLE_MS = 5_000
const BEFORE_MS = 10 * 60_000

/**
 * One mass message of one sender. WeCom knows no request ids, so after a crash or a lost answer its list is asked: the
 * task with our words, this sender and one of these receivers is ours.
 */
export function messageEffect(deps: Deps): EffectHandler {
  return {
    isRepeatable: false,
    run: (task) => send(deps, task),
    check: (task) => find(deps, task),
    record: (tx, task, outcome) => recordMessage(tx, deps, { task, outcome }),
  }
}

async function send(deps: Deps, task: EffectTask): Promise<EffectAnswer> {
  const { corpId } = task
  const { sql } = deps.database
  const { postId, partId } = messagePayload.parse(task.payload)
  const [post, part] = await Promise.all([
    findPost(sql, { corpId, id: postId }),
    readPart(sql, { corpId, partId }),
  ])
  if (!post || !part) return { state: 'done', result: NOBODY }
  if (post.state !== 'running')
    return { state: 'failed', errorText: 'The post was called off before the call', result: CALLED_OFF }
  await lastGate(deps, { post, partId })
  const receivers = await readReceivers(deps, { corpId, partId })
  if (receivers.length === 0) return { state: 'done', result: NOBODY }
  const answer = await create(deps, { post, part, receivers })
  return { state: 'done', result: { msgid: answer.msgid, unreachable: answer.unreachable } }
}

function create(
  deps: Deps,
  { post, part, receivers }: { post: StoredPost; part: PartFacts; receivers: string[] },
): Promise<{ msgid: string; unreachable: string[] }> {
  const { corpId, draft, kind } = post
  const content = part.arm === 'b' && draft.second !== null ? draft.second : draft.content
  const { groupMessages } = deps.wecomOf(corpId)
  const owner = { partId: part.id, postId: post.id, staffId: part.staffId, arm: part.arm }
  return withMedia(deps, { corpId, owner }, async (ids) => {
    const attachments = await attachmentsFor(ids, content.attachments)
    const message = {
      ...(part.text === '' ? {} : { text: part.text }),
      ...(attachments.length === 0 ? {} : { attachments }),
    }
    return groupMessages.create(
      kind === 'groups'
        ? { to: 'groups', sender: part.userid, chatIds: receivers, ...message }
        : { to: 'customers', sender: part.userid, externalUserids: receivers, ...message },
    )
  })
}

async function readReceivers(
  { database: { sql } }: Deps,
  { corpId, partId }: { corpId: string; partId: string },
): Promise<string[]> {
  const rows = await sql.all<{ receiver: string }>(
    `SELECT COALESCE("chatId", "externalUserid") AS "receiver" FROM "PostTarget" WHERE "corpId" = ? AND "partId" = ? AND "state" IN ('planned', 'out') ORDER BY "targetId"`,
    [corpId, partId],
  )
  return rows.map(({ receiver }) => receiver)
}

async function find(deps: Deps, task: EffectTask): Promise<EffectCheck> {
  const { corpId } = task
  const { sql } = deps.database
  const { postId, partId } = messagePayload.parse(task.payload)
  const [post, part, effect] = await Promise.all([
    findPost(sql, { corpId, id: postId }),
    readPart(sql, { corpId, partId }),
    deps.database.db.effect.findUnique({ where: { corpId_id: { corpId, id: task.id } } }),
  ])
  if (!post || !part || !effect) return { state: 'not-done' }
  const receivers = new Set(await readReceivers(deps, { corpId, partId }))
  const nowMs = deps.clock.nowMs()
  const { groupMessages } = deps.wecomOf(corpId)
  const query = {
    to: post.kind === 'groups' ? ('groups' as const) : ('customers' as const),
    fromAt: effect.createdAt.getTime() - BEFORE_MS,
    toAt: nowMs + BEFORE_MS,
    filter: 0 as const,
  }
  let cursor: string | undefined
  do {
    const page = await groupMessages.list({ ...query, ...(cursor === undefined ? {} : { cursor }) })
    for (const { msgid, text } of page.rows) {
      if (text !== part.text || (await isKnown(deps, { corpId, msgid, partId }))) continue
      if (await isOurs(deps, { corpId, msgid, userid: part.userid, receivers }))
        return { state: 'done', result: { msgid, unreachable: [] } }
    }
    cursor = page.nextCursor
  } while (cursor !== undefined)
  if (nowMs - effect.updatedAt.getTime() < SETTLE_MS)
    throw new WecomError({
      kind: 'busy',
      errcode: 0,
      api: 'externalcontact/get_groupmsg_list_v2',
      errmsg: 'the list may not show it yet',
    })
  return { state: 'not-done' }
}

async function isKnown(
  { database: { db } }: Deps,
  { corpId, msgid, partId }: { corpId: string; msgid: string; partId: string },
): Promise<boolean> {
  return (await db.postPart.count({ where: { corpId, msgid, id: { not: partId } } })) > 0
}

/** The same words may go out twice to different people: sender and one receiver decide. */
async function isOurs(
  deps: Deps,
  {
    corpId,
    msgid,
    userid,
    receivers,
  }: { corpId: string; msgid: string; userid: string; receivers: ReadonlySet<string> },
): Promise<boolean> {
  const { groupMessages } = deps.wecomOf(corpId)
  const tasks = await groupMessages.listTasks({ msgid })
  if (!tasks.rows.some((task) => task.userid.toLowerCase() === userid.toLowerCase())) return false
  const results = await groupMessages.listResults({ msgid, userid })
  return results.rows.some((row) => receivers.has(row.chatId ?? row.externalUserid ?? ''))
}
