import { z } from 'zod'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { isWecomError, type CorpTagGroup } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import type { EffectAnswer, EffectCheck, EffectHandler } from '../../feature.ts'
import { holdTags, keepTags } from '../sync.ts'
import { catalogueChange, type CatalogueChange } from './contract.ts'
import { readStoredGroups } from './stored-groups.ts'

type Change<Does extends CatalogueChange['does']> = Extract<CatalogueChange, { does: Does }>

const madeTags = z.object({
  made: z.object({
    groupId: z.string(),
    name: z.string(),
    order: z.number(),
    tags: z.array(z.object({ id: z.string(), name: z.string(), order: z.number() })),
  }),
})

/**
 * Brings a change of the company's tags to WeCom. The copy follows when WeCom has said yes: no event tells of what an app
 * has changed itself.
 */
export function catalogueEffect(deps: Deps): EffectHandler {
  return {
    // A name or an order written twice is the same, and whether new tags were made WeCom's list tells by their names.
    isRepeatable: true,
    async run({ corpId, payload }) {
      const change = catalogueChange.parse(payload)
      const { tags } = deps.wecomOf(corpId)
      switch (change.does) {
        case 'add': {
          const group =
            change.groupId === null ? { groupName: change.groupName } : { groupId: change.groupId }
          return made(await tags.addCorpTags({ ...group, tags: change.tags.map((name) => ({ name })) }))
        }
        case 'rename':
          await tags.editCorpTag({ id: change.id, name: change.name })
          return { state: 'done' }
        case 'order':
          await writeOrder(deps, corpId, change)
          return { state: 'done' }
        case 'remove':
          await remove(deps, corpId, change)
          return { state: 'done' }
        default: {
          const never: never = change
          throw new Error(`Unknown change ${String(never)}`)
        }
      }
    },
    async check({ corpId, payload }) {
      const change = catalogueChange.parse(payload)
      if (change.does === 'add') return lookForNew(deps, corpId, change)
      if (change.does === 'rename') return lookForName(deps, corpId, change)
      return { state: 'not-done' }
    },
    async record(tx, { corpId, payload }, outcome) {
      if (outcome.state === 'done')
        await follow(tx, deps, { corpId, change: catalogueChange.parse(payload), result: outcome.result })
    },
  }
}

function made({ id: groupId, name, order, tags }: CorpTagGroup): EffectAnswer {
  const own = tags.map((tag) => ({ id: tag.id, name: tag.name, order: tag.order }))
  return {
    state: 'done',
    result: { made: { groupId, name, order, tags: own } } satisfies z.infer<typeof madeTags>,
  }
}

/** The first gets the largest number. Those that stand right are left alone, for only the app's own may be changed. */
async function writeOrder(deps: Deps, corpId: string, { groupId, ids }: Change<'order'>): Promise<void> {
  const { tags } = deps.wecomOf(corpId)
  const groups = await listGroups(deps, corpId)
  const held = groupId === null ? groups : (groups.find((group) => group.id === groupId)?.tags ?? [])
  const orderOf = new Map(held.map((one) => [one.id, one.order]))
  for (const [n, id] of ids.entries())
    if (orderOf.has(id) && orderOf.get(id) !== ids.length - n)
      await tags.editCorpTag({ id, order: ids.length - n })
}

/** One that WeCom does not know any more is as good as removed. */
async function remove(deps: Deps, corpId: string, { id, isGroup }: Change<'remove'>): Promise<void> {
  try {
    await deps.wecomOf(corpId).tags.deleteCorpTags(isGroup ? { groupIds: [id] } : { tagIds: [id] })
  } catch (error) {
    if (!isWecomError(error, 'gone')) throw error
  }
}

async function listGroups(deps: Deps, corpId: string): Promise<CorpTagGroup[]> {
  return (await deps.wecomOf(corpId).tags.listCorpTags()).rows
}

async function lookForNew(deps: Deps, corpId: string, change: Change<'add'>): Promise<EffectCheck> {
  const group = (await listGroups(deps, corpId)).find((one) =>
    change.groupId === null ? one.name === change.groupName : one.id === change.groupId,
  )
  const tags = group?.tags.filter((tag) => change.tags.includes(tag.name)) ?? []
  return group && tags.length === change.tags.length ? made({ ...group, tags }) : { state: 'not-done' }
}

async function lookForName(
  deps: Deps,
  corpId: string,
  { id, isGroup, name }: Change<'rename'>,
): Promise<EffectCheck> {
  const groups = await listGroups(deps, corpId)
  const found = isGroup
    ? groups.find((group) => group.id === id)
    : groups.flatMap((group) => group.tags).find((tag) => tag.id === id)
  return { state: found?.name === name ? 'done' : 'not-done' }
}

async function follow(
  tx: SqlTx,
  deps: Deps,
  { corpId, change, result }: { corpId: string; change: CatalogueChange; result: unknown },
): Promise<void> {
  await holdTags(tx, corpId)
  if (change.does === 'remove') return end(tx, deps, corpId, change)
  if (change.does === 'add') {
    const { groupId: id, name, order, tags } = madeTags.parse(result).made
    const own = tags.map((tag) => ({ ...tag, deleted: false }))
    return keepTags(tx, deps, { corpId, groups: [{ id, name, order, deleted: false, tags: own }] })
  }
  const groups = await readStoredGroups(tx, corpId)
  await keepTags(tx, deps, { corpId, groups: groups.map((group) => changed(group, change)) })
}

function changed(group: CorpTagGroup, change: Change<'rename' | 'order'>): CorpTagGroup {
  const edit = <T extends { id: string; name: string; order: number }>(one: T): T => {
    if (change.does === 'rename') return one.id === change.id ? { ...one, name: change.name } : one
    const at = change.ids.indexOf(one.id)
    return at < 0 ? one : { ...one, order: change.ids.length - at }
  }
  return { ...edit(group), tags: group.tags.map(edit) }
}

/** A group goes with its last tag. */
async function end(tx: SqlTx, { clock }: Deps, corpId: string, change: Change<'remove'>): Promise<void> {
  await tx.run(
    `UPDATE "Tag" SET "deletedAt" = ? WHERE "corpId" = ? AND "deletedAt" IS NULL
     AND (${inTextList(tx.dialect, '"tagId"')} OR "groupId" = ?)`,
    [clock.now(), corpId, JSON.stringify(change.tagIds), change.isGroup ? change.id : ''],
  )
  await tx.run(
    `UPDATE "TagGroup" SET "deletedAt" = ? WHERE "corpId" = ? AND "deletedAt" IS NULL AND NOT EXISTS (
       SELECT 1 FROM "Tag" t WHERE t."corpId" = "TagGroup"."corpId" AND t."groupId" = "TagGroup"."groupId" AND t."deletedAt" IS NULL)`,
    [clock.now(), corpId],
  )
}
