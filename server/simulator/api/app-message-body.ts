import { z } from 'zod'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import { freshMedia, type MessageBody } from './attachments.ts'

const media = z.looseObject({ media_id: z.string() }).optional()

/** What an app message carries besides words; each kind under its own key. */
export const appBodies = {
  image: media,
  file: media,
  voice: media,
  video: media,
  news: z
    .looseObject({
      articles: z
        .array(
          z.looseObject({
            title: z.string(),
            description: z.string().optional(),
            url: z.string().optional(),
            picurl: z.string().optional(),
          }),
        )
        .min(1)
        .max(8),
    })
    .optional(),
  miniprogram_notice: z
    .looseObject({ appid: z.string(), page: z.string().optional(), title: z.string() })
    .optional(),
}
const input = z.object({ msgtype: z.string(), ...appBodies })

/** The message as the member's client shows it; null: it is words. */
export function appMessageBody(sim: Simulation, sent: z.infer<typeof input>): MessageBody | null {
  switch (sent.msgtype) {
    case 'image':
    case 'file':
    case 'video': {
      const { media_id: mediaId } = sent[sent.msgtype] ?? { media_id: '' }
      freshMedia(sim, mediaId)
      return { kind: sent.msgtype, mediaId }
    }
    case 'news': {
      const [first] = sent.news?.articles ?? []
      if (!first) throw new WecomFailure(40008)
      const { title, description = '', url = '', picurl = '' } = first
      return { kind: 'news', news: { title, desc: description, link: url, imgUrl: picurl } }
    }
    case 'miniprogram_notice': {
      const { appid, page = '', title } = sent.miniprogram_notice ?? { appid: '', title: '' }
      if (appid === '' || title === '') throw new WecomFailure(40008)
      return { kind: 'miniprogram', miniprogram: { appid, title, page, imgUrl: '' } }
    }
    default:
      return null
  }
}
