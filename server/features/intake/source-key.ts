import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Sealer } from '../../platform/seal.ts'

/** A key as its owner holds it: lk.<corp>.<key id>.<secret>. */
export interface SourceKey {
  corpId: string
  keyId: string
  secret: string
}

const FORM = /^lk\.(\w{1,64})\.([0-9A-HJKMNP-TV-Z]{26})\.([\w-]{43})$/

/** 256 random bits. Shown once; only its hash is kept. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url')
}

export function writeKey({ corpId, keyId, secret }: SourceKey): string {
  return `lk.${corpId}.${keyId}.${secret}`
}

/** `Authorization: Bearer lk.…`; null: not such a key. */
export function readKey(header: string): SourceKey | null {
  const [, corpId, keyId, secret] = FORM.exec(/^Bearer (\S+)$/.exec(header)?.[1] ?? '') ?? []
  return corpId && keyId && secret ? { corpId, keyId, secret } : null
}

export function hashSecret(sealer: Sealer, secret: string): string {
  return sealer.lookupHash('intake-key', secret)
}

/** In a time that tells nothing of the secret. */
export function fitsHash(sealer: Sealer, secret: string, hash: string): boolean {
  const [made, stored] = [Buffer.from(hashSecret(sealer, secret)), Buffer.from(hash)]
  return made.length === stored.length && timingSafeEqual(made, stored)
}
