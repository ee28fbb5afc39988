// Corp tags: groups and tags with the rules of the tag API (reuse of names, empty groups vanish).

import { encodeId } from './ids.ts'
import { seconds, type Seed } from './seed.ts'
import { DAY_MS } from '../clock.ts'

export interface TagGroup {
  id: string
  name: string
  createTime: number
  order: number
  deleted: boolean
}

export interface Tag {
  id: string
  groupId: string
  name: string
  createTime: number
  order: number
  deleted: boolean
  /** The app that made it may edit it; tags made in the console have none. */
  agentId?: number
}

export const SEEDED_TAGS: readonly (readonly [string, readonly string[]])[] = [
  ['意向车型', ['S7', 'L9', 'A3', 'L5', 'S5', 'M7']],
  ['购车阶段', ['新线索', '已到店', '已试驾', '已报价', '已订车', '已交车']],
  ['客户来源', ['自然到店', '抖音', '车展', '老客转介绍', '官网留资', '区域团购']],
  ['服务', ['首保已做', '二保到期', '延保', '轮胎到货', '投诉已结', '道路救援']],
  ['兴趣', ['置换', '增购', '自驾游', '亲子', '充电', '改装', '企业用车']],
  ['偏好', ['微信联系', '电话联系', '周末有空', '价格敏感', '重视服务']],
]

export type TagIds = (group: string, tag: string) => string

/** Ids of the seeded tags by their words, made once: every row needs some. */
export function seededTagIds(seed: Seed): TagIds {
  const ids = new Map<string, string>()
  SEEDED_TAGS.forEach(([group, members], g) =>
    members.forEach((tag, t) =>
      ids.set(`${group} ${tag}`, encodeId('et', 'tag', { seed: seed.seed, index: g * 100 + t })),
    ),
  )
  return (group, tag) => {
    const id = ids.get(`${group} ${tag}`)
    if (id === undefined) throw new Error(`no seeded tag ${group}/${tag}`)
    return id
  }
}

export interface TagBook {
  groups(): readonly TagGroup[]
  group(id: string): TagGroup | undefined
  tagsOf(groupId: string): readonly Tag[]
  tag(id: string): Tag | undefined
  isLive(tagId: string): boolean
  putGroup(group: TagGroup): void
  putTag(tag: Tag): void
  count(): { groups: number; tags: number }
}

function seedTags(seed: Seed): { groups: TagGroup[]; tags: Tag[] } {
  const createTime = seconds(seed.epochMs - 800 * DAY_MS)
  const groups: TagGroup[] = []
  const tags: Tag[] = []
  SEEDED_TAGS.forEach(([name, members], g) => {
    const id = encodeId('et', 'tagGroup', { seed: seed.seed, index: g })
    groups.push({ id, name, createTime, order: SEEDED_TAGS.length - g, deleted: false })
    members.forEach((tagName, t) => {
      const tagId = encodeId('et', 'tag', { seed: seed.seed, index: g * 100 + t })
      tags.push({
        id: tagId,
        groupId: id,
        name: tagName,
        createTime,
        order: members.length - t,
        deleted: false,
      })
    })
  })
  return { groups, tags }
}

export function createTagBook(seed: Seed): TagBook {
  const seeded = seedTags(seed)
  const groups = new Map(seeded.groups.map((one) => [one.id, one]))
  const tags = new Map(seeded.tags.map((one) => [one.id, one]))
  return {
    groups: () => [...groups.values()].sort((a, b) => b.order - a.order),
    group: (id) => groups.get(id),
    tagsOf: (groupId) =>
      [...tags.values()].filter((one) => one.groupId === groupId).sort((a, b) => b.order - a.order),
    tag: (id) => tags.get(id),
    isLive: (id) => tags.get(id)?.deleted === false,
    putGroup: (group) => void groups.set(group.id, group),
    putTag: (tag) => void tags.set(tag.id, tag),
    count: () => ({ groups: groups.size, tags: tags.size }),
  }
}
