import { z } from 'zod'

export const me = z.object({
  staffId: z.string(),
  userid: z.string(),
  name: z.string(),
  language: z.enum(['zh-CN', 'en']),
  roles: z.array(z.enum(['advisor', 'manager', 'operator', 'admin'])),
  corpName: z.string(),
  corpId: z.string(),
  agentId: z.number(),
  /** Units a manager answers for; empty for the whole corp or an advisor. */
  units: z.array(z.object({ id: z.string(), name: z.string() })),
  now: z.iso.datetime(),
  isDemo: z.boolean(),
})
export type Me = z.infer<typeof me>

export const signatureRequest = z.strictObject({
  kind: z.enum(['config', 'agentConfig']),
  url: z.url().max(2048),
})
export const signature = z.object({ timestamp: z.number(), nonceStr: z.string(), signature: z.string() })
export type Signature = z.infer<typeof signature>

export const language = z.strictObject({ language: z.enum(['zh-CN', 'en']) })
export const nothing = z.object({})

export const loginOptions = z.object({
  /** 'panel': the vendor's web login; 'demo': links of the simulated company. */
  mode: z.enum(['panel', 'demo']),
  corpId: z.string(),
  agentId: z.number(),
  redirectUri: z.string(),
  nonce: z.string(),
  demoLinks: z.array(z.object({ name: z.string(), role: z.string(), position: z.string(), url: z.string() })),
})
export type LoginOptions = z.infer<typeof loginOptions>

export const panelLogin = z.strictObject({
  code: z.string().min(1).max(512),
  nonce: z.string().min(1).max(128),
  /** Whose panel it was; the home corp's if not given. */
  corp: z.string().max(64).optional(),
})

/** A hint of GET /live: ids and counts only. */
export const liveHint = z.object({
  topic: z.enum([
    'code',
    'sync',
    'contact',
    'group',
    'import',
    'effect',
    'inbox',
    'handover',
    'insight',
    'webhook',
    'post',
    'model',
  ]),
  id: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type LiveHintView = z.infer<typeof liveHint>
