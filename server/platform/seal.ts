import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Encrypts what only the service may read, and makes keyed hashes to find it by. */
export interface Sealer {
  /** keyId.iv.cipher.tag, base64url. */
  seal(text: string): string
  /** Throws when no key fits or the text was changed. */
  open(sealed: string): string
  /** The same value under the same kind always gives the same hash; without the key nobody can try values. */
  lookupHash(kind: string, value: string): string
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
  const hashKey = derive(lookupKey, 'lookup')
  const keys = new Map(oldKeys.map((old) => [old.keyId, derive(old.key, 'seal')]))
  keys.set(keyId, current)

  return {
    seal(text) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', current, iv).setAAD(Buffer.from(keyId))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return [keyId, ...[iv, body, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
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
  }
}

/** Never holds the value. */
export class SealError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SealError'
  }
}

// One key per use: what a hash gives away says nothing about the cipher's key.
function derive(key: string, use: 'seal' | 'lookup'): Buffer {
  const bytes = Buffer.from(key, 'base64')
  if (bytes.length !== 32) throw new Error('A sealing key is 32 bytes in base64: openssl rand -base64 32')
  return Buffer.from(hkdfSync('sha256', bytes, '', `liuke:${use}`, 32))
}
