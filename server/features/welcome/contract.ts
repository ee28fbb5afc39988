import { z } from 'zod'
import { unknownSlots, utf8Bytes, WELCOME_BYTES } from '../../domain/welcome-text.ts'

const webAddress = z
  .string()
  .trim()
  .max(2048)
  .regex(/^https?:\/\/\S+$/, 'must begin with https://')

/** A page that is sent below the text, as a card. */
export const welcomeLink = z.strictObject({
  title: z
    .string()
    .trim()
    .min(1)
    .refine((text) => utf8Bytes(text) <= 128, 'takes 128 bytes at most'),
  url: webAddress,
  description: z
    .string()
    .trim()
    .refine((text) => utf8Bytes(text) <= 512, 'takes 512 bytes at most')
    .default(''),
})

/** What new contacts get from us, once for each. Without it they get nothing. */
export const welcomeSetting = z.strictObject({
  isOn: z.boolean().default(true),
  text: z
    .string()
    .trim()
    .min(1)
    .refine((text) => utf8Bytes(text) <= WELCOME_BYTES, `takes ${WELCOME_BYTES} bytes at most`)
    .refine((text) => unknownSlots(text).length === 0, 'has a word in braces that is none of 客户称呼, 员工'),
  link: welcomeLink.nullable().default(null),
})
export type WelcomeSetting = z.infer<typeof welcomeSetting>

/** The last seven days: sent, skipped and why, and those of which nobody knows. */
export const welcomeState = z.object({
  setting: welcomeSetting.nullable(),
  sent: z.number(),
  skipped: z.array(
    z.object({ reason: z.string().nullable(), errorCode: z.number().nullable(), count: z.number() }),
  ),
  unknown: z.number(),
})
export type WelcomeState = z.infer<typeof welcomeState>
