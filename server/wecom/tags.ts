import { z } from 'zod'
import type { Client } from './client.ts'
import { compact, id, looseList, optionalMoment, order, readObject, readRows, text } from './parse.ts'
import type { CorpTag, CorpTagGroup, WecomTags } from './types.ts'

const deleted = z.boolean().catch(false)

const tag = z
  .object({ id, name: text, order, create_time: optionalMoment, deleted })
  .transform((raw): CorpTag =>
    compact({
      id: raw.id,
      name: raw.name,
      order: raw.order,
      createdAt: raw.create_time,
      deleted: raw.deleted,
    }),
  )

const group = z
  .object({
    group_id: id,
    group_name: text,
    order,
    create_time: optionalMoment,
    deleted,
    tag: looseList(tag),
  })
  .transform((raw): CorpTagGroup =>
    compact({
      id: raw.group_id,
      name: raw.group_name,
      order: raw.order,
      createdAt: raw.create_time,
      deleted: raw.deleted,
      tags: raw.tag,
    }),
  )

export function createTags(client: Client, agentId: number): WecomTags {
  return {
    async listCorpTags({ tagIds = [], groupIds = [] } = {}, options) {
      const api = 'externalcontact/get_corp_tag_list'
      // With both, WeCom ignores the tags.
      const body = { tag_id: tagIds, group_id: groupIds }
      const answer = await client.call({ api, body, safe: true }, options)
      return readRows(answer.tag_group, group, { api, idOf: (row) => row.group_id })
    },
    async addCorpTags({ groupId, groupName, order, tags }, options) {
      const api = 'externalcontact/add_corp_tag'
      const body = {
        ...(groupId === undefined ? {} : { group_id: groupId }),
        ...(groupName === undefined ? {} : { group_name: groupName }),
        ...(order === undefined ? {} : { order }),
        tag: tags,
        agentid: agentId,
      }
      const answer = await client.call({ api, body, safe: false }, options)
      return readObject(answer.tag_group, group, api)
    },
    async editCorpTag({ id, name, order }, options) {
      const body = {
        id,
        ...(name === undefined ? {} : { name }),
        ...(order === undefined ? {} : { order }),
        agentid: agentId,
      }
      await client.call({ api: 'externalcontact/edit_corp_tag', body, safe: false }, options)
    },
    async deleteCorpTags({ tagIds = [], groupIds = [] }, options) {
      const body = { tag_id: tagIds, group_id: groupIds, agentid: agentId }
      await client.call({ api: 'externalcontact/del_corp_tag', body, safe: false }, options)
    },
    async markTags({ userid, externalUserid, add = [], remove = [] }, options) {
      const body = { userid, external_userid: externalUserid, add_tag: add, remove_tag: remove }
      await client.call({ api: 'externalcontact/mark_tag', body, safe: false }, options)
    },
  }
}
