import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import { refusedOf } from './erased-columns.ts'

/** Rows of one table; more than any person has. */
const MOST = 5000

/** Everything known of a person in plain words, for the person who asked for it. Audited before it leaves. */
export async function exportPerson(deps: Deps, scope: Scope, customerId: string): Promise<object> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const { db } = deps.database
  const at = deps.clock.now()
  await writeAudit(db, deps, scope, {
    action: 'person-exported',
    objectKind: 'customer',
    objectId: customerId,
  })
  const own = { where: { corpId, customerId }, take: MOST }
  const customer = await db.customer.findUniqueOrThrow({ where: { corpId_id: { corpId, id: customerId } } })
  const contacts = await db.contact.findMany(own)
  const ofContacts = { corpId, externalUserid: { in: contacts.map((contact) => contact.externalUserid) } }
  return {
    exportedAt: at.toISOString(),
    customer: opened(deps, customer),
    identities: strip(await db.identity.findMany(own)),
    contacts: strip(contacts),
    follows: (await db.follow.findMany({ where: ofContacts, take: MOST })).map((row) => opened(deps, row)),
    tags: strip(await db.followTag.findMany({ where: ofContacts, take: MOST })),
    vehicles: (await db.vehicle.findMany(own)).map((row) => opened(deps, row)),
    orders: (await db.order.findMany(own)).map((row) => opened(deps, row)),
    timeline: strip(await db.timelineEvent.findMany(own)),
    notes: strip(await db.note.findMany(own)),
    tasks: strip(await db.task.findMany(own)),
    refusedOfOthers: (await readRefused(deps, { corpId, customerId })).map((row) => opened(deps, row)),
    toldByOthers: (await db.intakeFact.findMany(own)).map((row) => opened(deps, row)),
  }
}

/** What other systems told of them and was refused, as long as it is kept. */
function readRefused(
  { database: { sql } }: Deps,
  { corpId, customerId }: { corpId: string; customerId: string },
): Promise<Record<string, unknown>[]> {
  return sql.all(
    `SELECT "kind", "factId", "at", "bodySealed" FROM "IntakeRefusal"
     WHERE "corpId" = ? AND ${refusedOf('IntakeRefusal', 'id')} LIMIT ${MOST}`,
    [corpId, customerId],
  )
}

/** Sealed values are opened under their plain names; hashes and digests say nothing to a person. */
function opened({ sealer }: Deps, row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
      if (isInner(name)) return []
      const plain = /^(\w+)Sealed$/.exec(name)?.[1]
      if (plain === undefined) return [[name, value]]
      return [[plain, typeof value === 'string' && value !== '' ? sealer.open(value) : null]]
    }),
  )
}

function strip(rows: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !isInner(name))))
}

function isInner(name: string): boolean {
  return /Hash$|^digest$|^search$|^corpId$/.test(name)
}
