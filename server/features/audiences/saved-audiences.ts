import { conditionInput } from './condition/contract.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import {
  audienceSorts,
  type Audience,
  type AudienceInput,
  type AudienceList,
  type Saved,
} from './contract.ts'
import { countingScope } from './population.ts'

/** Those of one's own, and the shared ones; an admin sees all. Newest change first. */
export async function listAudiences(
  deps: Deps,
  scope: Scope,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<AudienceList> {
  const after = readCursor(cursor)
  const rows = await deps.database.db.audience.findMany({
    where: {
      AND: [
        { corpId: scope.corpId, archivedAt: null },
        hasRole(scope, 'admin') ? {} : { OR: [{ ownerStaffId: scope.staffId }, { isShared: true }] },
        after
          ? {
              OR: [
                { updatedAt: { lt: new Date(after.at) } },
                { updatedAt: new Date(after.at), id: { lt: after.id } },
              ],
            }
          : {},
      ],
    },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  const { items, nextCursor } = cutPage(rows, limit, (row) => ({
    at: row.updatedAt.toISOString(),
    id: row.id,
  }))
  return { items: await shown(deps, scope, items), nextCursor }
}

export async function readAudience(deps: Deps, scope: Scope, id: string): Promise<Audience> {
  const [item] = await shown(deps, scope, [await requireAudience(deps, scope, id)])
  if (!item) throw new AppError('not-found')
  return item
}

/** Within the units of who saves it: shared with somebody else, it never shows more than their own. */
export async function createAudience(deps: Deps, scope: Scope, input: AudienceInput): Promise<Saved> {
  const now = deps.clock.now()
  const id = newId(now.getTime())
  const counting = countingScope(scope)
  const paths = hasRole(scope, 'admin') ? ['/'] : hasRole(counting, 'manager') ? counting.unitPaths : []
  await deps.database.db.$transaction(async (tx) => {
    await tx.audience.create({
      data: {
        corpId: scope.corpId,
        id,
        ...columnsOf(input),
        pathsJson: JSON.stringify(paths),
        ownerStaffId: scope.staffId,
        createdAt: now,
        updatedAt: now,
      },
    })
    await writeAudit(tx, deps, scope, { action: 'audience-created', objectKind: 'audience', objectId: id })
  })
  return { id, version: 1 }
}

export async function updateAudience(
  deps: Deps,
  scope: Scope,
  { id, version, ...input }: AudienceInput & { id: string; version: number },
): Promise<Saved> {
  await requireOwn(deps, scope, id)
  const now = deps.clock.now()
  await deps.database.db.$transaction(async (tx) => {
    const { count } = await tx.audience.updateMany({
      where: { corpId: scope.corpId, id, version },
      data: { ...columnsOf(input), version: version + 1, updatedAt: now },
    })
    if (count === 0) throw new AppError('conflict', { tell: { reason: 'changed-meanwhile' } })
    await writeAudit(tx, deps, scope, { action: 'audience-changed', objectKind: 'audience', objectId: id })
  })
  return { id, version: version + 1 }
}

export async function archiveAudience(deps: Deps, scope: Scope, id: string): Promise<void> {
  await requireOwn(deps, scope, id)
  const now = deps.clock.now()
  await deps.database.db.$transaction(async (tx) => {
    await tx.audience.updateMany({ where: { corpId: scope.corpId, id }, data: { archivedAt: now } })
    await writeAudit(tx, deps, scope, { action: 'audience-archived', objectKind: 'audience', objectId: id })
  })
}

export type AudienceDbRow = NonNullable<Awaited<ReturnType<Deps['database']['db']['audience']['findUnique']>>>

export async function requireAudience(deps: Deps, scope: Scope, id: string): Promise<AudienceDbRow> {
  const row = await deps.database.db.audience.findUnique({
    where: { corpId_id: { corpId: scope.corpId, id } },
  })
  const isTheirs = row !== null && (row.isShared || row.ownerStaffId === scope.staffId)
  if (row === null || row.archivedAt !== null || !(isTheirs || hasRole(scope, 'admin')))
    throw new AppError('not-found', { log: 'audience unknown, archived or somebody else’s' })
  return row
}

/** What somebody aims at names a saved audience, and some that are left out. */
export interface NamesAudiences {
  audienceId: string | null
  excludedAudienceIds: readonly string[]
}

export function audiencesNamed({ audienceId, excludedAudienceIds }: NamesAudiences): string[] {
  return [...new Set([...(audienceId === null ? [] : [audienceId]), ...excludedAudienceIds])]
}

/** Only audiences this person may see may stand in what they draft. */
export async function requireAudiences(deps: Deps, scope: Scope, named: NamesAudiences): Promise<void> {
  for (const id of audiencesNamed(named)) await requireAudience(deps, scope, id)
}

/** Those of them that are still there. */
export async function livingAudiences(
  { database: { db } }: Pick<Deps, 'database'>,
  corpId: string,
  ids: readonly string[],
): Promise<AudienceDbRow[]> {
  if (ids.length === 0) return []
  return db.audience.findMany({ where: { corpId, id: { in: [...ids] }, archivedAt: null } })
}

async function requireOwn(deps: Deps, scope: Scope, id: string): Promise<void> {
  const row = await requireAudience(deps, scope, id)
  if (row.ownerStaffId !== scope.staffId && !hasRole(scope, 'admin'))
    throw new AppError('not-allowed', { tell: { reason: 'not-yours' } })
}

function columnsOf({ name, condition, sort, top, isShared }: AudienceInput) {
  return { name, conditionJson: JSON.stringify(condition), sortField: sort, topCount: top, isShared }
}

/** What is stored was checked when it was saved; a sort this version does not know is none. */
export function readStored(row: AudienceDbRow): Pick<Audience, 'condition' | 'sort' | 'top'> {
  return {
    condition: conditionInput.parse(JSON.parse(row.conditionJson)),
    sort: audienceSorts.find((sort) => sort === row.sortField) ?? null,
    top: row.topCount,
  }
}

async function shown(deps: Deps, scope: Scope, rows: readonly AudienceDbRow[]): Promise<Audience[]> {
  const owners = await deps.database.db.staff.findMany({
    where: { corpId: scope.corpId, id: { in: rows.map((row) => row.ownerStaffId) } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(owners.map((owner) => [owner.id, owner.name]))
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    ...readStored(row),
    isShared: row.isShared,
    ownerName: nameOf.get(row.ownerStaffId) ?? '',
    isMine: row.ownerStaffId === scope.staffId,
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
  }))
}
