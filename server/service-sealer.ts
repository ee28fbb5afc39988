import { createHash } from 'node:crypto'
import type { Settings } from '../config/env.ts'
import { createSealer, type Sealer } from './platform/seal.ts'

/** What the first versions wrote as the id of whichever key they had. */
const FIRST_ID = 'k1'

/**
 * Seals with the key of the settings, opens with the one before it as well. A key's id is made from the key: were it a
 * fixed word, values of the former key would be tried with the new one.
 */
export function createServiceSealer({
  LIUKE_SEALING_KEY: key,
  LIUKE_SEALING_KEY_OLD: old,
}: Pick<Settings, 'LIUKE_SEALING_KEY' | 'LIUKE_SEALING_KEY_OLD'>): Sealer {
  return createSealer({
    key,
    keyId: idOf(key),
    oldKeys: [
      { key: old ?? key, keyId: FIRST_ID },
      { key: old ?? key, keyId: idOf(old ?? key) },
    ],
    // hashes are found again only under the key they were made with
    lookupKey: old ?? key,
  })
}

function idOf(key: string): string {
  return createHash('sha256').update(`liuke:key-id:${key}`).digest('hex').slice(0, 8)
}
