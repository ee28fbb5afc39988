import { hash } from 'node:crypto'
import { decrypt, encrypt, isSameSignature, signCallback } from './crypto.ts'
import type { CallbackKey, CallbackQuery, OpenedCallback } from './types-callback.ts'
import { readFlatXml } from './xml.ts'

export { parseEvent } from './events.ts'

export type OpenInput = {
  query: CallbackQuery
  /** All key pairs of this receiver; more than one while they are rotated. */
  keys: CallbackKey[]
  /** The corp id, for the corp's own apps and for contact sync. */
  receiveId: string
}

export function verifySignature(token: string, query: CallbackQuery, encrypted: string): boolean {
  const expected = signCallback({ token, timestamp: query.timestamp, nonce: query.nonce, encrypted })
  return isSameSignature(expected, query.msgSignature)
}

/** GET when the address is saved: answer the plaintext as it is, with nothing around it, within a second. */
export function openUrlCheck(input: OpenInput & { echostr: string }): OpenedCallback {
  return openSealed(input, input.echostr)
}

/** POST of an event. Nothing in the outer envelope but the cipher text is covered by the signature. */
export function openCallback(input: OpenInput & { body: string }): OpenedCallback {
  const encrypted = readFlatXml(input.body)?.fields.Encrypt
  return encrypted ? openSealed(input, encrypted) : { ok: false, stage: 'envelope' }
}

/** Signature first: nothing is decrypted for strangers. */
function openSealed({ query, keys, receiveId }: OpenInput, encrypted: string): OpenedCallback {
  let stage: 'signature' | 'content' | 'receiveid' = 'signature'
  for (const key of keys) {
    if (!verifySignature(key.token, query, encrypted)) continue
    const content = decrypt(key.encodingAesKey, encrypted)
    if (content?.receiveId === receiveId) return { ok: true, plaintext: content.message, key }
    if (stage !== 'receiveid') stage = content ? 'receiveid' : 'content'
  }
  return { ok: false, stage }
}

/** A passive reply. `random` only for tests. */
export function sealReply(input: {
  key: CallbackKey
  receiveId: string
  message: string
  timestamp: string
  nonce: string
  random?: Uint8Array
}): string {
  const { timestamp, nonce, message, receiveId, random, key } = input
  const encrypted = encrypt({
    encodingAesKey: key.encodingAesKey,
    message,
    receiveId,
    ...(random ? { random } : {}),
  })
  const signature = signCallback({ token: key.token, timestamp, nonce, encrypted })
  return (
    `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature>` +
    `<TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`
  )
}

/**
 * Same key: the same delivery, again. The documented rule (FromUserName and CreateTime) would drop one of two events
 * of the same second, because the sender is always 'sys'.
 */
export function dedupKey(corpId: string, app: string, plaintext: string): string {
  return hash('sha256', JSON.stringify([corpId, app, plaintext]))
}
