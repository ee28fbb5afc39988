import { ulid } from 'ulid'
import type { Sop } from '../../server/features/sops/contract.ts'
import { newId } from '../../server/platform/new-id.ts'
import { corpId } from '../support/service.ts'
import type { Access, Call, Stage } from './access-table.ts'
import { planOf } from './sops/sop-work.ts'

// Columns as in `callers`. The plan of these calls is the operator's, of the whole corp, and out of the draft.
const readers = (ok = 200): Access['statuses'] => [401, 403, 403, ok, ok, ok, ok, 401]
const writers = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, ok, ok, 401]
const signedIn = (ok = 200): Access['statuses'] => [401, ok, ok, ok, ok, ok, ok, 401]
const customer = (ok = 200): Access['statuses'] => [401, ok, 404, ok, 404, 404, ok, 401]
const group = (ok = 200): Access['statuses'] => [401, ok, 404, ok, 404, ok, ok, 401]

const base = '/api/v1/sops'

async function makePlan({ service, operator }: Stage, state: string): Promise<Sop> {
  const draft = planOf({ title: '访问' })
  const plan = (await operator.send('POST', base, { kind: 'customer', draft })).json<Sop>()
  const where = { corpId_id: { corpId, id: plan.id } }
  await service.database.db.sopPlan.update({ where, data: { state } })
  return plan
}

const of =
  (rest: string, { state = 'running', body }: { state?: string; body?: unknown } = {}) =>
  async (stage: Stage): Promise<Call> => {
    const { id } = await makePlan(stage, state)
    return { path: `${base}/${id}${rest}`, ...(body === undefined ? {} : { body }) }
  }

export const sopAccess: Record<string, Access> = {
  [`GET ${base}`]: { statuses: readers(), call: () => ({ path: base }) },
  [`GET ${base}/:id`]: { statuses: readers(), call: of('') },
  [`POST ${base}`]: { statuses: writers(201), call: () => ({ path: base, body: { kind: 'group' } }) },
  [`PUT ${base}/:id`]: {
    statuses: writers(),
    async call(stage) {
      const { id, edition, draft } = await makePlan(stage, 'draft')
      return { path: `${base}/${id}`, body: { edition, draft } }
    },
  },
  [`POST ${base}/:id/copy`]: { statuses: writers(201), call: of('/copy', { body: {} }) },
  [`POST ${base}/:id/start`]: { statuses: writers(), call: of('/start', { state: 'draft', body: {} }) },
  [`POST ${base}/:id/pause`]: { statuses: writers(), call: of('/pause', { body: {} }) },
  [`POST ${base}/:id/end`]: { statuses: writers(), call: of('/end', { body: {} }) },
  'GET /api/v1/sop-steps': { statuses: signedIn(), call: () => ({ path: '/api/v1/sop-steps' }) },
  'GET /api/v1/sop-days': {
    statuses: signedIn(),
    call: () => ({ path: '/api/v1/sop-days?from=2026-05-01&to=2026-05-31' }),
  },
  'GET /api/v1/customers/:id/sop-steps': {
    statuses: customer(),
    call: ({ own }) => ({ path: `/api/v1/customers/${own.customerId}/sop-steps` }),
  },
  'GET /api/v1/groups/:chatId/sop-steps': {
    statuses: group(),
    call: ({ own }) => ({ path: `/api/v1/groups/${own.chatId}/sop-steps` }),
  },
  'POST /api/v1/sop-steps/:id/outcome': {
    statuses: customer(),
    async call({ service, own }) {
      const at = service.clock.now()
      const id = newId(at.getTime())
      const task = { customerId: own.customerId, staffId: own.staffId, title: '问候', dueOn: '2026-05-01' }
      const reasonJson = JSON.stringify({ plan: '访问', trigger: 'added', anchorOn: '2026-04-30', day: 1 })
      const step = { kind: 'sop', planId: 'PLAN', stepId: 'hello', planVersion: 1, reasonJson }
      await service.database.db.task.create({ data: { corpId, id, ...task, ...step, createdAt: at } })
      return { path: `/api/v1/sop-steps/${id}/outcome`, body: { id: ulid(), outcome: 'marked' } }
    },
  },
}
