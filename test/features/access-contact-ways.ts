import { ulid } from 'ulid'
import { corpId } from '../support/service.ts'
import type { Access, Call, Stage } from './access-table.ts'

const editors = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, ok, ok, 401]
const at = (path: string, body?: unknown): Call => (body === undefined ? { path } : { path, body })

/** Where customers come from: channels and live codes. */
export const contactWayAccess: Record<string, Access> = {
  'GET /api/v1/channels': { statuses: editors(), call: () => at('/api/v1/channels') },
  'POST /api/v1/channels': {
    statuses: editors(201),
    call: () => at('/api/v1/channels', { name: ulid(), kind: 'store' }),
  },
  'PUT /api/v1/channels/:id': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/channels/${await channel(stage)}`, { name: '门店', kind: 'store' }),
  },
  'GET /api/v1/channels/:id/costs': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/channels/${await channel(stage)}/costs`),
  },
  'GET /api/v1/channels/:id/leads': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/channels/${await channel(stage)}/leads`),
  },
  'POST /api/v1/channels/:id/costs': {
    statuses: editors(201),
    call: async (stage) =>
      at(`/api/v1/channels/${await channel(stage)}/costs`, {
        fromOn: '2026-03-01',
        toOn: '2026-03-02',
        costFen: 100,
      }),
  },
  'DELETE /api/v1/channels/:id/costs/:costId': {
    statuses: editors(404),
    call: async (stage) => at(`/api/v1/channels/${await channel(stage)}/costs/none`),
  },
  'GET /api/v1/code-staff': { statuses: editors(), call: () => at('/api/v1/code-staff?q=li') },
  'GET /api/v1/live-codes': { statuses: editors(), call: () => at('/api/v1/live-codes') },
  'POST /api/v1/live-codes': {
    statuses: editors(201),
    call: async (stage) => at('/api/v1/live-codes', await codeOf(stage)),
  },
  'GET /api/v1/live-codes/:id': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/live-codes/${await code(stage)}`),
  },
  'PUT /api/v1/live-codes/:id': {
    statuses: editors(),
    call: async (stage) =>
      at(`/api/v1/live-codes/${await code(stage)}`, { ...(await codeOf(stage)), version: 1 }),
  },
  'POST /api/v1/live-codes/:id/end': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/live-codes/${await code(stage)}/end`, {}),
  },
  'GET /api/v1/live-codes/:id/leads': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/live-codes/${await code(stage)}/leads`),
  },
  'GET /api/v1/group-codes': { statuses: editors(), call: () => at('/api/v1/group-codes') },
  'POST /api/v1/group-codes': {
    statuses: editors(201),
    call: ({ own }) => at('/api/v1/group-codes', { name: '群码', chatIds: [own.chatId] }),
  },
  'PUT /api/v1/group-codes/:id': {
    statuses: editors(),
    call: async (stage) => {
      const body = { name: '群码', chatIds: [stage.own.chatId] }
      const id = await made(stage, '/api/v1/group-codes', body)
      return at(`/api/v1/group-codes/${id}`, { ...body, version: 1 })
    },
  },
  'GET /api/v1/group-codes/:id/joiners': {
    statuses: editors(404),
    call: () => at('/api/v1/group-codes/none/joiners'),
  },
  'POST /api/v1/group-codes/:id/end': {
    statuses: editors(),
    call: async (stage) => {
      const id = await made(stage, '/api/v1/group-codes', { name: '群码', chatIds: [stage.own.chatId] })
      return at(`/api/v1/group-codes/${id}/end`, {})
    },
  },
  'GET /api/v1/group-codes/:id/picture': {
    statuses: editors(404),
    call: () => at('/api/v1/group-codes/none/picture'),
  },
  'GET /api/v1/acquisition-links': { statuses: editors(), call: () => at('/api/v1/acquisition-links') },
  'GET /api/v1/acquisition-quota': { statuses: editors(), call: () => at('/api/v1/acquisition-quota') },
  'POST /api/v1/acquisition-links': {
    statuses: editors(201),
    call: ({ own }) => at('/api/v1/acquisition-links', { name: '链接', staffIds: [own.staffId] }),
  },
  'PUT /api/v1/acquisition-links/:id': {
    statuses: editors(),
    call: async (stage) => {
      const body = { name: '链接', staffIds: [stage.own.staffId] }
      const id = await made(stage, '/api/v1/acquisition-links', body)
      return at(`/api/v1/acquisition-links/${id}`, { ...body, version: 1 })
    },
  },
  'POST /api/v1/acquisition-links/:id/end': {
    statuses: editors(),
    call: async (stage) => {
      const body = { name: '链接', staffIds: [stage.own.staffId] }
      return at(`/api/v1/acquisition-links/${await made(stage, '/api/v1/acquisition-links', body)}/end`, {})
    },
  },
  'GET /api/v1/acquisition-links/:id/customers': {
    statuses: editors(404),
    call: () => at('/api/v1/acquisition-links/none/customers'),
  },
  'GET /api/v1/acquisition-links/:id/leads': {
    statuses: editors(404),
    call: () => at('/api/v1/acquisition-links/none/leads'),
  },
  // WeCom makes the picture of a real one at a time of its own.
  'GET /api/v1/live-codes/:id/picture': {
    statuses: editors(404),
    call: () => at('/api/v1/live-codes/none/picture'),
  },
}

async function made({ operator }: Stage, path: string, body: unknown): Promise<string> {
  const reply = await operator.send('POST', path, body)
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${reply.text}`)
  return reply.json<{ id: string }>().id
}

/** One for all calls: a company has few of them. */
async function channel(stage: Stage): Promise<string> {
  const held = await stage.service.database.db.channel.findFirst({ where: { corpId } })
  return held?.id ?? made(stage, '/api/v1/channels', { name: ulid(), kind: 'other' })
}

async function codeOf(stage: Stage): Promise<Record<string, unknown>> {
  return { name: '立牌', channelId: await channel(stage), staff: [{ staffId: stage.own.staffId }] }
}

const code = async (stage: Stage): Promise<string> => made(stage, '/api/v1/live-codes', await codeOf(stage))
