import { makeDraft } from '../support/factories/handover.ts'
import { corpId } from '../support/service.ts'
import type { Access, Call, Stage } from './access-table.ts'

// Of people one answers for; running groups gives no right to hand customers over.
const managers = (ok = 200): Access['statuses'] => [401, 403, 403, ok, 404, 403, ok, 401]
const anyManager: Access['statuses'] = [401, 403, 403, 200, 200, 403, 200, 401]
const emptyPlan = { customers: null, groups: false, rule: { kind: 'even' }, successors: [] }

const draft =
  (rest: string, body?: unknown) =>
  async ({ service, own }: Stage): Promise<Call> => {
    const at = service.clock.now()
    const id = await makeDraft(service.database, { corpId, fromStaffId: own.staffId, at })
    return { path: `/api/v1/handovers/${id}${rest}`, ...(body === undefined ? {} : { body }) }
  }

const own =
  (path: string) =>
  (stage: Stage): Call => ({ path: `/api/v1/handover/${path}${stage.own.staffId}` })

export const handoverAccess: Record<string, Access> = {
  'GET /api/v1/handover/departures': {
    statuses: anyManager,
    call: () => ({ path: '/api/v1/handover/departures' }),
  },
  'GET /api/v1/handover/givers/:staffId': { statuses: managers(), call: own('givers/') },
  'GET /api/v1/handover/successors': { statuses: managers(), call: own('successors?fromStaffId=') },
  'GET /api/v1/handovers': { statuses: anyManager, call: () => ({ path: '/api/v1/handovers' }) },
  'POST /api/v1/handovers': {
    statuses: managers(201),
    call: ({ own: { staffId: fromStaffId } }) => ({
      path: '/api/v1/handovers',
      body: { fromStaffId, family: 'onjob', plan: emptyPlan },
    }),
  },
  'GET /api/v1/handovers/:id': { statuses: managers(), call: draft('') },
  'PATCH /api/v1/handovers/:id': {
    statuses: managers(),
    call: draft('', { version: 1, plan: emptyPlan }),
  },
  'DELETE /api/v1/handovers/:id': { statuses: managers(), call: draft('') },
  'GET /api/v1/handovers/:id/rows': { statuses: managers(), call: draft('/rows') },
  'PATCH /api/v1/handovers/:id/rows': {
    statuses: managers(),
    call: draft('/rows', { version: 1, kind: 'customer', objectIds: ['wm'], toStaffId: 'auto' }),
  },
  'GET /api/v1/handovers/:id/plan.csv': { statuses: managers(), call: draft('/plan.csv?app=console') },
  'POST /api/v1/handovers/:id/plan.csv': {
    statuses: managers(),
    call: async (stage) => ({
      ...(await draft('/plan.csv')(stage)),
      body: 'external_userid,userid\r\n',
      headers: { 'content-type': 'text/csv' },
    }),
  },
  'POST /api/v1/handovers/:id/check': { statuses: managers(), call: draft('/check', {}) },
  // A plan without customers cannot be confirmed, and one that was not confirmed has nothing to stop or repeat.
  'POST /api/v1/handovers/:id/confirm': {
    statuses: managers(409),
    call: draft('/confirm', { version: 1, typed: '0' }),
  },
  'POST /api/v1/handovers/:id/pause': { statuses: managers(409), call: draft('/pause', {}) },
  'POST /api/v1/handovers/:id/resume': { statuses: managers(409), call: draft('/resume', {}) },
  'POST /api/v1/handovers/:id/cancel': { statuses: managers(409), call: draft('/cancel', {}) },
  'POST /api/v1/handovers/:id/retry': { statuses: managers(409), call: draft('/retry', {}) },
  'GET /api/v1/handovers/:id/undo': { statuses: managers(), call: draft('/undo') },
  // Nobody has got anything by a plan: that successor does not exist.
  'POST /api/v1/handovers/:id/give-back': {
    statuses: managers(404),
    call: draft('/give-back', { fromStaffId: 'nobody', to: 'giver' }),
  },
  'GET /api/v1/handover/rules': { statuses: anyManager, call: () => ({ path: '/api/v1/handover/rules' }) },
  'PUT /api/v1/handover/rules/:unitId': {
    statuses: managers(),
    call: async ({ service, own: { staffId } }) => {
      const { mainUnitId } = await service.database.db.staff.findUniqueOrThrow({
        where: { corpId_id: { corpId, id: staffId } },
      })
      return { path: `/api/v1/handover/rules/${mainUnitId}`, body: { kind: 'even' } }
    },
  },
  'POST /api/v1/handovers/:id/reassign': {
    statuses: managers(409),
    call: async (stage) =>
      draft('/reassign', { toStaffIds: [await stage.service.staffId('zhaohang')] })(stage),
  },
}
