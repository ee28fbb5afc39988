import { z } from 'zod'

/** What an administrator must do in WeCom, in the order in which it is done. */
export const setupSteps = [
  'agent-secret',
  'callable-app',
  'visible-range',
  'directory',
  'callback',
  'jssdk',
  'trusted-domain',
  'chat-toolbar',
] as const
export type SetupStep = (typeof setupSteps)[number]

export const setup = z.object({
  origin: z.string(),
  callbackUrl: z.string(),
  toolbarUrl: z.string(),
  steps: z.array(
    z.object({
      key: z.enum(setupSteps),
      /** todo: nothing seen yet, so nobody knows. failed: WeCom said no, with its code. */
      state: z.enum(['ok', 'todo', 'failed']),
      errcode: z.number().nullable(),
      /** How many: members in range, callbacks received … */
      count: z.number().nullable(),
    }),
  ),
})
export type Setup = z.infer<typeof setup>
