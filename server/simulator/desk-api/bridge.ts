// What the real client asks WeCom before it lets a page use its functions: is this signature ours?

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { errorText } from '../errors.ts'
import type { Simulation } from '../simulation.ts'

export const bridgeSchema = z.object({ url: z.string().min(1), params: z.record(z.string(), z.unknown()) })

function textOf(params: Record<string, unknown>, ...names: string[]): string {
  for (const name of names) {
    const value = params[name]
    if (typeof value === 'string' || typeof value === 'number') return String(value)
  }
  return ''
}

export function signatureOf(parts: {
  ticket: string
  nonce: string
  timestamp: string
  url: string
}): string {
  const { nonce, ticket, timestamp, url } = parts
  const text = `jsapi_ticket=${ticket}&noncestr=${nonce}&timestamp=${timestamp}&url=${url.split('#')[0] ?? ''}`
  return createHash('sha1').update(text).digest('hex')
}

function failure(api: string, code: number): { err_msg: string; errcode: number } {
  const link = `https://open.work.weixin.qq.com/devtool/query?e=${code}`
  return {
    err_msg: `${api}:fail_${code === 40093 ? 'invalid signature' : errorText(code)} more info at ${link}`,
    errcode: code,
  }
}

function trusted(sim: Simulation, url: string): boolean {
  return URL.canParse(url) && new URL(url).hostname === new URL(sim.corp.appOrigin).hostname
}

/** Corp identity (`preVerifyJSAPI`) uses the corp ticket, app identity (`agentConfig`) the app's own. */
export function verifyBridge(
  sim: Simulation,
  kind: 'corp' | 'agent',
  input: z.output<typeof bridgeSchema>,
): { err_msg: string; errcode: number } {
  const api = kind === 'agent' ? 'agentConfig' : 'preVerifyJSAPI'
  const { params, url } = input
  if (textOf(params, 'corpid', 'appId', 'verifyAppId') !== sim.corp.corpId) return failure(api, 40013)
  const agentId = Number(textOf(params, 'agentid'))
  const app = sim.corp.apps.find((one) => one.kind === 'app' && (kind === 'corp' || one.agentId === agentId))
  if (!app) return failure(api, 40056)
  if (!trusted(sim, url)) return failure(api, 80001)
  const nonce = textOf(params, 'nonceStr', 'verifyNonceStr')
  const timestamp = textOf(params, 'timestamp', 'verifyTimestamp')
  const given = textOf(params, 'signature', 'verifySignature')
  const fits = (tickets: readonly string[]): boolean =>
    tickets.some((ticket) => signatureOf({ ticket, nonce, timestamp, url }) === given)
  if (fits(sim.tokens.ticketsFor(kind, app.agentId))) return { err_msg: `${api}:ok`, errcode: 0 }
  // The other kind of ticket has its own code, so that the mistake can be told apart.
  return failure(
    api,
    fits(sim.tokens.ticketsFor(kind === 'corp' ? 'agent' : 'corp', app.agentId)) ? 42012 : 40093,
  )
}
