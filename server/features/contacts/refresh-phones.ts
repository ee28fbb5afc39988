import { isPersonalPhone } from '../../domain/identity/clean-key.ts'
import { normalisePhone } from '../../domain/identity-values.ts'
import { maskPhone } from '../../domain/masks.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { groupBy } from '../../platform/group-by.ts'
import type { Deps } from '../deps.ts'
import { claimIdentities, readOrigins, unlinkPhones, type IdentityKey } from '../customers/link-identities.ts'
import type { IncomingFollow } from './incoming.ts'
import { readFollows, type StoredFollow } from './stored.ts'

interface Input {
  corpId: string
  /** Follows whose remark mobiles differ. */
  follows: { now: IncomingFollow; before: StoredFollow | undefined }[]
  customerIds: Map<string, string>
  now: Date
}

interface Phones {
  externalUserid: string
  customerId: string
  /** Of all live relations now, the preferred one first. */
  now: string[]
  /** In no remark any more. */
  lost: string[]
}

/**
 * Remark mobiles are keys of the customer. A number that is in no remark any more stops being one, so that a mistyped
 * number does not keep a stranger's orders.
 */
export async function refreshPhones(
  tx: SqlTx,
  deps: Deps,
  input: Input,
): Promise<{ changed: string[]; clashed: Set<string> }> {
  const { corpId, now } = input
  if (input.follows.length === 0) return { changed: [], clashed: new Set() }
  const { sealer } = deps
  const changes = await readPhones(tx, deps, input)
  const hashOf = (phone: string): string => sealer.lookupHash('phone', phone)
  const contactOf = (one: Phones): string => sealer.lookupHash('external_userid', one.externalUserid)
  const origins = await readOrigins(tx, { corpId, hashes: changes.map(contactOf) })
  const originOf = (one: Phones) => origins.get(contactOf(one))?.originId ?? null
  const looked = new Set<string>()
  for (const one of changes) {
    const originId = originOf(one) ?? one.customerId
    const others = await unlinkPhones(tx, { corpId, originId, hashes: one.lost.map(hashOf) })
    for (const id of others) looked.add(id)
    if (others.size > 0) looked.add(originId)
  }
  // A land line or an invented number is shown, but it is no key of a person.
  const keys = changes.flatMap((one) =>
    one.now.filter(isPersonalPhone).map((phone): IdentityKey => {
      const { customerId } = one
      return {
        kind: 'phone',
        valueHash: hashOf(phone),
        customerId,
        originId: originOf(one),
        source: 'remark',
      }
    }),
  )
  const { taken, clashed } = await claimIdentities(tx, { corpId, now, keys })
  await showPhones(tx, deps, { corpId, changes, now })
  const linked = new Set(taken.map((key) => key.customerId))
  const changed = changes.filter((one) => one.lost.length > 0 || linked.has(one.customerId))
  return { changed: changed.map((one) => one.customerId), clashed: new Set([...clashed, ...looked]) }
}

async function readPhones(tx: SqlTx, deps: Deps, input: Input): Promise<Phones[]> {
  const { corpId, customerIds } = input
  const moved = groupBy(input.follows, (row) => row.now.externalUserid)
  const stored = await readFollows(tx, { corpId, externalUserids: [...moved.keys()], sealer: deps.sealer })
  const live = groupBy(
    [...stored.values()].filter((row) => row.endedAt === null),
    (row) => row.externalUserid,
  )
  return [...moved].flatMap(([externalUserid, rows]) => {
    const customerId = customerIds.get(externalUserid)
    if (customerId === undefined) return []
    const phones = phonesOf(live.get(externalUserid) ?? [])
    const lost = phonesOf(rows.flatMap((row) => row.before ?? [])).filter((phone) => !phones.includes(phone))
    return [{ externalUserid, customerId, now: phones, lost }]
  })
}

/** The number shown is replaced only if there was none, or if it is one of those taken away. */
async function showPhones(
  tx: SqlTx,
  deps: Deps,
  { corpId, changes, now }: { corpId: string; changes: Phones[]; now: Date },
): Promise<void> {
  const rows = await tx.all<{ id: string; phoneMask: string | null }>(
    `SELECT "id", "phoneMask" FROM "Customer" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')}`,
    [corpId, JSON.stringify(changes.map((one) => one.customerId))],
  )
  const shown = new Map(rows.map((row) => [row.id, row.phoneMask]))
  for (const { customerId, now: phones, lost } of changes) {
    const mask = shown.get(customerId) ?? null
    const [first] = phones
    const isStale = mask === null ? first !== undefined : lost.map(maskPhone).includes(mask)
    if (!isStale) continue
    await tx.run(
      'UPDATE "Customer" SET "phoneSealed" = ?, "phoneMask" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ?',
      [
        first === undefined ? null : deps.sealer.seal(first),
        first === undefined ? null : maskPhone(first),
        now,
        corpId,
        customerId,
      ],
    )
  }
}

/** E.164, without repeats. */
export function phonesOf(follows: readonly Pick<IncomingFollow, 'mobiles'>[]): string[] {
  return [
    ...new Set(follows.flatMap((follow) => follow.mobiles.flatMap((mobile) => normalisePhone(mobile) ?? []))),
  ]
}
