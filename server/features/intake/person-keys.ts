import {
  narrow,
  normaliseMemberNo,
  normalisePhone,
  normalisePlate,
  normaliseVin,
} from '../../domain/identity-values.ts'
import type { Sealer } from '../../platform/seal.ts'
import type { IntakePerson } from './contract.ts'

export type KeyKind = 'unionid' | 'external_userid' | 'phone' | 'member_no' | 'vin' | 'plate'

const FIELDS: readonly [KeyKind, Exclude<keyof IntakePerson, 'name'>, (text: string) => string | null][] = [
  ['unionid', 'unionid', narrow],
  ['external_userid', 'externalUserid', narrow],
  ['phone', 'phone', normalisePhone],
  ['member_no', 'memberNo', normaliseMemberNo],
  ['vin', 'vin', normaliseVin],
  ['plate', 'plate', normalisePlate],
]

export interface PersonKey {
  kind: KeyKind
  value: string
  hash: string
}

/** A car's plate may name a friend who drives it: it finds people, and proves nothing about them. */
export function isPersonal(key: PersonKey): key is PersonKey & { kind: Exclude<KeyKind, 'vin' | 'plate'> } {
  return key.kind !== 'plate' && key.kind !== 'vin'
}

/** The good keys of a person, strongest first, each with its hash. */
export function keysOf(sealer: Sealer, person: IntakePerson): PersonKey[] {
  return FIELDS.flatMap(([kind, field, level]) => {
    const text = person[field]
    const value = text === undefined ? null : level(text)
    return value ? [{ kind, value, hash: sealer.lookupHash(kind, value) }] : []
  })
}
