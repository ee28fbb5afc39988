import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { CustomerDetail } from './contract.ts'
import { requireCustomer } from './policy.ts'

/** The whole portrait of one customer for the console. */
export async function readCustomer(deps: Deps, scope: Scope, id: string): Promise<CustomerDetail> {
  await requireCustomer(deps, scope, id)
  const { db } = deps.database
  const { corpId } = scope
  const [customer, contacts, tier, vehicles] = await Promise.all([
    db.customer.findUnique({ where: { corpId_id: { corpId, id } } }),
    db.contact.findMany({ where: { corpId, customerId: id }, orderBy: { firstSeenAt: 'asc' } }),
    db.rfm.findUnique({ where: { corpId_customerId: { corpId, customerId: id } } }),
    db.vehicle.findMany({ where: { corpId, customerId: id }, orderBy: { deliveredOn: 'desc' } }),
  ])
  if (!customer) throw new AppError('not-found')
  const { name, gender, phoneMask, memberNo } = customer
  return {
    id,
    name,
    gender,
    phoneMask,
    memberNo,
    createdAt: customer.createdAt.toISOString(),
    contacts: contacts.map((row) => ({ ...row, lostAt: row.lostAt?.toISOString() ?? null })),
    follows: await readFollows(
      deps,
      corpId,
      contacts.map((row) => row.externalUserid),
    ),
    tier: tier ? { ...tier, monetaryFen: Number(tier.monetaryFen) } : null,
    vehicles,
  }
}

async function readFollows(
  deps: Deps,
  corpId: string,
  externalUserids: string[],
): Promise<CustomerDetail['follows']> {
  const { db } = deps.database
  const follows = await db.follow.findMany({
    where: { corpId, externalUserid: { in: externalUserids } },
    orderBy: { followedAt: 'desc' },
  })
  const [staff, tags] = await Promise.all([
    db.staff.findMany({
      where: { corpId, id: { in: follows.map((row) => row.staffId) } },
      select: { id: true, name: true },
    }),
    db.followTag.findMany({ where: { corpId, externalUserid: { in: externalUserids } } }),
  ])
  const names = await db.tag.findMany({
    where: { corpId, tagId: { in: tags.map((row) => row.tagId) }, deletedAt: null },
    select: { tagId: true, name: true },
  })
  const staffName = new Map(staff.map((row) => [row.id, row.name]))
  const tagName = new Map(names.map((row) => [row.tagId, row.name]))
  return follows.map((row) => ({
    ...row,
    staffName: staffName.get(row.staffId) ?? '',
    followedAt: row.followedAt.toISOString(),
    customerLeftAt: row.customerLeftAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    tags: tags
      .filter((tag) => tag.staffId === row.staffId && tag.externalUserid === row.externalUserid)
      .flatMap((tag) => tagName.get(tag.tagId) ?? []),
  }))
}
