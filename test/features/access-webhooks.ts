import { ulid } from 'ulid'
import { corpId } from '../support/service.ts'
import type { Access, Call, Stage } from './access-table.ts'

const admins = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, 403, ok, 401]
const input = { url: 'https://crm.example.com/hooks', types: ['order.linked'] }

async function endpoint({ service }: Stage): Promise<string> {
  const id = ulid()
  const at = service.clock.now()
  await service.database.db.webhookEndpoint.create({
    data: {
      corpId,
      id,
      url: input.url,
      types: 'order.linked',
      state: 'disabled',
      secretSealed: service.deps.sealer.seal('whsec_AAAA'),
      createdAt: at,
      updatedAt: at,
    },
  })
  return id
}

const ofEndpoint =
  (rest = '', body?: unknown) =>
  async (stage: Stage): Promise<Call> => ({
    path: `/api/v1/webhooks/endpoints/${await endpoint(stage)}${rest}`,
    ...(body === undefined ? {} : { body }),
  })

const ofDelivery =
  (rest = '') =>
  async (stage: Stage): Promise<Call> => {
    const id = ulid()
    const createdAt = stage.service.clock.now()
    await stage.service.database.db.webhookDelivery.create({
      data: {
        corpId,
        id,
        endpointId: await endpoint(stage),
        type: 'order.linked',
        key: id,
        bodyJson: '{}',
        state: 'dead',
        attempts: 9,
        createdAt,
      },
    })
    return { path: `/api/v1/webhooks/deliveries/${id}${rest}` }
  }

export const webhookAccess: Record<string, Access> = {
  'GET /api/v1/webhooks/endpoints': {
    statuses: admins(),
    call: () => ({ path: '/api/v1/webhooks/endpoints' }),
  },
  'POST /api/v1/webhooks/endpoints': {
    statuses: admins(201),
    call: () => ({ path: '/api/v1/webhooks/endpoints', body: input }),
  },
  'PUT /api/v1/webhooks/endpoints/:id': { statuses: admins(), call: ofEndpoint('', input) },
  'DELETE /api/v1/webhooks/endpoints/:id': { statuses: admins(), call: ofEndpoint() },
  'POST /api/v1/webhooks/endpoints/:id/secrets': { statuses: admins(201), call: ofEndpoint('/secrets') },
  'POST /api/v1/webhooks/endpoints/:id/tests': { statuses: admins(202), call: ofEndpoint('/tests') },
  'POST /api/v1/webhooks/endpoints/:id/replays': { statuses: admins(), call: ofEndpoint('/replays') },
  'GET /api/v1/webhooks/endpoints/:id/deliveries': { statuses: admins(), call: ofEndpoint('/deliveries') },
  'GET /api/v1/webhooks/deliveries/:id': { statuses: admins(), call: ofDelivery() },
  'POST /api/v1/webhooks/deliveries/:id/replay': { statuses: admins(), call: ofDelivery('/replay') },
}
