import { type KeyKind, scopedKey } from '../../domain/identity/clean-key.ts'
import type { IncomingPerson } from '../identity/resolve-people.ts'
import type { IntakePerson } from './contract.ts'

/**
 * A person of an item, as the identity feature resolves people. A customer id is one of the source's own, unless it says
 * of which other system.
 */
export function incomingOf(person: IntakePerson, source: string): Pick<IncomingPerson, 'keys' | 'name'> {
  const { name, externalUserid, memberNo, openid, appid, customerId, system = source, ...rest } = person
  const keys: Partial<Record<KeyKind, string | null>> = { ...rest }
  if (externalUserid !== undefined) keys.external_userid = externalUserid
  if (memberNo !== undefined) keys.member_no = memberNo
  if (openid !== undefined && appid !== undefined) keys.openid = scopedKey(appid, openid)
  if (customerId !== undefined) keys.customer_id = scopedKey(system, customerId)
  return { keys, name: name ?? null }
}

/** Who has bought a car, and who somebody is: the car's former owner must not stand in for who is named. */
export function isOfPerson({ kind }: { kind: string }): boolean {
  return kind === 'vehicle' || kind === 'profile'
}
