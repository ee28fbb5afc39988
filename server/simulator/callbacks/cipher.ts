// The sealed envelope of callbacks: AES-256-CBC with a 32-byte padding block, and the sorted SHA-1 signature.

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

export interface CallbackKeys {
  token: string
  encodingAesKey: string
  receiveId: string
}

const BLOCK = 32

function keyBytes(encodingAesKey: string): Buffer {
  // Lenient on purpose: the last character may have spare bits.
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  if (encodingAesKey.length !== 43 || key.length !== 32) {
    throw new Error('EncodingAESKey must have exactly 43 letters or digits')
  }
  return key
}

export function sign(token: string, parts: { timestamp: string; nonce: string; sealed: string }): string {
  const text = [token, parts.timestamp, parts.nonce, parts.sealed].sort().join('')
  return createHash('sha1').update(text).digest('hex')
}

/**
 * `random` is given only by tests that compare with published vectors; bytes only by tests that send what is no text.
 */
export function seal(
  keys: CallbackKeys,
  message: string | Uint8Array,
  random: Buffer = randomBytes(16),
): string {
  const key = keyBytes(keys.encodingAesKey)
  const text = typeof message === 'string' ? Buffer.from(message, 'utf8') : message
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  const plain = Buffer.concat([random, length, text, Buffer.from(keys.receiveId, 'utf8')])
  const pad = BLOCK - (plain.length % BLOCK)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])),
    cipher.final(),
  ]).toString('base64')
}

/** The counterpart, for the desk of deliveries and for tests; throws when the envelope is not for these keys. */
export function unseal(keys: CallbackKeys, sealed: string): string {
  const key = keyBytes(keys.encodingAesKey)
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()])
  const plain = padded.subarray(0, padded.length - (padded.at(-1) ?? 0))
  const length = plain.readUInt32BE(16)
  if (plain.subarray(20 + length).toString('utf8') !== keys.receiveId)
    throw new Error('receiveid does not match')
  return plain.subarray(20, 20 + length).toString('utf8')
}

export function sealedQuery(keys: CallbackKeys, sealed: string, nowMs: number): URLSearchParams {
  const timestamp = String(Math.floor(nowMs / 1000))
  const nonce = randomBytes(5).readUIntBE(0, 5).toString().slice(0, 10)
  return new URLSearchParams({
    msg_signature: sign(keys.token, { timestamp, nonce, sealed }),
    timestamp,
    nonce,
  })
}
