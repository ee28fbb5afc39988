import { encrypt, signCallback } from './crypto.ts'
import type { CallbackKey } from './types-callback.ts'

type Sealing = { key: CallbackKey; receiveId: string; message: string; timestamp: string; nonce: string }

/** A callback as WeCom would send it: for trying one's own address, never for answering. */
export function sealEvent(input: Sealing): { query: Record<string, string>; body: string } {
  const { query, encrypted } = seal(input)
  const body = `<xml><ToUserName><![CDATA[${input.receiveId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
  return { query, body }
}

/** The question WeCom asks before it saves an address; the answer must be the message alone. */
export function sealUrlCheck(input: Sealing): Record<string, string> {
  const { query, encrypted } = seal(input)
  return { ...query, echostr: encrypted }
}

function seal({ key, receiveId, message, timestamp, nonce }: Sealing) {
  const encrypted = encrypt({ encodingAesKey: key.encodingAesKey, message, receiveId })
  const signature = signCallback({ token: key.token, timestamp, nonce, encrypted })
  return { query: { msg_signature: signature, timestamp, nonce }, encrypted }
}
