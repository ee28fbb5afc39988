import type { SqlTx } from '../../platform/db/index.ts'
import { searchText } from '../../platform/search-text.ts'
import type { Deps } from '../deps.ts'
import { claimIdentities, type IdentityKey, readOrigins } from '../customers/link-identities.ts'
import type { IncomingContact } from './incoming.ts'
import type { StoredContact } from './stored.ts'

interface Input {
  corpId: string
  contacts: { now: IncomingContact; before: StoredContact | undefined }[]
  customerIds: Map<string, string>
  now: Date
}

/** Carries a changed name, gender or unionid over to the customer. Gives the records whose unionid is another's, too. */
export async function refreshCustomers(tx: SqlTx, deps: Deps, input: Input): Promise<Set<string>> {
  const { corpId, customerIds, now } = input
  const joined: { externalUserid: string; unionid: string; customerId: string }[] = []
  for (const { now: contact, before } of input.contacts) {
    const customerId = customerIds.get(contact.externalUserid)
    if (!before || customerId === undefined || isSamePerson(contact, before)) continue
    // A name that somebody corrected by hand stays.
    await tx.run(
      'UPDATE "Customer" SET "name" = ?, "search" = ?, "gender" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "name" = ?',
      [contact.name, searchText(contact.name), contact.gender, now, corpId, customerId, before.name],
    )
    if (contact.unionid === null || contact.unionid === before.unionid) continue
    joined.push({ externalUserid: contact.externalUserid, unionid: contact.unionid, customerId })
  }
  if (joined.length === 0) return new Set()
  const hashOf = (externalUserid: string) => deps.sealer.lookupHash('external_userid', externalUserid)
  const origins = await readOrigins(tx, { corpId, hashes: joined.map((one) => hashOf(one.externalUserid)) })
  const keys = joined.map(({ externalUserid, unionid, customerId }): IdentityKey => {
    const valueHash = deps.sealer.lookupHash('unionid', unionid)
    const originId = origins.get(hashOf(externalUserid))?.originId ?? null
    return { kind: 'unionid', valueHash, customerId, originId, source: 'wecom' }
  })
  return (await claimIdentities(tx, { corpId, now, keys })).clashed
}

function isSamePerson(contact: IncomingContact, before: StoredContact): boolean {
  return (
    contact.name === before.name && contact.gender === before.gender && contact.unionid === before.unionid
  )
}
