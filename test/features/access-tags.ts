import { ulid } from 'ulid'
import { corpId } from '../support/service.ts'
import type { Access, Call, Stage } from './access-table.ts'

const leaders = (ok = 200): Access['statuses'] => [401, 403, 403, ok, ok, 403, ok, 401]
const PATH = '/api/v1/tag-catalogue'
const at = (path: string, body?: unknown): Call => (body === undefined ? { path } : { path, body })

/** The company's tags themselves. */
export const tagAccess: Record<string, Access> = {
  'GET /api/v1/tag-catalogue': { statuses: leaders(), call: () => at(PATH) },
  'POST /api/v1/tag-catalogue': {
    statuses: leaders(202),
    call: () => at(PATH, { groupName: ulid().slice(-12), tags: ['一'] }),
  },
  'PUT /api/v1/tag-catalogue/order': {
    statuses: leaders(202),
    call: async (stage) => {
      const groupId = await makeGroup(stage)
      const ids = [await makeTag(stage, groupId), await makeTag(stage, groupId)]
      return at(`${PATH}/order`, { groupId, ids })
    },
  },
  'PUT /api/v1/tag-catalogue/:id/name': {
    statuses: leaders(202),
    call: async (stage) => at(`${PATH}/${await makeTag(stage)}/name`, { name: ulid().slice(-12) }),
  },
  'GET /api/v1/tag-catalogue/:id/holders': {
    statuses: leaders(),
    call: async (stage) => at(`${PATH}/${await makeTag(stage)}/holders`),
  },
  'POST /api/v1/tag-catalogue/:id/remove': {
    statuses: leaders(202),
    call: async (stage) => at(`${PATH}/${await makeTag(stage)}/remove`, { customers: 0 }),
  },
}

async function makeGroup({ service }: Stage): Promise<string> {
  const groupId = `et${ulid()}`
  const name = groupId.slice(-12)
  await service.database.db.tagGroup.create({ data: { corpId, groupId, name, sortOrder: 0, digest: '' } })
  return groupId
}

/** In a group of its own, unless another is named. */
async function makeTag(stage: Stage, group?: string): Promise<string> {
  const groupId = group ?? (await makeGroup(stage))
  const tagId = `et${ulid()}`
  await stage.service.database.db.tag.create({
    data: { corpId, tagId, groupId, name: tagId.slice(-12), sortOrder: 0, search: '', digest: '' },
  })
  return tagId
}
