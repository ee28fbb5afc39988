import { inTextList, jsonTable } from '../../platform/db/json-sql.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'

/** How an order found its customer, strongest first. A plate counts only on orders that name no person at all. */
export const PERSON_KEYS = [
  ['unionid', 'unionidHash'],
  ['external_userid', 'externalHash'],
  ['openid', 'openidHash'],
  ['customer_id', 'customerIdHash'],
  ['phone', 'phoneHash'],
  ['member_no', 'memberNoHash'],
] as const
export type LinkKind = (typeof PERSON_KEYS)[number][0] | 'plate'

export interface OrderKeys {
  unionidHash: string | null
  externalHash: string | null
  phoneHash: string | null
  memberNoHash: string | null
  openidHash: string | null
  customerIdHash: string | null
}

export interface Link {
  customerId: string | null
  linkedBy: LinkKind | null
}

export interface Key {
  kind: LinkKind
  valueHash: string
}

export const UNLINKED: Link = { customerId: null, linkedBy: null }

/** The customer of an order by the keys of its person; an order never joins two customers. */
export function chooseOwner(keys: OrderKeys, owners: ReadonlyMap<string, string>): Link {
  for (const [kind, column] of PERSON_KEYS) {
    const customerId = owners.get(keys[column] ?? '')
    if (customerId !== undefined) return { customerId, linkedBy: kind }
  }
  return UNLINKED
}

export function namesPerson(keys: OrderKeys): boolean {
  return PERSON_KEYS.some(([, column]) => keys[column] !== null)
}

/** Owner by hash. A hash is made with its kind, so that equal values of two kinds do not meet. */
export async function readOwners(
  tx: AnyTx,
  { corpId, orders }: { corpId: string; orders: readonly OrderKeys[] },
): Promise<Map<string, string>> {
  const owners = new Map<string, string>()
  const sql = sqlIn(tx)
  for (const [kind, column] of PERSON_KEYS) {
    const hashes = new Set<string>()
    for (const order of orders) if (order[column] !== null) hashes.add(order[column])
    if (hashes.size === 0) continue
    const rows = await sql.all<{ valueHash: string; customerId: string }>(
      `SELECT "valueHash", "customerId" FROM "Identity"
       WHERE "corpId" = ? AND "kind" = ? AND ${inTextList(sql.dialect, '"valueHash"')}`,
      [corpId, kind, JSON.stringify([...hashes])],
    )
    for (const row of rows) owners.set(row.valueHash, row.customerId)
  }
  return owners
}

interface StoredOrder extends OrderKeys {
  orderNo: string
  customerId: string | null
  linkedBy: LinkKind | null
  plateHash: string | null
}

/** For SELECT, as OrderKeys has them. */
export const KEY_COLUMNS = PERSON_KEYS.map(([, column]) => `"${column}"`).join(', ')
const COLUMNS = `"orderNo", "customerId", "linkedBy", ${KEY_COLUMNS}, "plateHash"`

/**
 * Finds the customers of stored orders anew: of those that carry one of the keys, and of those that belong to one of
 * the customers now. Gives the customers whose orders changed and the plates to look at.
 */
export async function relinkOrders(
  tx: AnyTx,
  {
    corpId,
    keys,
    customerIds = [],
  }: { corpId: string; keys: readonly Key[]; customerIds?: readonly string[] },
): Promise<{ moved: Set<string>; plates: Set<string> }> {
  const orders = await readCandidates(tx, { corpId, keys, customerIds })
  const owners = await readOwners(tx, { corpId, orders })
  const moves = orders
    .filter(namesPerson)
    .map((order) => ({ order, link: chooseOwner(order, owners) }))
    .filter(({ order, link }) => order.customerId !== link.customerId || order.linkedBy !== link.linkedBy)
  await writeLinks(tx, {
    corpId,
    links: moves.map(({ order, link }) => ({ orderNo: order.orderNo, ...link })),
  })
  const moved = new Set<string>()
  const plates = new Set<string>()
  for (const { order, link } of moves) {
    if (order.customerId !== null) moved.add(order.customerId)
    if (link.customerId !== null) moved.add(link.customerId)
    if (order.plateHash !== null) plates.add(order.plateHash)
  }
  return { moved, plates }
}

async function readCandidates(
  tx: AnyTx,
  { corpId, keys, customerIds }: { corpId: string; keys: readonly Key[]; customerIds: readonly string[] },
): Promise<StoredOrder[]> {
  const sql = sqlIn(tx)
  const found = new Map<string, StoredOrder>()
  const read = async (column: string, values: readonly string[]): Promise<void> => {
    if (values.length === 0) return
    const rows = await sql.all<StoredOrder>(
      `SELECT ${COLUMNS} FROM "Order" WHERE "corpId" = ? AND ${inTextList(sql.dialect, `"${column}"`)}`,
      [corpId, JSON.stringify(values)],
    )
    for (const row of rows) found.set(row.orderNo, row)
  }
  for (const [kind, column] of PERSON_KEYS)
    await read(
      column,
      keys.filter((key) => key.kind === kind).map((key) => key.valueHash),
    )
  await read('customerId', customerIds)
  return [...found.values()]
}

const LINK_COLUMNS = { orderNo: 'text', customerId: 'text', linkedBy: 'text' } as const

export async function writeLinks(
  tx: AnyTx,
  { corpId, links }: { corpId: string; links: readonly ({ orderNo: string } & Link)[] },
): Promise<void> {
  const sql = sqlIn(tx)
  for (let from = 0; from < links.length; from += 1000) {
    const cells = links.slice(from, from + 1000).map((link) => [link.orderNo, link.customerId, link.linkedBy])
    await sql.run(
      `UPDATE "Order" SET "customerId" = n."customerId", "linkedBy" = n."linkedBy"
       FROM ${jsonTable(sql.dialect, 'n', LINK_COLUMNS)} WHERE "Order"."corpId" = ? AND "Order"."orderNo" = n."orderNo"`,
      [JSON.stringify(cells), corpId],
    )
  }
}
