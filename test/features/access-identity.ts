import { ulid } from 'ulid'
import { NO_EVIDENCE } from '../../server/features/identity/merge/contract.ts'
import { corpId } from '../support/service.ts'
import type { Access, Stage } from './access-table.ts'

const evidenceJson = JSON.stringify(NO_EVIDENCE)

/** An item of whom both sides are the owner's customer: whoever sees that customer sees the item. */
async function makeReview({ service, own }: Stage): Promise<string> {
  const id = ulid()
  const [aId, openedAt] = [own.customerId, service.clock.now()]
  await service.database.db.matchReview.create({
    data: { corpId, id, kind: 'weak', key: id, state: 'open', aId, bId: aId, evidenceJson, openedAt },
  })
  return id
}

async function makeMerge({ service, own }: Stage): Promise<string> {
  const [id, fromId] = [ulid(), ulid()]
  const now = service.clock.now()
  const { db } = service.database
  await db.customer.create({
    data: {
      corpId,
      id: fromId,
      name: '同一位客户',
      search: '',
      createdAt: now,
      updatedAt: now,
      mergedInto: own.customerId,
    },
  })
  await db.customerMerge.create({
    data: {
      corpId,
      id,
      fromId,
      intoId: own.customerId,
      rule: 'key',
      evidenceJson,
      undoJson: '{"filled":[]}',
      madeAt: now,
    },
  })
  return id
}

export const identityAccess: Record<string, Access> = {
  'POST /api/v1/recognise': {
    statuses: [401, 200, 200, 200, 200, 200, 200, 401],
    call: () => ({ path: '/api/v1/recognise', body: { text: '沪A00001' } }),
  },
  'GET /api/v1/customers/:id/vehicles': {
    statuses: [401, 200, 404, 200, 404, 404, 200, 401],
    call: ({ own }) => ({ path: `/api/v1/customers/${own.customerId}/vehicles` }),
  },
  'GET /api/v1/identity/refused': {
    statuses: [401, 403, 403, 200, 200, 403, 200, 401],
    call: () => ({ path: '/api/v1/identity/refused' }),
  },
  'GET /api/v1/identity/reviews': {
    statuses: [401, 403, 403, 200, 200, 403, 200, 401],
    call: () => ({ path: '/api/v1/identity/reviews' }),
  },
  'POST /api/v1/identity/reviews/:id/decision': {
    statuses: [401, 403, 403, 200, 404, 403, 200, 401],
    call: async (stage) => ({
      path: `/api/v1/identity/reviews/${await makeReview(stage)}/decision`,
      body: { verdict: 'different' },
    }),
  },
  'GET /api/v1/identity/merges': {
    statuses: [401, 403, 403, 200, 200, 403, 200, 401],
    call: () => ({ path: '/api/v1/identity/merges' }),
  },
  'POST /api/v1/identity/merges/:id/split': {
    statuses: [401, 403, 403, 200, 404, 403, 200, 401],
    call: async (stage) => ({
      path: `/api/v1/identity/merges/${await makeMerge(stage)}/split`,
      body: {},
    }),
  },
}
