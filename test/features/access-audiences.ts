import { makeAudience, makeCustomerTag, makeTagRule } from '../support/factories/audience.ts'
import { corpId } from '../support/service.ts'
import type { Access, Call, Stage } from './access-table.ts'

// Whose customers are counted is the scope's business; a shared audience is changed by its owner and by admins.
const builders = (ok = 200): Access['statuses'] => [401, 403, 403, ok, ok, ok, ok, 401]
const ownerOnly: Access['statuses'] = [401, 403, 403, 403, 403, 403, 200, 401]
const editors = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, ok, ok, 401]
const customer = (ok = 200): Access['statuses'] => [401, ok, 404, ok, 404, 404, ok, 401]
const condition = { all: [] }
let tagCount = 0

const post = (rest: string, body: unknown) => (): Call => ({ path: `/api/v1/audiences${rest}`, body })

const ofAudience =
  (rest: string, body?: unknown) =>
  async ({ service }: Stage): Promise<Call> => {
    const id = await makeAudience(service.database, corpId, service.clock.now())
    return { path: `/api/v1/audiences/${id}${rest}`, ...(body === undefined ? {} : { body }) }
  }

const ofRule =
  (rest: string, body?: unknown) =>
  async ({ service }: Stage): Promise<Call> => {
    const id = await makeTagRule(service.database, corpId, service.clock.now())
    return { path: `/api/v1/tag-rules/${id}${rest}`, ...(body === undefined ? {} : { body }) }
  }

const tagsOf = ({ own }: Stage): string => `/api/v1/customers/${own.customerId}/tags`

const tagRuleAccess: Record<string, Access> = {
  'GET /api/v1/tag-rules': { statuses: editors(), call: () => ({ path: '/api/v1/tag-rules' }) },
  'POST /api/v1/tag-rules': {
    statuses: editors(201),
    call: () => ({ path: '/api/v1/tag-rules', body: { name: '没有人', condition: { any: [] } } }),
  },
  'POST /api/v1/tag-rules/preview': {
    statuses: editors(),
    call: () => ({ path: '/api/v1/tag-rules/preview', body: { condition } }),
  },
  'PUT /api/v1/tag-rules/:id': {
    statuses: editors(),
    call: ofRule('', { name: '没有人', condition: { any: [] }, version: 1 }),
  },
  'GET /api/v1/tag-rules/:id/history': { statuses: editors(), call: ofRule('/history') },
  'GET /api/v1/customers/:id/tags': { statuses: customer(), call: (stage) => ({ path: tagsOf(stage) }) },
  'POST /api/v1/customers/:id/tags': {
    statuses: customer(201),
    call: (stage) => ({ path: tagsOf(stage), body: { name: `标签${(tagCount += 1)}` } }),
  },
  'DELETE /api/v1/customers/:id/tags/:tagId': {
    statuses: customer(),
    async call(stage) {
      const { database, clock } = stage.service
      const tagId = await makeCustomerTag(database, {
        corpId,
        customerId: stage.own.customerId,
        at: clock.now(),
      })
      return { path: `${tagsOf(stage)}/${tagId}` }
    },
  },
}

export const audienceAccess: Record<string, Access> = {
  ...tagRuleAccess,
  'POST /api/v1/audiences/count': { statuses: builders(), call: post('/count', { condition }) },
  'POST /api/v1/audiences/rows': { statuses: builders(), call: post('/rows', { condition }) },
  'POST /api/v1/audiences/portrait': { statuses: builders(), call: post('/portrait', { condition }) },
  'GET /api/v1/audiences/vocabulary': {
    statuses: builders(),
    call: () => ({ path: '/api/v1/audiences/vocabulary' }),
  },
  'GET /api/v1/audiences': { statuses: builders(), call: () => ({ path: '/api/v1/audiences' }) },
  'POST /api/v1/audiences': { statuses: builders(201), call: post('', { name: '近期到店', condition }) },
  'GET /api/v1/audiences/:id': { statuses: builders(), call: ofAudience('') },
  'PUT /api/v1/audiences/:id': {
    statuses: ownerOnly,
    call: ofAudience('', { name: '改名', condition, version: 1 }),
  },
  'DELETE /api/v1/audiences/:id': { statuses: ownerOnly, call: ofAudience('') },
  'GET /api/v1/audiences/:id/members.csv': { statuses: builders(), call: ofAudience('/members.csv') },
}
