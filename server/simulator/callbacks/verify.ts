// Before a callback URL is saved, WeCom asks it to decrypt one text and answer the plain words.

import { randomBytes } from 'node:crypto'
import { seal, sealedQuery, type CallbackKeys } from './cipher.ts'
import type { Caller } from './http.ts'

export type Verification = { ok: true } | { ok: false; reason: string }

export async function verifyUrl(
  url: string,
  parts: { keys: CallbackKeys; caller: Caller; nowMs: number },
): Promise<Verification> {
  if (!/^https?:\/\//.test(url)) return { ok: false, reason: `not an http address: ${url}` }
  const words = randomBytes(8).readBigUInt64BE().toString()
  const echostr = seal(parts.keys, words)
  const query = sealedQuery(parts.keys, echostr, parts.nowMs)
  query.set('echostr', echostr)
  const target = url + (url.includes('?') ? '&' : '?') + query.toString()
  try {
    // The published limit is one second; a service that is just starting gets the five of a delivery.
    const { status, text } = await parts.caller.send(target, { method: 'GET', timeoutMs: 5000 })
    if (status !== 200) return { ok: false, reason: `the URL answered HTTP ${status} instead of 200` }
    if (text !== words)
      return { ok: false, reason: 'the URL answered something else than the decrypted echostr' }
    return { ok: true }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : 'the URL could not be reached' }
  }
}
