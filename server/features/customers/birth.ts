import { newId } from '../../platform/new-id.ts'
import { isPersonalPhone } from '../../domain/identity/clean-key.ts'
import { maskPhone } from '../../domain/masks.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { searchText } from '../../platform/search-text.ts'
import type { Sealer } from '../../platform/seal.ts'
import { claimIdentities, type IdentityKey, readOrigins } from './link-identities.ts'

export interface NewcomerContact {
  externalUserid: string
  name: string
  gender: number
  unionid: string | null
  /** E.164, the preferred one first. */
  phones: readonly string[]
  bornAt: Date
}

export interface Births {
  /** external_userid → customer id. */
  customerIds: Map<string, string>
  /** Customers that show a key of somebody else. */
  clashed: Set<string>
}

/**
 * One customer for each new contact, or the one that already has its key. The row of the key decides who is first,
 * so that two transactions that meet the same person make one customer. Answers external_userid → customer id.
 */
export async function birthCustomers(
  tx: AnyTx,
  {
    corpId,
    sealer,
    newcomers,
    now,
  }: { corpId: string; sealer: Sealer; newcomers: readonly NewcomerContact[]; now: Date },
): Promise<Births> {
  if (newcomers.length === 0) return { customerIds: new Map(), clashed: new Set() }
  const people = newcomers.map((contact) => ({
    contact,
    id: newId(contact.bornAt.getTime()),
    hash: sealer.lookupHash('external_userid', contact.externalUserid),
    unionHash: contact.unionid === null ? null : sealer.lookupHash('unionid', contact.unionid),
  }))
  const known = await readOrigins(tx, { corpId, hashes: people.flatMap((one) => one.unionHash ?? []) })
  const claims: IdentityKey[] = people.map(({ hash, id, unionHash }) => ({
    kind: 'external_userid',
    valueHash: hash,
    ...((unionHash === null ? undefined : known.get(unionHash)) ?? { customerId: id }),
    source: 'wecom',
  }))
  await claimIdentities(tx, { corpId, keys: claims, now })
  const owners = await readOrigins(tx, { corpId, hashes: people.map((one) => one.hash) })
  const born = people.filter((one) => owners.get(one.hash)?.customerId === one.id)
  await insertCustomers(tx, { corpId, now, rows: born.map(({ contact, id }) => ({ id, contact })), sealer })
  const keys = people.flatMap((one) =>
    otherKeys(one, owners.get(one.hash) ?? { customerId: one.id, originId: null }, sealer),
  )
  const { clashed } = await claimIdentities(tx, { corpId, keys, now })
  const customerIds = new Map(
    people.map((one) => [one.contact.externalUserid, owners.get(one.hash)?.customerId ?? one.id]),
  )
  return { customerIds, clashed }
}

function otherKeys(
  { contact, unionHash }: { contact: NewcomerContact; unionHash: string | null },
  owner: { customerId: string; originId: string | null },
  sealer: Sealer,
): IdentityKey[] {
  // A land line or an invented number is shown, but it is no key of a person.
  const phones = contact.phones.filter(isPersonalPhone).map((phone): IdentityKey => {
    return { kind: 'phone', valueHash: sealer.lookupHash('phone', phone), ...owner, source: 'remark' }
  })
  if (unionHash === null) return phones
  return [{ kind: 'unionid', valueHash: unionHash, ...owner, source: 'wecom' }, ...phones]
}

async function insertCustomers(
  tx: AnyTx,
  input: { corpId: string; now: Date; sealer: Sealer; rows: { id: string; contact: NewcomerContact }[] },
): Promise<void> {
  const { corpId, now, rows, sealer } = input
  await bulkUpsert(tx, {
    table: 'Customer',
    columns: [
      'corpId',
      'id',
      'name',
      'gender',
      'phoneSealed',
      'phoneMask',
      'search',
      'createdAt',
      'updatedAt',
    ],
    key: ['corpId', 'id'],
    update: 'none',
    rows: rows.map(({ id, contact: { name, gender, phones, bornAt } }) => {
      const [phone] = phones
      return {
        corpId,
        id,
        name,
        gender,
        phoneSealed: phone === undefined ? null : sealer.seal(phone),
        phoneMask: phone === undefined ? null : maskPhone(phone),
        search: searchText(name),
        createdAt: bornAt,
        updatedAt: now,
      }
    }),
  })
}
