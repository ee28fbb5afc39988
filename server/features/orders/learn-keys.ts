import { ulid } from 'ulid'
import type { PersonKind } from '../../domain/identity/clean-key.ts'
import { maskPhone } from '../../domain/masks.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { jsonTable } from '../../platform/db/json-sql.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import { searchText } from '../../platform/search-text.ts'
import type { Sealer } from '../../platform/seal.ts'
import { claimIdentities } from '../customers/link-identities.ts'
import type { Key, Link } from './link-orders.ts'
import type { HashedOrder } from './prepare-order.ts'

export type LinkedOrder = HashedOrder & { link: Link }

interface Where {
  corpId: string
  now: Date
}

/**
 * An order tells the member number of its customer and what other systems call them, and the phone when WeCom's own id
 * names the customer. Whose key it already is stays. Gives the keys nobody had before, and who shows another's.
 */
export async function learnKeys(
  tx: AnyTx,
  { corpId, now }: Where,
  orders: readonly LinkedOrder[],
): Promise<{ learned: Key[]; clashed: Set<string> }> {
  const rows: { kind: PersonKind; valueHash: string; customerId: string }[] = []
  const members: [string, string][] = []
  for (const { order, keys, link } of orders) {
    const { customerId, linkedBy } = link
    if (customerId === null || linkedBy === 'plate') continue
    if (keys.memberNoHash !== null && linkedBy !== 'member_no' && order.memberNo !== null) {
      rows.push({ kind: 'member_no', valueHash: keys.memberNoHash, customerId })
      members.push([customerId, order.memberNo])
    }
    if (keys.openidHash !== null && linkedBy !== 'openid')
      rows.push({ kind: 'openid', valueHash: keys.openidHash, customerId })
    if (keys.customerIdHash !== null && linkedBy !== 'customer_id')
      rows.push({ kind: 'customer_id', valueHash: keys.customerIdHash, customerId })
    if (keys.phoneHash !== null && (linkedBy === 'unionid' || linkedBy === 'external_userid'))
      rows.push({ kind: 'phone', valueHash: keys.phoneHash, customerId })
  }
  if (rows.length === 0) return { learned: [], clashed: new Set() }
  await writeMemberNumbers(tx, corpId, members)
  const { taken, clashed } = await claimIdentities(tx, {
    corpId,
    now,
    keys: rows.map((row) => ({ ...row, source: 'order' })),
  })
  return { learned: taken, clashed }
}

async function writeMemberNumbers(tx: AnyTx, corpId: string, members: [string, string][]): Promise<void> {
  if (members.length === 0) return
  const sql = sqlIn(tx)
  await sql.run(
    `UPDATE "Customer" SET "memberNo" = n."memberNo"
     FROM ${jsonTable(sql.dialect, 'n', { id: 'text', memberNo: 'text' })}
     WHERE "Customer"."corpId" = ? AND "Customer"."id" = n."id" AND "Customer"."memberNo" IS NULL`,
    [JSON.stringify([...new Map(members)]), corpId],
  )
}

/**
 * Intake of members who are no WeCom contacts: a customer for each member number (or phone, if there is none) that
 * nobody has. Gives the orders with their new customers.
 */
export async function createMembers(
  tx: AnyTx,
  { corpId, now, sealer }: Where & { sealer: Sealer },
  orders: readonly LinkedOrder[],
): Promise<LinkedOrder[]> {
  const born = new Map<string, { id: string; linked: LinkedOrder; kind: 'member_no' | 'phone' }>()
  const placed = orders.map((linked): LinkedOrder => {
    const { keys, link } = linked
    const hash = keys.memberNoHash ?? keys.phoneHash
    if (link.customerId !== null || hash === null) return linked
    const kind = keys.memberNoHash === null ? 'phone' : 'member_no'
    const member = born.get(hash) ?? { id: ulid(now.getTime()), linked, kind }
    born.set(hash, member)
    return { ...linked, link: { customerId: member.id, linkedBy: kind } }
  })
  if (born.size === 0) return placed
  await bulkUpsert(tx, {
    table: 'Identity',
    columns: ['corpId', 'kind', 'valueHash', 'customerId', 'source', 'createdAt'],
    key: ['corpId', 'kind', 'valueHash'],
    update: 'none',
    rows: [...born].map(([valueHash, { id, kind }]) => ({
      corpId,
      kind,
      valueHash,
      customerId: id,
      source: 'order',
      createdAt: now,
    })),
  })
  await bulkUpsert(tx, {
    table: 'Customer',
    columns: [
      'corpId',
      'id',
      'name',
      'gender',
      'phoneSealed',
      'phoneMask',
      'memberNo',
      'search',
      'createdAt',
      'updatedAt',
    ],
    key: ['corpId', 'id'],
    update: 'none',
    rows: [...born.values()].map(({ id, linked: { order } }) => {
      const name = order.name ?? order.memberNo ?? (order.phone === null ? '' : maskPhone(order.phone))
      const phone =
        order.phone === null
          ? {}
          : { phoneSealed: sealer.seal(order.phone), phoneMask: maskPhone(order.phone) }
      const search = searchText(order.name, order.memberNo)
      return {
        corpId,
        id,
        name,
        gender: 0,
        ...phone,
        memberNo: order.memberNo,
        search,
        createdAt: now,
        updatedAt: now,
      }
    }),
  })
  return placed
}
