import axios from 'axios'
import { groupBy } from '../domain/group-by.ts'
import type { Deps } from '../features/deps.ts'
import { createSource } from '../features/intake/sources.ts'
import { inTextList } from '../platform/db/json-sql.ts'
import { identityCases, type DemoContact } from './identity-cases.ts'
import { demoFactsOf, type DemoPerson } from './demo-facts.ts'
import { demoAdmin } from './company.ts'

const SOURCE = 'lanyue-club'
const PEOPLE = 1000
const BATCH = 500

/** What the dealer's club, call centre and app know of the customers, told through the intake like by anybody else. */
export async function fillFacts(deps: Deps, serviceOrigin: string): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { db } = deps.database
  if (await db.intakeSource.findFirst({ where: { corpId, name: SOURCE }, select: { id: true } })) return
  const admin = await db.staff.findFirst({ where: { corpId, userKey: demoAdmin }, select: { id: true } })
  if (!admin) return
  const scope = { corpId, staffId: admin.id, userid: demoAdmin, app: 'console' } as const
  const limits = { perMinute: 60_000, maxBytes: 2 * 1024 * 1024 }
  const { key } = await createSource(
    deps,
    { ...scope, roles: ['admin'], unitPaths: ['/'] },
    { name: SOURCE, ...limits },
  )
  const stores = await db.order.findMany({
    where: { corpId, storeName: { not: null } },
    distinct: ['storeName'],
    select: { storeName: true },
    take: 10,
  })
  const names = stores.flatMap((row) => row.storeName ?? [])
  const people = await readPeople(deps, corpId)
  const nowMs = deps.clock.nowMs()
  const facts = [
    ...people.flatMap((person) => demoFactsOf(person, nowMs, names)),
    ...identityCases(await readContacts(deps, corpId), nowMs),
  ]
  for (let from = 0; from < facts.length; from += BATCH)
    await axios.post(
      `${serviceOrigin}/api/v1/intake`,
      { items: facts.slice(from, from + BATCH) },
      { headers: { authorization: `Bearer ${key}` } },
    )
  // Otherwise it is looked for at night.
  await deps.jobs.add(db, { name: 'identity.propose', corpId, payload: {}, key: 'demo', lane: 'import' })
}

/** WeChat contacts with a unionid of their own, from the middle of the company. */
async function readContacts({ database: { db } }: Deps, corpId: string): Promise<DemoContact[]> {
  return db.contact.findMany({
    where: { corpId, unionid: { not: null }, lostAt: null },
    orderBy: { externalUserid: 'asc' },
    skip: 40,
    take: 16,
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
