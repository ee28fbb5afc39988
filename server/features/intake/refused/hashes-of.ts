import { cleanKey, type KeyKind } from '../../../domain/identity/clean-key.ts'
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

/** The keys a refused item names, as far as they are good ones, as they stand in Identity and on cars. */
export function hashesOf({ sealer }: Pick<Deps, 'sealer'>, raw: unknown): string[] {
  return KINDS.flatMap(([field, kind]) => {
    const value = valueAt(raw, ['person', field])
    // A phone sent as a number is refused for that, and is somebody's all the same.
    if (typeof value !== 'string' && typeof value !== 'number') return []
    const clean = cleanKey(kind, String(value))
    return 'value' in clean ? [sealer.lookupHash(kind, clean.value)] : []
  })
}
