import type { SqlTx } from '../../../platform/db/index.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { newId } from '../../../platform/new-id.ts'
import { writeAudit } from '../../audit.ts'
import type { Deps } from '../../deps.ts'
import { planEffect } from '../../effects/plan-effect.ts'
import type { CatalogueChange, NewOrder, NewTags, PlannedChange } from './contract.ts'
import { CATALOGUE_EFFECT, readHolders, readOpenChanges, requireNamed, tagsOf } from './read-catalogue.ts'

const ALL = 10_000

interface Asked {
  change: CatalogueChange
  /** Changes with one key follow each other. */
  key: string
  objectId: string
}

/** New tags, in a group that is there or in a new one of their own. */
export function addTags(deps: Deps, scope: Scope, input: NewTags): Promise<PlannedChange> {
  const { corpId } = scope
  return ask(deps, scope, async (tx) => {
    const tags = [...new Set(input.tags)]
    const key = `${CATALOGUE_EFFECT}:add:${newId(deps.clock.nowMs())}`
    if (input.groupId === undefined) {
      const groupName = input.groupName ?? ''
      await requireFreeGroup(tx, corpId, groupName)
      return { key, objectId: '', change: { does: 'add', groupId: null, groupName, tags } }
    }
    const group = await requireNamed(tx, corpId, input.groupId)
    if (!group.isGroup) throw new AppError('not-found', { log: 'a tag was named as a group' })
    await requireNotGoing(tx, corpId, [group.id])
    await requireFreeTags(tx, corpId, { groupId: group.id, names: tags })
    return {
      key,
      objectId: group.id,
      change: { does: 'add', groupId: group.id, groupName: group.name, tags },
    }
  })
}

export function rename(
  deps: Deps,
  scope: Scope,
  { id, name }: { id: string; name: string },
): Promise<PlannedChange> {
  const { corpId } = scope
  return ask(deps, scope, async (tx) => {
    const { isGroup, groupId, name: before } = await requireNamed(tx, corpId, id)
    await requireNotGoing(tx, corpId, [id, groupId])
    if (name !== before) {
      if (isGroup) await requireFreeGroup(tx, corpId, name)
      else await requireFreeTags(tx, corpId, { groupId, names: [name] })
    }
    const change = { does: 'rename' as const, id, isGroup, before, name }
    return { key: `${CATALOGUE_EFFECT}:name:${id}`, objectId: id, change }
  })
}

/** All tags of a group, or all groups, in their new order. */
export function reorder(deps: Deps, scope: Scope, { groupId, ids }: NewOrder): Promise<PlannedChange> {
  const { corpId } = scope
  return ask(deps, scope, async (tx) => {
    const group = groupId === null ? null : await requireNamed(tx, corpId, groupId)
    const own = group === null ? await groupIds(tx, corpId) : await tagsOf(tx, corpId, group)
    if (group?.isGroup === false || own.length !== ids.length || ids.some((id) => !own.includes(id)))
      throw new AppError('conflict', { tell: { reason: 'changed-meanwhile' } })
    const change = { does: 'order' as const, groupId, groupName: group?.name ?? '', ids }
    return { key: `${CATALOGUE_EFFECT}:order:${groupId ?? ''}`, objectId: groupId ?? '', change }
  })
}

/** Takes a tag, or a group with its tags, from the company and from all who have it; `customers` is what was agreed to. */
export function removeTag(
  deps: Deps,
  scope: Scope,
  { id, customers }: { id: string; customers: number },
): Promise<PlannedChange> {
  const { corpId } = scope
  return ask(deps, scope, async (tx) => {
    const named = await requireNamed(tx, corpId, id)
    await requireNotGoing(tx, corpId, [id, named.groupId])
    const held = await readHolders(tx, scope, id)
    if (held.rules.length > 0)
      throw new AppError('conflict', { tell: { reason: 'given-by-rules', rules: held.rules } })
    if (held.customers !== customers)
      throw new AppError('conflict', { tell: { reason: 'changed-meanwhile', customers: held.customers } })
    const { isGroup, name } = named
    const tagIds = await tagsOf(tx, corpId, named)
    return {
      key: `${CATALOGUE_EFFECT}:remove:${id}`,
      objectId: id,
      change: { does: 'remove', id, isGroup, name, tagIds },
    }
  })
}

/** The decision, its trace and its call to come; nothing of the copy changes before WeCom's answer. */
async function ask(deps: Deps, scope: Scope, decide: (tx: SqlTx) => Promise<Asked>): Promise<PlannedChange> {
  const { corpId, staffId: createdBy } = scope
  const effectId = await deps.database.sql.transaction(async (tx) => {
    const { change, key, objectId } = await decide(tx)
    await writeAudit(tx, deps, scope, {
      action: `tag-catalogue-${change.does}`,
      objectKind: 'tag',
      objectId,
      detail: change,
    })
    const effect = { corpId, kind: CATALOGUE_EFFECT, key, payload: change, createdBy, merge: () => change }
    const { id } = await planEffect(tx, deps, effect)
    if (id === null) throw new Error('a change of the catalogue is never called off by another')
    return id
  })
  deps.live.tell({ corpId, topic: 'effect', id: effectId, detail: { state: 'planned' } })
  return { effectId }
}

/** WeCom would put the tags into the group that has the name. */
async function requireFreeGroup(tx: SqlTx, corpId: string, name: string): Promise<void> {
  const rows = await tx.all(
    'SELECT 1 AS "n" FROM "TagGroup" WHERE "corpId" = ? AND "name" = ? AND "deletedAt" IS NULL',
    [corpId, name],
  )
  const isAsked = (await readOpenChanges(tx, corpId, ALL)).some(
    ({ change, state }) =>
      isPending(state) &&
      ((change.does === 'add' && change.groupId === null && change.groupName === name) ||
        (change.does === 'rename' && change.isGroup && change.name === name)),
  )
  if (rows.length > 0 || isAsked) throw taken(name)
}

async function requireFreeTags(
  tx: SqlTx,
  corpId: string,
  { groupId, names }: { groupId: string; names: readonly string[] },
): Promise<void> {
  const rows = await tx.all<{ name: string }>(
    'SELECT "name" FROM "Tag" WHERE "corpId" = ? AND "groupId" = ? AND "deletedAt" IS NULL',
    [corpId, groupId],
  )
  const has = new Set(rows.map((row) => row.name))
  for (const { change, state } of await readOpenChanges(tx, corpId, ALL))
    if (change.does === 'add' && change.groupId === groupId && isPending(state))
      for (const tag of change.tags) has.add(tag)
  const twice = names.find((name) => has.has(name))
  if (twice !== undefined) throw taken(twice)
}

const taken = (name: string): AppError => new AppError('conflict', { tell: { reason: 'name-taken', name } })

async function requireNotGoing(tx: SqlTx, corpId: string, ids: readonly string[]): Promise<void> {
  const isGoing = (await readOpenChanges(tx, corpId, ALL)).some(
    ({ change, state }) => isPending(state) && change.does === 'remove' && ids.includes(change.id),
  )
  if (isGoing) throw new AppError('conflict', { tell: { reason: 'being-removed' } })
}

/** Refused and failed ones stand there for a person to read; they ask for nothing any more. */
const isPending = (state: string): boolean => state !== 'refused' && state !== 'failed'

async function groupIds(tx: SqlTx, corpId: string): Promise<string[]> {
  const rows = await tx.all<{ groupId: string }>(
    'SELECT "groupId" FROM "TagGroup" WHERE "corpId" = ? AND "deletedAt" IS NULL',
    [corpId],
  )
  return rows.map((row) => row.groupId)
}
