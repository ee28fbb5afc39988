import { z } from 'zod'
import { ACTION_RULES } from '../../domain/actions.ts'

/** What is about to be sent to whom. */
export const messageInput = z
  .strictObject({
    /** The press, made in the browser: preparing twice gives the same links. The outcome is told under the same id. */
    id: z.ulid(),
    customerId: z.string().nullable().default(null),
    chatId: z.string().nullable().default(null),
    scriptId: z.string(),
    /** The proposal it serves: that may have chosen an edition of its own. */
    rule: z.enum(ACTION_RULES).nullable().default(null),
    /** The words as they stand, filled and perhaps edited. */
    text: z.string().max(4000).default(''),
    /** 'page': as a card that leads to a page of ours, so that it is known whether it was opened. */
    as: z.enum(['itself', 'page']).default('itself'),
  })
  .refine(({ customerId, chatId }) => (customerId === null) !== (chatId === null), {
    path: ['customerId'],
    error: 'either a customer or a group',
  })
export type MessageInput = z.input<typeof messageInput>

const mediaBody = z.object({ mediaid: z.string() })

/** As the client's sendChatMessage takes it. */
export const chatMessage = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string() }) }),
  z.object({ msgtype: z.literal('image'), image: mediaBody }),
  z.object({ msgtype: z.literal('video'), video: mediaBody }),
  z.object({ msgtype: z.literal('file'), file: mediaBody }),
  z.object({
    msgtype: z.literal('news'),
    /** `imgUrl` is empty when the card has no picture of its own. */
    news: z.object({ link: z.string(), title: z.string(), desc: z.string(), imgUrl: z.string() }),
  }),
  z.object({
    msgtype: z.literal('miniprogram'),
    miniprogram: z.object({ appid: z.string(), title: z.string(), imgUrl: z.string(), page: z.string() }),
  }),
])
export type ChatMessage = z.infer<typeof chatMessage>
