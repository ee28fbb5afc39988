import type { KeyKind } from '../../domain/identity/clean-key.ts'
import type { IncomingPerson } from '../identity/resolve-people.ts'
import type { IntakePerson } from './contract.ts'

/** A person of an item, as the identity feature resolves people. */
export function incomingOf(person: IntakePerson): Pick<IncomingPerson, 'keys' | 'name'> {
  const { name, externalUserid, memberNo, ...rest } = person
  const keys: Partial<Record<KeyKind, string | null>> = { ...rest }
  if (externalUserid !== undefined) keys.external_userid = externalUserid
  if (memberNo !== undefined) keys.member_no = memberNo
  return { keys, name: name ?? null }
}

/** Who has bought a car, and who somebody is: the car's former owner must not stand in for who is named. */
export function isOfPerson({ kind }: { kind: string }): boolean {
  return kind === 'vehicle' || kind === 'profile'
}
