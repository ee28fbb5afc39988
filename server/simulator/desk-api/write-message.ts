import { z } from 'zod'
import { ActionRefused } from '../actions/action.ts'
import type { Simulation } from '../simulation.ts'
import type { ChatMessage } from '../world/chats.ts'
import { MEDIA_LIFE_MS } from '../world/media.ts'
import { openChat } from './chats.ts'

export const messageSchema = z.object({
  kind: z.enum(['text', 'image', 'video', 'file', 'news', 'miniprogram']),
  from: z.enum(['me', 'customer']).default('me'),
  source: z.enum(['desk', 'sidebar']).default('desk'),
  text: z.string().min(1).max(4000).optional(),
  mediaId: z.string().optional(),
  news: z
    .object({
      title: z.string().min(1),
      desc: z.string().default(''),
      link: z.string(),
      imgUrl: z.string().default(''),
    })
    .optional(),
  miniprogram: z
    .object({
      appid: z.string(),
      title: z.string(),
      imgUrl: z.string().default(''),
      page: z.string().default(''),
    })
    .optional(),
})
type Draft = z.output<typeof messageSchema>

function body(sim: Simulation, draft: Draft): Pick<ChatMessage, 'text' | 'mediaId' | 'news' | 'miniprogram'> {
  switch (draft.kind) {
    case 'text':
      if (draft.text === undefined) throw new ActionRefused('text: say something')
      return { text: draft.text }
    case 'news':
      if (!draft.news) throw new ActionRefused('news: title and link are needed')
      return { news: draft.news }
    case 'miniprogram':
      if (!draft.miniprogram) throw new ActionRefused('miniprogram: appid and title are needed')
      return { miniprogram: draft.miniprogram }
    case 'image':
    case 'video':
    case 'file': {
      const file = sim.world.media.find(draft.mediaId ?? '')
      if (!file || file.attachmentType !== undefined)
        throw new ActionRefused('invalid mediaid: upload it with media/upload first')
      if (file.createdAtMs + MEDIA_LIFE_MS <= sim.world.clock.now())
        throw new ActionRefused('invalid mediaid: it is older than three days')
      return { mediaId: file.mediaId }
    }
    default: {
      const unknown: never = draft.kind
      throw new Error(String(unknown))
    }
  }
}

/** Writes into a chat as the member or as the other side. */
export function writeMessage(
  sim: Simulation,
  id: string,
  parts: { viewer: string; draft: Draft },
): ChatMessage {
  const { draft, viewer } = parts
  const chat = openChat(sim, id, viewer)
  const mine = draft.from === 'me'
  const message: ChatMessage = {
    ...body(sim, draft),
    id: sim.world.chats.nextId(),
    chatId: id,
    atMs: sim.world.clock.now(),
    sender: mine ? chat.userid : chat.guest.id,
    senderName: mine ? (sim.world.staff.find(chat.userid)?.name ?? chat.userid) : chat.guest.name,
    kind: draft.kind,
    source: draft.source,
  }
  sim.world.change({ kind: 'message', message })
  return message
}
