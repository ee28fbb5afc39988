import { z } from 'zod'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import { encodeId } from '../world/ids.ts'
import type { Tag, TagGroup } from '../world/tags.ts'
import { relationOf } from './contacts.ts'
import { read, type Call, type Endpoint } from './endpoint.ts'

const NAME_LIMIT = 30
const ids = z.array(z.string()).optional()
const name = z.string().min(1)
const order = z.number().int().min(0).max(4294967295).optional()

function tagShape(tag: Tag): Record<string, unknown> {
  return { id: tag.id, name: tag.name, create_time: tag.createTime, order: tag.order }
}

function groupShape(group: TagGroup, tags: readonly Record<string, unknown>[]): Record<string, unknown> {
  return {
    group_id: group.id,
    group_name: group.name,
    create_time: group.createTime,
    order: group.order,
    tag: tags,
  }
}

/** With ids asked for, deleted ones are shown and marked; with group ids given, tag ids are ignored. */
function listTags(call: Call): Record<string, unknown> {
  const { group_id, tag_id } = read(z.looseObject({ tag_id: ids, group_id: ids }), call.body)
  const { tags } = call.sim.world
  const groupIds = group_id?.length ? new Set(group_id) : undefined
  const tagIds = !groupIds && tag_id?.length ? new Set(tag_id) : undefined
  const asked = groupIds !== undefined || tagIds !== undefined
  const groups = tags.groups().flatMap((group) => {
    if (groupIds && !groupIds.has(group.id)) return []
    const members = tags
      .tagsOf(group.id)
      .filter((one) => (tagIds ? tagIds.has(one.id) : asked || !one.deleted))
    if (asked ? tagIds && members.length === 0 : group.deleted || members.length === 0) return []
    const shapes = members.map((one) => ({ ...tagShape(one), ...(asked ? { deleted: one.deleted } : {}) }))
    return [{ ...groupShape(group, shapes), ...(asked ? { deleted: group.deleted } : {}) }]
  })
  return { tag_group: groups }
}

function checkName(text: string): void {
  if ([...text].length > NAME_LIMIT) throw new WecomFailure(40072)
}

/** Finds the group by id or name, or makes it: an existing name is used again. */
export function openTagGroup(
  sim: Simulation,
  wanted: { id?: string | undefined; name?: string | undefined; order?: number | undefined },
): TagGroup {
  const { tags } = sim.world
  if (wanted.id !== undefined && wanted.id !== '') {
    const group = tags.group(wanted.id)
    if (!group || group.deleted) throw new WecomFailure(40068)
    return group
  }
  if (wanted.name === undefined || wanted.name === '') throw new WecomFailure(40071)
  checkName(wanted.name)
  const known = tags.groups().find((one) => one.name === wanted.name && !one.deleted)
  if (known) return known
  const id = encodeId('et', 'tagGroup', { seed: sim.world.seed.seed, index: tags.count().groups + 1000 })
  const group = {
    id,
    name: wanted.name,
    createTime: sim.world.nowSeconds(),
    order: wanted.order ?? 0,
    deleted: false,
  }
  sim.world.change({ kind: 'tag-group', group })
  return group
}

export function addTag(
  sim: Simulation,
  group: TagGroup,
  wanted: { name: string; order?: number | undefined; agentId?: number },
): Tag {
  checkName(wanted.name)
  const { tags } = sim.world
  const id = encodeId('et', 'tag', { seed: sim.world.seed.seed, index: tags.count().tags + 100_000 })
  const tag: Tag = {
    id,
    groupId: group.id,
    name: wanted.name,
    createTime: sim.world.nowSeconds(),
    order: wanted.order ?? 0,
    deleted: false,
    ...(wanted.agentId === undefined ? {} : { agentId: wanted.agentId }),
  }
  sim.world.change({ kind: 'tag', tag })
  return tag
}

const addSchema = z.looseObject({
  group_id: z.string().optional(),
  group_name: z.string().optional(),
  order,
  tag: z.array(z.looseObject({ name, order })).min(1),
  agentid: z.number().optional(),
})

function addTags(call: Call): Record<string, unknown> {
  const input = read(addSchema, call.body)
  const { sim } = call
  const wanted = new Map(input.tag.map((one) => [one.name, one.order]))
  for (const tagName of wanted.keys()) checkName(tagName)
  const named = sim.world.tags
    .groups()
    .find((one) => (input.group_id ? one.id === input.group_id : one.name === input.group_name))
  const taken = new Set(
    named ? sim.world.tags.tagsOf(named.id).flatMap((one) => (one.deleted ? [] : [one.name])) : [],
  )
  if ([...wanted.keys()].some((tagName) => taken.has(tagName))) throw new WecomFailure(40071)
  const group = openTagGroup(sim, { id: input.group_id, name: input.group_name, order: input.order })
  const made = [...wanted].map(([tagName, tagOrder]) =>
    addTag(sim, group, { name: tagName, order: tagOrder, agentId: call.app.agentId }),
  )
  return { tag_group: groupShape(group, made.map(tagShape)) }
}

/** An app may change only what it made; tags of the console belong to no app. */
function checkMaker(call: Call, tag: Tag): void {
  if (tag.agentId !== call.app.agentId) throw new WecomFailure(60011)
}

function editTag(call: Call): Record<string, unknown> {
  const input = read(z.looseObject({ id: z.string().min(1), name: z.string().optional(), order }), call.body)
  const { tags } = call.sim.world
  if (input.name !== undefined) checkName(input.name)
  const tag = tags.tag(input.id)
  if (tag && !tag.deleted) {
    checkMaker(call, tag)
    const twin = tags
      .tagsOf(tag.groupId)
      .some((one) => one.id !== tag.id && !one.deleted && one.name === input.name)
    if (twin) throw new WecomFailure(40071)
    call.sim.world.change({
      kind: 'tag',
      tag: { ...tag, name: input.name ?? tag.name, order: input.order ?? tag.order },
    })
    return {}
  }
  const group = tags.group(input.id)
  if (!group || group.deleted) throw new WecomFailure(40068)
  for (const one of tags.tagsOf(group.id)) if (!one.deleted) checkMaker(call, one)
  if (tags.groups().some((one) => one.id !== group.id && !one.deleted && one.name === input.name))
    throw new WecomFailure(40071)
  call.sim.world.change({
    kind: 'tag-group',
    group: { ...group, name: input.name ?? group.name, order: input.order ?? group.order },
  })
  return {}
}

/** Deletes tags; a group whose last tag goes disappears with it. Returns the groups that went. */
export function removeTags(sim: Simulation, tagIds: readonly string[]): TagGroup[] {
  const { tags } = sim.world
  const touched = new Set<string>()
  for (const id of tagIds) {
    const tag = tags.tag(id)
    if (!tag || tag.deleted) continue
    sim.world.change({ kind: 'tag', tag: { ...tag, deleted: true } })
    touched.add(tag.groupId)
  }
  const emptied = [...touched].flatMap((id) => {
    const group = tags.group(id)
    return group && !group.deleted && tags.tagsOf(id).every((one) => one.deleted) ? [group] : []
  })
  for (const group of emptied) sim.world.change({ kind: 'tag-group', group: { ...group, deleted: true } })
  return emptied
}

function deleteTags(call: Call): Record<string, unknown> {
  const { group_id = [], tag_id = [] } = read(z.looseObject({ tag_id: ids, group_id: ids }), call.body)
  const { tags } = call.sim.world
  if (group_id.length + tag_id.length === 0) throw new WecomFailure(40063)
  const wanted = [
    ...group_id.flatMap((id) => tags.tagsOf(id)),
    ...tag_id.flatMap((id) => tags.tag(id) ?? []),
  ].filter((one) => !one.deleted)
  if (wanted.length === 0) throw new WecomFailure(40068)
  for (const tag of wanted) checkMaker(call, tag)
  removeTags(
    call.sim,
    wanted.map((one) => one.id),
  )
  return {}
}

const markSchema = z.looseObject({
  userid: z.string().min(1),
  external_userid: z.string().min(1),
  add_tag: ids,
  remove_tag: ids,
})

function markTags(call: Call): Record<string, unknown> {
  const input = read(markSchema, call.body, 41035)
  const { add_tag = [], remove_tag = [] } = input
  const follow = relationOf(call.sim, input.userid, input.external_userid)
  if (add_tag.length + remove_tag.length === 0) throw new WecomFailure(40063)
  const { tags } = call.sim.world
  if (add_tag.some((id) => !tags.isLive(id))) throw new WecomFailure(40068)
  const removed = new Set(remove_tag)
  const kept = follow.tagIds.filter((id) => !removed.has(id))
  call.sim.world.change({
    kind: 'follow',
    follow: { ...follow, tagIds: [...new Set([...kept, ...add_tag])] },
  })
  return {}
}

export const tagEndpoints: readonly Endpoint[] = [
  { path: 'externalcontact/get_corp_tag_list', method: 'POST', right: 'contacts', answer: listTags },
  { path: 'externalcontact/add_corp_tag', method: 'POST', right: 'contacts', answer: addTags },
  { path: 'externalcontact/edit_corp_tag', method: 'POST', right: 'contacts', answer: editTag },
  { path: 'externalcontact/del_corp_tag', method: 'POST', right: 'contacts', answer: deleteTags },
  { path: 'externalcontact/mark_tag', method: 'POST', right: 'contacts', answer: markTags },
]
