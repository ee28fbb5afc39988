import { isUtf8 } from 'node:buffer'
import {
  createCipheriv,
  createDecipheriv,
  hash,
  randomBytes,
  timingSafeEqual,
  type Decipher,
} from 'node:crypto'

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
  return hash('sha1', parts.join(''))
}

/** In constant time; that a signature is forty characters long is no secret. */
export function isSameSignature(expected: string, given: string): boolean {
  const [ours, theirs] = [Buffer.from(expected), Buffer.from(given)]
  return ours.length === theirs.length && timingSafeEqual(ours, theirs)
}

/** The 43rd character may carry spare bits, as the vendor's own sample key does: decode it leniently. */
function readKey(encodingAesKey: string): Buffer {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  if (encodingAesKey.length !== 43 || key.length !== 32) {
    throw new Error('EncodingAESKey must be the 43 characters shown in the WeCom console')
  }
  return key
}

interface Opener {
  iv: Buffer
  decipher: Decipher
}

const openers = new Map<string, Opener>()
/** Keys of many corps fit; those of tests that make one after the other do not stay for ever. */
const MOST_OPENERS = 1000

/**
 * One for each key, made once: making it costs more than opening an event. In CBC a block opens with the cipher text
 * before it, so that the IV, put before a text as if it were a block of it, begins the next text anew.
 */
function openerOf(encodingAesKey: string): Opener {
  const known = openers.get(encodingAesKey)
  if (known) return known
  const key = readKey(encodingAesKey)
  const iv = key.subarray(0, 16)
  const opener = { iv, decipher: createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false) }
  if (openers.size >= MOST_OPENERS) openers.clear()
  openers.set(encodingAesKey, opener)
  return opener
}

/** null for anything that was not made with this key; why is not said, so that nobody can probe it. */
export function decrypt(
  encodingAesKey: string,
  encrypted: string,
): { message: string; receiveId: string } | null {
  const { iv, decipher } = openerOf(encodingAesKey)
  const cipherText = Buffer.from(encrypted, 'base64')
  if (cipherText.length < BLOCK || cipherText.length % 16 !== 0) return null
  const padded = decipher.update(Buffer.concat([iv, cipherText])).subarray(iv.length)
  const pad = padded[padded.length - 1] ?? 0
  if (pad < 1 || pad > BLOCK || pad > padded.length - HEADER) return null
  for (let at = padded.length - pad; at < padded.length; at += 1) if (padded[at] !== pad) return null
  const plain = padded.subarray(0, padded.length - pad)
  const end = HEADER + plain.readUInt32BE(RANDOM)
  if (end > plain.length) return null
  return { message: readText(plain.subarray(HEADER, end)), receiveId: plain.toString('utf8', end) }
}

/** Bytes that are no UTF-8 are kept one by one: replaced by one sign, two different events would be the same. */
function readText(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')
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
