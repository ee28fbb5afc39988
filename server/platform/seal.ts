import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  randomBytes,
} from 'node:crypto'

/** Encrypts what only the service may read, and makes keyed hashes to find it by. */
export interface Sealer {
  /** keyId.iv.cipher.tag, base64url. */
  seal(text: string): string
  /** Throws when no key fits or the text was changed. */
  open(sealed: string): string
  /** The same value under the same kind always gives the same hash; without the key nobody can try values. */
  lookupHash(kind: string, value: string): string
  /** Keyed, to tell whether something changed; a quarter of the cost of a lookup hash. Nothing is found by it. */
  fingerprint(text: string): string
}

export interface SealingKey {
  /** Short and public: it stands in each sealed value. */
  keyId: string
  /** 32 bytes in base64. */
  key: string
}

/**
 * `oldKeys` only open. Lookup hashes are made with `lookupKey`, or with the sealing key if there is none: when the
 * sealing key is exchanged, pass the first one as `lookupKey`, or every hash has to be made anew.
 */
export function createSealer({
  key,
  keyId,
  oldKeys = [],
  lookupKey = key,
}: SealingKey & { oldKeys?: SealingKey[]; lookupKey?: string }): Sealer {
  if (!/^[\w-]{1,16}$/.test(keyId))
    throw new Error('The id of a sealing key is 1 to 16 letters, digits, - or _')
  const current = derive(key, 'seal')
  const currentId = Buffer.from(keyId)
  const currentKey = createSecretKey(current)
  const hashKey = derive(lookupKey, 'lookup')
  const fingerprintKey = derive(lookupKey, 'fingerprint').toString('base64')
  const keys = new Map(oldKeys.map((old) => [old.keyId, derive(old.key, 'seal')]))
  keys.set(keyId, current)

  return {
    seal(text) {
      const iv = freshIv()
      const cipher = createCipheriv('aes-256-gcm', currentKey, iv).setAAD(currentId)
      // GCM gives all at once; asked for text, Node would make a decoder for each value
      const body = cipher.update(text, 'utf8')
      cipher.final()
      const tag = cipher.getAuthTag()
      return `${keyId}.${iv.toString('base64url')}.${body.toString('base64url')}.${tag.toString('base64url')}`
    },
    open(sealed) {
      const [id = '', ...parts] = sealed.split('.')
      const [iv, body, tag] = parts.map((part) => Buffer.from(part, 'base64url'))
      if (parts.length !== 3 || !iv || !body || tag?.length !== 16)
        throw new SealError('This is not a sealed value')
      const opener = keys.get(id)
      if (!opener)
        throw new SealError(`No sealing key '${id}': set LIUKE_SEALING_KEY_OLD to the key used before`)
      try {
        const decipher = createDecipheriv('aes-256-gcm', opener, iv).setAAD(Buffer.from(id)).setAuthTag(tag)
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch {
        throw new SealError(
          'A sealed value was changed, or LIUKE_SEALING_KEY is not the key it was sealed with',
        )
      }
    },
    lookupHash: (kind, value) =>
      createHmac('sha256', hashKey).update(`${kind}\0${value}`).digest('base64url'),
    fingerprint: (text) => hash('sha256', `${fingerprintKey}\0${text}`, 'base64url'),
  }
}

const IV_BYTES = 12
let unused = Buffer.alloc(0)

/** Never the same twice. Random bytes are drawn for many at once: asking for twelve costs as much as for thousands. */
function freshIv(): Buffer {
  if (unused.length < IV_BYTES) unused = randomBytes(IV_BYTES * 256)
  const iv = unused.subarray(0, IV_BYTES)
  unused = unused.subarray(IV_BYTES)
  return iv
}

/** Never holds the value. */
export class SealError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SealError'
  }
}

// One key per use: what a hash gives away says nothing about the cipher's key.
function derive(key: string, use: 'seal' | 'lookup' | 'fingerprint'): Buffer {
  const bytes = Buffer.from(key, 'base64')
  if (bytes.length !== 32) throw new Error('A sealing key is 32 bytes in base64: openssl rand -base64 32')
  return Buffer.from(hkdfSync('sha256', bytes, '', `liuke:${use}`, 32))
}
