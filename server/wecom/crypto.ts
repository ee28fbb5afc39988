import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'

// Callback cipher of the "callback configuration" page: AES-256-CBC, IV = first half of the key, PKCS#7 with a block
// of 32 instead of 16, so Node's own padding is off. Plain = 16 random bytes, 4 bytes length, message, receiveid.
const BLOCK = 32
const RANDOM = 16
const HEADER = RANDOM + 4

/** SHA-1 over the four texts in code-unit order. */
export function signCallback(input: {
  token: string
  timestamp: string
  nonce: string
  encrypted: string
}): string {
  const parts = [input.token, input.timestamp, input.nonce, input.encrypted].sort()
  return createHash('sha1').update(parts.join('')).digest('hex')
}

/** In constant time, on digests of equal length. */
export function isSameSignature(expected: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(expected), digest(given))
}

/** The 43rd character may carry spare bits, as the vendor's own sample key does: decode it leniently. */
function readKey(encodingAesKey: string): Buffer {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  if (encodingAesKey.length !== 43 || key.length !== 32) {
    throw new Error('EncodingAESKey must be the 43 characters shown in the WeCom console')
  }
  return key
}

/** null for anything that was not made with this key; why is not said, so that nobody can probe it. */
export function decrypt(
  encodingAesKey: string,
  encrypted: string,
): { message: string; receiveId: string } | null {
  const key = readKey(encodingAesKey)
  const cipherText = Buffer.from(encrypted, 'base64')
  if (cipherText.length < BLOCK || cipherText.length % 16 !== 0) return null
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(cipherText), decipher.final()])
  const pad = padded[padded.length - 1] ?? 0
  if (pad < 1 || pad > BLOCK || pad > padded.length - HEADER) return null
  if (!padded.subarray(padded.length - pad).every((byte) => byte === pad)) return null
  const plain = padded.subarray(0, padded.length - pad)
  const end = HEADER + plain.readUInt32BE(RANDOM)
  if (end > plain.length) return null
  return { message: plain.toString('utf8', HEADER, end), receiveId: plain.toString('utf8', end) }
}

/** `random` only for tests that need the same bytes twice. */
export function encrypt(input: {
  encodingAesKey: string
  message: string
  receiveId: string
  random?: Uint8Array
}): string {
  const key = readKey(input.encodingAesKey)
  const message = Buffer.from(input.message, 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  const plain = Buffer.concat([
    input.random ?? randomBytes(RANDOM),
    length,
    message,
    Buffer.from(input.receiveId, 'utf8'),
  ])
  const pad = BLOCK - (plain.length % BLOCK)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(pad, pad)),
    cipher.final(),
  ]).toString('base64')
}
