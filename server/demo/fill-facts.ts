import { groupBy } from '../domain/group-by.ts'
import type { Deps } from '../features/deps.ts'
import { inTextList } from '../platform/db/json-sql.ts'
import { identityCases, type DemoContact } from './identity-cases.ts'
import { demoFactsOf, type DemoPerson } from './demo-facts.ts'
import { badItems } from './bad-items.ts'
import { openDemoSource } from './tell-facts.ts'

const SOURCE = 'lanyue-club'
const PEOPLE = 1000

/** What the dealer's club, call centre and app know of the customers, told through the intake like by anybody else. */
export async function fillFacts(deps: Deps, serviceOrigin: string): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { db } = deps.database
  const tell = await openDemoSource(deps, { name: SOURCE, serviceOrigin })
  if (tell === null) return
  const stores = await db.order.findMany({
    where: { corpId, storeName: { not: null } },
    distinct: ['storeName'],
    select: { storeName: true },
    take: 10,
  })
  const names = stores.flatMap((row) => row.storeName ?? [])
  const people = await readPeople(deps, corpId)
  const nowMs = deps.clock.nowMs()
  await tell(people.flatMap((person) => demoFactsOf(person, nowMs, names)))
  await tell([...identityCases(await readContacts(deps, corpId), nowMs), ...badItems(nowMs)])
  // Otherwise it is looked for at night.
  await deps.jobs.add(db, { name: 'identity.propose', corpId, payload: {}, key: 'demo', lane: 'import' })
}

/** WeChat contacts with a unionid of their own, from the middle of the company. */
async function readContacts({ database: { db } }: Deps, corpId: string): Promise<DemoContact[]> {
  return db.contact.findMany({
    where: { corpId, unionid: { not: null }, lostAt: null },
    orderBy: { externalUserid: 'asc' },
    skip: 40,
    take: 24,
    select: { externalUserid: true, name: true },
  })
}

async function readPeople(deps: Deps, corpId: string): Promise<DemoPerson[]> {
  const { db, sql } = deps.database
  const contacts = await db.contact.findMany({
    where: { corpId },
    orderBy: { externalUserid: 'asc' },
    take: PEOPLE,
    select: { externalUserid: true, customerId: true },
  })
  const orders = await sql.all<{
    customerId: string
    orderNo: string
    orderedAt: string
    kind: string
    storeName: string | null
    title: string
  }>(
    `SELECT "customerId", "orderNo", "orderedAt", "kind", "storeName", "title" FROM "Order"
     WHERE "corpId" = ? AND "status" = 'done' AND ${inTextList(sql.dialect, '"customerId"')} ORDER BY "orderedAt"`,
    [corpId, JSON.stringify(contacts.map((contact) => contact.customerId))],
  )
  const ordersOf = groupBy(orders, (order) => order.customerId)
  return contacts.map(({ externalUserid, customerId }) => ({
    externalUserid,
    orders: (ordersOf.get(customerId) ?? []).map((order) => ({
      ...order,
      atMs: Date.parse(order.orderedAt),
    })),
  }))
}
