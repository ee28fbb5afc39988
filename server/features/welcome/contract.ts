import { z } from 'zod'
import { welcomeContent } from '../contact-ways/contract.ts'

/** What new contacts get from us, once for each. Without it they get nothing. A live code may have its own. */
export const welcomeSetting = welcomeContent.extend({ isOn: z.boolean().default(true) })
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
