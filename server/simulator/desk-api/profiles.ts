// Contact and group cards of the desk.

import { ActionRefused, groupNamed } from '../actions/action.ts'
import type { Simulation } from '../simulation.ts'

interface TagFace {
  id: string
  name: string
  group: string
}

export function corpTags(sim: Simulation): TagFace[] {
  const { tags } = sim.world
  return tags
    .groups()
    .flatMap((group) =>
      group.deleted
        ? []
        : tags
            .tagsOf(group.id)
            .flatMap((one) => (one.deleted ? [] : [{ id: one.id, name: one.name, group: group.name }])),
    )
}

export function contactCard(sim: Simulation, externalUserid: string): Record<string, unknown> {
  const { contacts, follows, staff, tags } = sim.world
  const contact = contacts.find(externalUserid)
  if (!contact) throw new ActionRefused(`no external contact ${externalUserid}`)
  const face = (id: string): TagFace[] => {
    const tag = tags.tag(id)
    return tag && !tag.deleted ? [{ id, name: tag.name, group: tags.group(tag.groupId)?.name ?? '' }] : []
  }
  return {
    externalUserid: contact.externalUserid,
    name: contact.name,
    type: contact.type,
    gender: contact.gender,
    ...(contact.corpName === undefined ? {} : { corpName: contact.corpName }),
    follows: follows.followersOf(externalUserid).map((one) => ({
      userid: one.userid,
      name: staff.find(one.userid)?.name ?? one.userid,
      state: one.state,
      remark: one.remark,
      description: one.description,
      mobiles: one.remarkMobiles,
      tags: one.tagIds.flatMap(face),
      ownTags: one.ownTags,
    })),
  }
}

export function groupCard(sim: Simulation, chatId: string): Record<string, unknown> {
  const { chatId: id, members, name, notice, owner } = groupNamed(sim, chatId)
  return {
    chatId: id,
    name,
    notice,
    owner,
    members: members.map((one) => ({ userid: one.userid, name: one.name, type: one.type })),
  }
}

export function momentCards(sim: Simulation): Record<string, unknown>[] {
  return [...sim.world.moments.all()]
    .sort((a, b) => b.createTime - a.createTime)
    .slice(0, 100)
    .map(({ createTime, creator, momentId, tasks, text }) => ({
      momentId,
      creator,
      text,
      createTime,
      published: tasks.filter((one) => one.published).length,
    }))
}
