import { z } from 'zod'
import { type AppMessage, isWecomError } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import { answerOfItems } from '../../effects/index.ts'
import type { EffectHandler, EffectItem } from '../../feature.ts'
import { withMedia } from '../run/attachments-for.ts'
import { type TrialMessage, trialMessage } from './trial-messages.ts'

const MINUTE_MS = 60_000
/** Inside this time WeCom takes the same request again without delivering it twice. */
const SAME_WITHIN_MS = 30 * MINUTE_MS
const STALE_AFTER_MS = 24 * 60 * MINUTE_MS
const SPREAD_SECONDS = 3_600

const trialPayload = z.object({
  staffId: z.string(),
  at: z.iso.datetime(),
  messages: z.array(trialMessage),
})

/** All messages of one test, in their order. Each has an item, so that what WeCom refused is seen by its number. */
export function trialEffect(deps: Deps): EffectHandler {
  return {
    isRepeatable: false,
    async run({ corpId, payload, items: known }) {
      const { staffId, at, messages } = trialPayload.parse(payload)
      const atMs = Date.parse(at)
      if (deps.clock.nowMs() - atMs > STALE_AFTER_MS)
        return { state: 'refused', reason: 'stale', errorText: 'The test is more than a day old' }
      const staff = await deps.database.db.staff.findUnique({
        where: { corpId_id: { corpId, id: staffId } },
        select: { userid: true, status: true },
      })
      if (!staff || staff.status === 'left')
        return { state: 'refused', reason: 'no-receiver', errorText: 'The receiver has left' }
      const items: EffectItem[] = []
      for (const [n, message] of messages.entries()) {
        const key = String(n + 1)
        if (known.some((item) => item.key === key && item.state === 'done')) continue
        items.push({ key, ...(await send(deps, { corpId, userid: staff.userid, atMs, message })) })
      }
      return answerOfItems(items)
    },
    check({ payload }) {
      const isSafe = deps.clock.nowMs() - Date.parse(trialPayload.parse(payload).at) < SAME_WITHIN_MS
      return Promise.resolve(isSafe ? { state: 'not-done' } : null)
    },
  }
}

interface Sending {
  corpId: string
  userid: string
  atMs: number
  message: TrialMessage
}

/** A refusal is this message's alone; what may pass later (busy, down) is the outbox's to repeat. */
async function send(deps: Deps, sending: Sending): Promise<Omit<EffectItem, 'key'>> {
  try {
    await deliver(deps, sending)
    return { state: 'done' }
  } catch (error) {
    if (!isWecomError(error, 'refused', 'invalid', 'denied', 'gone')) throw error
    const { message } = sending
    if (message.kind === 'miniprogram')
      return send(deps, { ...sending, message: { kind: 'text', text: message.otherwise } })
    return { state: 'refused', errorCode: error.errcode, errorText: error.errmsg }
  }
}

async function deliver(deps: Deps, { corpId, userid, atMs, message }: Sending): Promise<void> {
  // A second test of the same picture is to arrive: an interval of its own makes it another request.
  const duplicateWithinMs = SAME_WITHIN_MS + (Math.floor(atMs / 1000) % SPREAD_SECONDS) * 1000
  await withMedia(deps, { corpId, owner: null }, async (ids) => {
    const contentOf = async (): Promise<AppMessage['content']> => {
      switch (message.kind) {
        case 'text':
        case 'miniprogram':
          return message
        case 'image':
          return { kind: 'image', mediaId: await ids.media(message.hash, 'image') }
        case 'video':
          return { kind: 'video', mediaId: await ids.media(message.hash, 'video'), title: message.fileName }
        case 'file':
          return { kind: 'file', mediaId: await ids.media(message.hash, 'file', message.fileName) }
        case 'news': {
          const { title, url, description, cover } = message
          const picUrl = cover === null ? {} : { picUrl: await ids.picture(cover) }
          return { kind: 'news', title, url, ...(description === '' ? {} : { description }), ...picUrl }
        }
      }
    }
    await deps
      .wecomOf(corpId)
      .messages.sendAppMessage({ userids: [userid], content: await contentOf(), duplicateWithinMs })
  })
}
