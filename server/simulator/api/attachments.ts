// Attachments of welcome messages, mass messages and moments: one list of kinds, checked in one place.

import { z } from 'zod'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import type { ChatMessage } from '../world/chats.ts'
import { MEDIA_LIFE_MS, type MediaFile } from '../world/media.ts'

export const attachmentSchema = z.looseObject({
  msgtype: z.string(),
  image: z.looseObject({ media_id: z.string().optional(), pic_url: z.string().optional() }).optional(),
  link: z
    .looseObject({
      title: z.string(),
      url: z.string(),
      desc: z.string().optional(),
      picurl: z.string().optional(),
      media_id: z.string().optional(),
    })
    .optional(),
  miniprogram: z
    .looseObject({ title: z.string(), appid: z.string(), page: z.string(), pic_media_id: z.string() })
    .optional(),
  video: z.looseObject({ media_id: z.string() }).optional(),
  file: z.looseObject({ media_id: z.string() }).optional(),
})
export type Attachment = z.infer<typeof attachmentSchema>

const MOST = 9
const KINDS = ['image', 'link', 'miniprogram', 'video', 'file'] as const

/** Temporary material lives three days, and what was uploaded for another scene is not taken. */
export function freshMedia(sim: Simulation, mediaId: string, scene?: number): MediaFile {
  const file = sim.world.media.find(mediaId)
  if (!file || file.createdAtMs + MEDIA_LIFE_MS <= sim.world.clock.now()) throw new WecomFailure(40007)
  if (scene !== undefined && file.attachmentType !== scene) throw new WecomFailure(41072)
  if (scene === undefined && file.attachmentType !== undefined) throw new WecomFailure(40007)
  return file
}

function checkBytes(text: string | undefined, most: number, what: string): void {
  if (text !== undefined && Buffer.byteLength(text) > most)
    throw new WecomFailure(40035, { text: `${what} is longer than ${most} bytes` })
}

/** Kinds, sizes and media of what goes into a chat. */
export function checkAttachments(sim: Simulation, attachments: readonly Attachment[]): void {
  if (attachments.length > MOST) throw new WecomFailure(41064)
  for (const one of attachments) {
    const kind = KINDS.find((known) => known === one.msgtype)
    if (kind === undefined || one[kind] === undefined) throw new WecomFailure(41065)
    checkBytes(one.link?.title, 128, 'link title')
    checkBytes(one.link?.desc, 512, 'link desc')
    checkBytes(one.link?.url, 2048, 'link url')
    checkBytes(one.link?.picurl, 2048, 'link picurl')
    checkBytes(one.miniprogram?.title, 64, 'miniprogram title')
    if (kind === 'image' && !one.image?.media_id && !one.image?.pic_url) throw new WecomFailure(40007)
    const ids = [one.image?.media_id, one.miniprogram?.pic_media_id, one.video?.media_id, one.file?.media_id]
    for (const id of ids) if (id !== undefined && id !== '') freshMedia(sim, id)
  }
}

export type MessageBody = Pick<ChatMessage, 'kind' | 'text' | 'mediaId' | 'news' | 'miniprogram'>

function attachmentBody(one: Attachment): MessageBody {
  if (one.link) {
    const { desc = '', picurl = '', title, url } = one.link
    return { kind: 'news', news: { title, desc, link: url, imgUrl: picurl } }
  }
  if (one.miniprogram) {
    const { appid, page, pic_media_id: mediaId, title } = one.miniprogram
    return { kind: 'miniprogram', mediaId, miniprogram: { appid, title, page, imgUrl: '' } }
  }
  const mediaId = one.image?.media_id ?? one.video?.media_id ?? one.file?.media_id
  const kind = one.video ? 'video' : one.file ? 'file' : 'image'
  return { kind, ...(mediaId === undefined ? {} : { mediaId }) }
}

/** Text and attachments as the single messages that the client sends them as. */
export function messageBodies(text: string, attachments: readonly Attachment[]): MessageBody[] {
  return [...(text === '' ? [] : [{ kind: 'text' as const, text }]), ...attachments.map(attachmentBody)]
}
