import { z } from 'zod'
import { ACTION_RULES } from '../../domain/actions.ts'
import { SHARE_WAYS } from '../../domain/share.ts'

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
const miniBody = z.object({ appid: z.string(), title: z.string(), imgUrl: z.string(), page: z.string() })

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
  z.object({ msgtype: z.literal('miniprogram'), miniprogram: miniBody }),
])
export type ChatMessage = z.infer<typeof chatMessage>

/** What is about to be handed to one of WeCom's own windows, where the member chooses or confirms the receivers. */
export const shareInput = z
  .strictObject({
    /** The press, made in the browser: preparing twice gives the same links. */
    id: z.ulid(),
    way: z.enum(SHARE_WAYS),
    /** For whom alone it is; neither: for several, whom only the member knows. */
    customerId: z.string().nullable().default(null),
    chatId: z.string().nullable().default(null),
    /** In this order; words that are nobody's script have none. */
    parts: z
      .array(z.strictObject({ scriptId: z.string().nullable(), text: z.string().max(4000) }))
      .min(1)
      .max(10),
  })
  .refine(({ customerId, way }) => customerId === null || way === 'contact', {
    path: ['customerId'],
    error: 'a customer is written to by the way contact',
  })
  .refine(({ chatId, way }) => chatId === null || way === 'chat', {
    path: ['chatId'],
    error: 'a group is written to by the way chat',
  })
export type ShareInput = z.input<typeof shareInput>

/** As the client's shareToExternalContact, shareToExternalChat and shareToExternalMoments take it. */
export const shareAttachment = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('image'), image: mediaBody }),
  z.object({ msgtype: z.literal('video'), video: mediaBody }),
  z.object({ msgtype: z.literal('file'), file: mediaBody }),
  z.object({
    msgtype: z.literal('link'),
    /** `imgUrl` is empty when the card has no picture of its own. */
    link: z.object({ url: z.string(), title: z.string(), desc: z.string(), imgUrl: z.string() }),
  }),
  z.object({ msgtype: z.literal('miniprogram'), miniprogram: miniBody }),
])
export const shareContent = z.object({ text: z.string(), attachments: z.array(shareAttachment) })
export type ShareContent = z.infer<typeof shareContent>

const days = z.coerce
  .number()
  .pipe(z.union([z.literal(30), z.literal(90), z.literal(360)]))
  .default(90)
export const usageQuery = z.strictObject({ days })

/** What came of one item of the library. WeCom tells neither who saw a message nor who opened one: only our links do. */
export const usage = z.object({
  /** Messages to customers that went out, and to how many of them. */
  sent: z.number(),
  sentPersons: z.number(),
  /** Links made for it that can be opened: none, and nothing can be known. */
  links: z.number(),
  /** Sessions on its links: of persons we know, and of devices in groups and elsewhere. */
  opens: z.number(),
  openPersons: z.number(),
  unknownDevices: z.number(),
  /** Of how many opens the time is known, and its middle; null: of none. */
  timedOpens: z.number(),
  medianSeconds: z.number().nullable(),
  /** Posts that went out with it, and the receivers WeCom has delivered them to. */
  posts: z.number(),
  postDelivered: z.number(),
})
export type Usage = z.infer<typeof usage>

export const usageRowQuery = z.strictObject({
  days,
  what: z.enum(['sent', 'opened']),
  cursor: z.string().optional(),
})
export const usageRow = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  /** Masked, for whoever may not see the customer; null: a group's or a campaign's link says no name. */
  customerName: z.string().nullable(),
  customerId: z.string().nullable(),
  staffName: z.string().nullable(),
  /** How long our page was looked at; null: not known. */
  seconds: z.number().nullable(),
  /** How often the same look came back. */
  repeats: z.number(),
})
export type UsageRow = z.infer<typeof usageRow>
export const usagePage = z.object({ items: z.array(usageRow), nextCursor: z.string().nullable() })
export type UsagePage = z.infer<typeof usagePage>
export const byId = z.strictObject({ id: z.string() })
