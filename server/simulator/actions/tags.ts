import { z } from 'zod'
import { addTag, openTagGroup, removeTags } from '../api/tags.ts'
import { tagEvent } from '../callbacks/events.ts'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import { ActionRefused, action } from './action.ts'

const createSchema = z.object({
  groupId: z.string().optional(),
  group: z.string().min(1).optional(),
  name: z.string().min(1).max(30),
})

function createTag(sim: Simulation, input: z.output<typeof createSchema>): Record<string, unknown> {
  const { tags } = sim.world
  const known = tags
    .groups()
    .find((one) => !one.deleted && (one.id === input.groupId || one.name === input.group))
  if (known && tags.tagsOf(known.id).some((one) => !one.deleted && one.name === input.name)) {
    throw new ActionRefused(`the tag ${known.name}/${input.name} exists already`)
  }
  try {
    const group = openTagGroup(sim, { id: input.groupId, name: input.group })
    const tag = addTag(sim, group, { name: input.name })
    if (!known) sim.callbacks.emit(tagEvent('create', group.id, 'tag_group'))
    sim.callbacks.emit(tagEvent('create', tag.id, 'tag'))
    return { groupId: group.id, tagId: tag.id }
  } catch (error) {
    if (error instanceof WecomFailure)
      throw new ActionRefused('create-corp-tag needs groupId of a known group, or a group name')
    throw error
  }
}

/** Deleting a whole group raises one event for the group and none for its tags. */
function deleteTag(
  sim: Simulation,
  input: { tagId?: string | undefined; groupId?: string | undefined },
): Record<string, unknown> {
  const { tags } = sim.world
  if (input.groupId !== undefined) {
    const group = tags.group(input.groupId)
    if (!group || group.deleted) throw new ActionRefused(`no tag group ${input.groupId}`)
    removeTags(
      sim,
      tags.tagsOf(group.id).map((one) => one.id),
    )
    sim.callbacks.emit(tagEvent('delete', group.id, 'tag_group'))
    return {}
  }
  if (input.tagId === undefined || !tags.isLive(input.tagId))
    throw new ActionRefused(`no corp tag ${input.tagId ?? ''}`)
  const emptied = removeTags(sim, [input.tagId])
  sim.callbacks.emit(tagEvent('delete', input.tagId, 'tag'))
  for (const group of emptied) sim.callbacks.emit(tagEvent('delete', group.id, 'tag_group'))
  return {}
}

function renameTag(sim: Simulation, input: { id: string; name: string }): Record<string, unknown> {
  const { tags } = sim.world
  const tag = tags.tag(input.id)
  const group = tags.group(input.id)
  if (tag && !tag.deleted) sim.world.change({ kind: 'tag', tag: { ...tag, name: input.name } })
  else if (group && !group.deleted)
    sim.world.change({ kind: 'tag-group', group: { ...group, name: input.name } })
  else throw new ActionRefused(`no tag or group ${input.id}`)
  sim.callbacks.emit(tagEvent('update', input.id, tag ? 'tag' : 'tag_group'))
  return {}
}

export const tagActions = [
  action({ name: 'create-corp-tag', input: createSchema, run: createTag }),
  action({
    name: 'delete-corp-tag',
    input: z.object({ tagId: z.string().optional(), groupId: z.string().optional() }),
    run: deleteTag,
  }),
  action({
    name: 'rename-corp-tag',
    input: z.object({ id: z.string().min(1), name: z.string().min(1).max(30) }),
    run: renameTag,
  }),
]
