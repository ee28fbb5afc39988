import { ulid } from 'ulid'
import type { Access, Call, Stage } from './access-table.ts'

const signedIn = (ok = 200): Access['statuses'] => [401, ok, ok, ok, ok, ok, ok, 401]
const editors = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, ok, ok, 401]
const at = (path: string, body?: unknown): Call => (body === undefined ? { path } : { path, body })

const LABELS = '/api/v1/group-labels'
const WELCOMES = '/api/v1/group-welcomes'
const welcome = { name: '欢迎', content: { text: '欢迎进群' } }

/** How groups are sorted, what WeCom has counted of them, and what they say to who joins. */
export const groupAccess: Record<string, Access> = {
  'GET /api/v1/group-labels': { statuses: signedIn(), call: () => at(LABELS) },
  'POST /api/v1/group-labels': {
    statuses: editors(201),
    call: () => at(LABELS, { kind: 'type', name: ulid().slice(-12) }),
  },
  'PUT /api/v1/group-labels/:id': {
    statuses: editors(),
    call: async (stage) => at(`${LABELS}/${await makeTag(stage)}`, { name: ulid().slice(-12) }),
  },
  'DELETE /api/v1/group-labels/:id': {
    statuses: editors(),
    call: async (stage) => at(`${LABELS}/${await makeTag(stage)}`),
  },
  // To own a group is not to sort it; the manager of another store does not find it.
  'POST /api/v1/group-labelling': {
    statuses: [401, 403, 403, 200, 404, 200, 200, 401],
    call: ({ own }) => at('/api/v1/group-labelling', { chatIds: [own.chatId], typeId: null }),
  },
  'GET /api/v1/group-welcomes': { statuses: editors(), call: () => at(WELCOMES) },
  'POST /api/v1/group-welcomes': { statuses: editors(201), call: () => at(WELCOMES, welcome) },
  'PUT /api/v1/group-welcomes/:id': {
    statuses: editors(),
    call: async (stage) => at(`${WELCOMES}/${await makeWelcome(stage)}`, { ...welcome, version: 1 }),
  },
  'POST /api/v1/group-welcomes/:id/end': {
    statuses: editors(),
    call: async (stage) => at(`${WELCOMES}/${await makeWelcome(stage)}/end`, {}),
  },
  'GET /api/v1/group-trend': { statuses: signedIn(), call: () => at('/api/v1/group-trend') },
  'GET /api/v1/group-owner-counts': {
    statuses: signedIn(),
    call: () => at('/api/v1/group-owner-counts?day=2026-05-01'),
  },
}

async function makeTag({ operator }: Stage): Promise<string> {
  const reply = await operator.send('POST', LABELS, { kind: 'tag', name: ulid().slice(-12) })
  if (reply.status !== 201) throw new Error(`a group tag: ${reply.status} ${reply.text}`)
  return reply.json<{ id: string }>().id
}

async function makeWelcome({ operator }: Stage): Promise<string> {
  const reply = await operator.send('POST', WELCOMES, welcome)
  if (reply.status !== 201) throw new Error(`a group welcome: ${reply.status} ${reply.text}`)
  return reply.json<{ id: string }>().id
}
