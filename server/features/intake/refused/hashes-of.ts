import { cleanKey, type KeyKind, scopedKey } from '../../../domain/identity/clean-key.ts'
import type { Deps } from '../../deps.ts'
import { valueAt } from '../reasons.ts'

const KINDS: readonly [string, KeyKind][] = [
  ['phone', 'phone'],
  ['unionid', 'unionid'],
  ['externalUserid', 'external_userid'],
  ['memberNo', 'member_no'],
  ['plate', 'plate'],
  ['vin', 'vin'],
]

/** Keys that count within a scope, and the field that names it. */
const SCOPED: readonly [string, KeyKind, string][] = [
  ['openid', 'openid', 'appid'],
  ['customerId', 'customer_id', 'system'],
]

/** The keys a refused item names, as far as they are good ones, as they stand in Identity and on cars. */
export function hashesOf({ sealer }: Pick<Deps, 'sealer'>, raw: unknown, source: string): string[] {
  const hash = (kind: KeyKind, text: string): string[] => {
    const clean = cleanKey(kind, text)
    return 'value' in clean ? [sealer.lookupHash(kind, clean.value)] : []
  }
  return [
    ...KINDS.flatMap(([field, kind]) => wordsAt(raw, field).flatMap((text) => hash(kind, text))),
    ...SCOPED.flatMap(([field, kind, of]) => {
      const [scope = kind === 'customer_id' ? source : ''] = wordsAt(raw, of)
      return wordsAt(raw, field).flatMap((text) => hash(kind, scopedKey(scope, text)))
    }),
  ]
}

/** A phone sent as a number is refused for that, and is somebody's all the same. */
function wordsAt(raw: unknown, field: string): string[] {
  const value = valueAt(raw, ['person', field])
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : []
}
