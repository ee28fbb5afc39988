import { z } from 'zod'
import type { PostContent } from '../../../domain/post/content.ts'
import { WecomError } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import type { EffectAnswer, EffectCheck, EffectHandler, EffectLater, EffectTask } from '../../feature.ts'
import { findPost, type StoredPost } from '../stored-post.ts'
import { attachmentsFor, withMedia } from './attachments-for.ts'
import { lastGate } from './last-gate.ts'
import { type PartFacts, readPart } from './part-facts.ts'
import { quietUntil } from './quiet-until.ts'
import { CALLED_OFF, NOBODY, recordMessage } from './record-message.ts'
import { type LinkOwner, trackedText } from './tracked-links.ts'

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

async function send(deps: Deps, task: EffectTask): Promise<EffectAnswer | EffectLater> {
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
  const nowMs = deps.clock.nowMs()
  const opensAt = await quietUntil(deps, post, nowMs)
  if (opensAt !== null)
    return { state: 'planned', waitMs: opensAt.getTime() - nowMs, errorCode: null, errorText: null }
  await lastGate(deps, { post, partId })
  const receivers = await readReceivers(deps, { corpId, partId })
  if (receivers.length === 0) return { state: 'done', result: NOBODY }
  const answer = await create(deps, { post, part, receivers })
  return { state: 'done', result: { msgid: answer.msgid, unreachable: answer.unreachable } }
}

interface Receiver {
  receiver: string
  customerId: string | null
  chatId: string | null
}

function create(
  deps: Deps,
  { post, part, receivers }: { post: StoredPost; part: PartFacts; receivers: readonly Receiver[] },
): Promise<{ msgid: string; unreachable: string[] }> {
  const { corpId, kind } = post
  const { attachments: attached } = contentOf(post, part)
  const { groupMessages } = deps.wecomOf(corpId)
  return withMedia(deps, { corpId, owner: ownerOf(part, receivers) }, async (ids) => {
    const text = await textOf(deps, { post, part, receivers })
    const attachments = await attachmentsFor(ids, attached)
    const message = {
      ...(text === '' ? {} : { text }),
      ...(attachments.length === 0 ? {} : { attachments }),
    }
    const to = receivers.map(({ receiver }) => receiver)
    return groupMessages.create(
      kind === 'groups'
        ? { to: 'groups', sender: part.userid, chatIds: to, ...message }
        : { to: 'customers', sender: part.userid, externalUserids: to, ...message },
    )
  })
}

function contentOf({ draft }: StoredPost, part: PartFacts): PostContent {
  return part.arm === 'b' && draft.second !== null ? draft.second : draft.content
}

/** A message with one receiver alone has links of that one. */
function ownerOf({ id, postId, staffId, arm }: PartFacts, receivers: readonly Receiver[]): LinkOwner {
  const one = receivers.length === 1 ? receivers[0] : undefined
  const [customerId, chatId] = [one?.customerId ?? null, one?.chatId ?? null]
  const whose = customerId ?? chatId
  // Of several only one may be left: what was made for all of them is not that one's.
  return { key: whose === null ? id : `${id}:${whose}`, postId, staffId, arm, customerId, chatId }
}

/** The words as they go out, with links of ours; the same each time it is asked. */
function textOf(
  deps: Deps,
  { post, part, receivers }: { post: StoredPost; part: PartFacts; receivers: readonly Receiver[] },
): Promise<string> {
  const { corpId } = post
  const { from } = contentOf(post, part)
  return trackedText(deps, { corpId, owner: ownerOf(part, receivers), text: part.text, from })
}

async function readReceivers(
  { database: { sql } }: Deps,
  { corpId, partId }: { corpId: string; partId: string },
): Promise<Receiver[]> {
  return sql.all<Receiver>(
    `SELECT COALESCE("chatId", "externalUserid") AS "receiver", "customerId", "chatId" FROM "PostTarget"
     WHERE "corpId" = ? AND "partId" = ? AND "state" IN ('planned', 'out') ORDER BY "targetId"`,
    [corpId, partId],
  )
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
  const to = await readReceivers(deps, { corpId, partId })
  const receivers = new Set(to.map(({ receiver }) => receiver))
  // An older version sent the addresses as they were written.
  const words = new Set([part.text, await textOf(deps, { post, part, receivers: to })])
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
      if (!words.has(text) || (await isKnown(deps, { corpId, msgid, partId }))) continue
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
