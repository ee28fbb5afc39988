import { z } from 'zod'
import { FIELD_OF_STEP, leavesOf } from '../../domain/audience/condition.ts'
import type { Proof } from '../../domain/audience/explain.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import { requireCustomer } from '../customers/policy.ts'
import { recordEvents } from '../customers/record-events.ts'
import type { Deps } from '../deps.ts'
import { customerTag, type CustomerTag, type CustomerTags } from './contract.ts'
import { nameKey, openKey } from './tag-keys.ts'

const SHOWN_ENDED = 20
const reasons = customerTag.shape.reasons.catch([])
const endedBy = z.enum(['rule', 'rule-off', 'staff']).nullable().catch(null)

/** The tags that live here, of rules and by hand, each with its reason, and what it had before. */
export async function readCustomerTags(deps: Deps, scope: Scope, customerId: string): Promise<CustomerTags> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const { db } = deps.database
  const [open, past] = await Promise.all([
    db.customerTag.findMany({
      where: { corpId, customerId, endedAt: null },
      orderBy: [{ source: 'asc' }, { since: 'desc' }, { id: 'desc' }],
    }),
    db.customerTag.findMany({
      where: { corpId, customerId, endedAt: { not: null } },
      orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
      take: SHOWN_ENDED,
    }),
  ])
  const staff = await db.staff.findMany({
    where: { corpId, id: { in: [...open, ...past].flatMap((row) => row.staffId ?? []) } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(staff.map((row) => [row.id, row.name]))
  const shown = (row: (typeof open)[number]): CustomerTag => ({
    id: row.id,
    tagKey: row.tagKey,
    name: row.name,
    source: row.source === 'rule' ? 'rule' : 'manual',
    since: row.since.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    endedBy: endedBy.parse(row.endedBy),
    staffName: row.staffId === null ? null : (nameOf.get(row.staffId) ?? null),
    ruleVersion: row.ruleVersion,
    reasons: reasons.parse(JSON.parse(row.reasonJson)),
  })
  const tags = open.map(shown)
  const ended = past.map(shown)
  return {
    tags,
    ended,
    names: await namesOf(
      deps,
      corpId,
      [...tags, ...ended].flatMap((tag) => tag.reasons),
    ),
  }
}

/** A tag in one's own words. Rules never touch it. */
export async function addCustomerTag(
  deps: Deps,
  scope: Scope,
  { customerId, name }: { customerId: string; name: string },
): Promise<{ id: string }> {
  await requireCustomer(deps, scope, customerId)
  const { corpId, staffId } = scope
  const at = deps.clock.now()
  const key = openKey(customerId, nameKey(name))
  const id = newId(at.getTime())
  await deps.database.db.$transaction(async (tx) => {
    const has = await tx.customerTag.count({ where: { corpId, openKey: key } })
    if (has > 0) throw new AppError('conflict', { tell: { reason: 'has-tag' } })
    await tx.customerTag.create({
      data: {
        corpId,
        id,
        customerId,
        tagKey: nameKey(name),
        openKey: key,
        source: 'manual',
        name,
        reasonJson: '[]',
        staffId,
        since: at,
      },
    })
    const detail = { added: [name], removed: [] }
    await recordEvents(tx, {
      corpId,
      facts: [{ customerId, at, kind: 'tag', key: `own-tag:${id}:begin`, staffId, text: name, detail }],
    })
    await deps.changes.report(tx, [{ kind: 'customer-changed', corpId, customerIds: [customerId] }])
  })
  return { id }
}

/** Takes a tag given by hand away; what a rule says only the facts, or the rule, can change. */
export async function removeCustomerTag(
  deps: Deps,
  scope: Scope,
  { customerId, tagId }: { customerId: string; tagId: string },
): Promise<void> {
  await requireCustomer(deps, scope, customerId)
  const { corpId, staffId } = scope
  const at = deps.clock.now()
  await deps.database.db.$transaction(async (tx) => {
    const row = await tx.customerTag.findUnique({ where: { corpId_id: { corpId, id: tagId } } })
    if (row === null || row.customerId !== customerId || row.endedAt !== null)
      throw new AppError('not-found', { log: 'no such tag of this customer' })
    if (row.source === 'rule') throw new AppError('conflict', { tell: { reason: 'rule-tag' } })
    await tx.customerTag.update({
      where: { corpId_id: { corpId, id: tagId } },
      data: { endedAt: at, endedBy: 'staff', openKey: null },
    })
    const detail = { added: [], removed: [row.name] }
    await recordEvents(tx, {
      corpId,
      facts: [{ customerId, at, kind: 'tag', key: `own-tag:${tagId}:end`, staffId, text: row.name, detail }],
    })
    await deps.changes.report(tx, [{ kind: 'customer-changed', corpId, customerIds: [customerId] }])
  })
}

/** Names of the units, members, tags, groups and posts that reasons name by id. */
async function namesOf(
  { database: { db } }: Deps,
  corpId: string,
  proofs: readonly Pick<Proof, 'leaf'>[] | readonly CustomerTag['reasons'][number][],
): Promise<Record<string, string>> {
  const leaves = proofs.flatMap((proof) => leavesOf(proof.leaf))
  const valuesOf = (field: string): string[] =>
    leaves.flatMap((leaf) => (leaf.is === 'choice' && leaf.field === field ? leaf.values : []))
  const postIds = Object.values(FIELD_OF_STEP).flatMap(valuesOf)
  const [units, staff, tags, groups, posts] = await Promise.all([
    db.unit.findMany({ where: { corpId, id: { in: valuesOf('unit') } }, select: { id: true, name: true } }),
    db.staff.findMany({ where: { corpId, id: { in: valuesOf('owner') } }, select: { id: true, name: true } }),
    db.tag.findMany({
      where: { corpId, tagId: { in: valuesOf('corpTag') } },
      select: { tagId: true, name: true },
    }),
    db.group.findMany({
      where: { corpId, chatId: { in: valuesOf('group') } },
      select: { chatId: true, name: true },
    }),
    db.post.findMany({ where: { corpId, id: { in: postIds } }, select: { id: true, title: true } }),
  ])
  return Object.fromEntries([
    ...[...units, ...staff].map((row) => [row.id, row.name] as const),
    ...tags.map((row) => [row.tagId, row.name] as const),
    ...groups.map((row) => [row.chatId, row.name] as const),
    ...posts.map((row) => [row.id, row.title] as const),
  ])
}
