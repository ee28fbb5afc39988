import { corpId } from '../support/service.ts'
import type { Access, Call, Stage } from './access-table.ts'

const signedIn = (ok = 200): Access['statuses'] => [401, ok, ok, ok, ok, ok, ok, 401]
const editors = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, ok, ok, 401]
const admins = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, 403, ok, 401]
const at = (path: string, rest: Omit<Call, 'path'> = {}): Call => ({ path, ...rest })

/** The library: scripts and materials with their folders, editions and files. */
export const scriptAccess: Record<string, Access> = {
  'POST /api/v1/files': { statuses: editors(201), call: () => ({ path: '/api/v1/files', ...file }) },
  'GET /api/v1/files/:hash': {
    statuses: signedIn(),
    call: async (stage) => ({ path: `/api/v1/files/${await stored(stage)}` }),
  },
  'POST /api/v1/scripts/categories': {
    statuses: editors(201),
    call: () => at('/api/v1/scripts/categories', { body: { name: '试驾' } }),
  },
  'PUT /api/v1/scripts/categories/:id': {
    statuses: editors(),
    call: async (stage) =>
      at(`/api/v1/scripts/categories/${await category(stage)}`, { body: { name: '试乘' } }),
  },
  'DELETE /api/v1/scripts/categories/:id': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/scripts/categories/${await category(stage)}`),
  },
  'GET /api/v1/scripts': { statuses: signedIn(), call: () => at('/api/v1/scripts') },
  'GET /api/v1/scripts/categories': { statuses: signedIn(), call: () => at('/api/v1/scripts/categories') },
  'GET /api/v1/scripts/variables': { statuses: signedIn(), call: () => at('/api/v1/scripts/variables') },
  'GET /api/v1/scripts/:id/image': {
    statuses: signedIn(),
    call: async (stage) => at(`/api/v1/scripts/${await script(stage, { image: true })}/image`),
  },
  'POST /api/v1/scripts': {
    statuses: editors(201),
    call: async (stage) => at('/api/v1/scripts', { body: await scriptBody(stage) }),
  },
  'POST /api/v1/scripts/preview': {
    statuses: editors(),
    call: () => at('/api/v1/scripts/preview', { body: { body: '您好' } }),
  },
  'PUT /api/v1/scripts/:id': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/scripts/${await script(stage)}`, { body: await scriptBody(stage) }),
  },
  'DELETE /api/v1/scripts/:id': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/scripts/${await script(stage)}`),
  },
  'GET /api/v1/script-settings': { statuses: editors(), call: () => at('/api/v1/script-settings') },
  'PUT /api/v1/script-settings': {
    statuses: admins(),
    call: () => at('/api/v1/script-settings', { body: { needsApproval: false } }),
  },
  'GET /api/v1/scripts/:id/usage': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/scripts/${await script(stage)}/usage`),
  },
  'GET /api/v1/scripts/:id/usage/rows': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/scripts/${await script(stage)}/usage/rows?what=sent`),
  },
  'GET /api/v1/scripts/:id/versions': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/scripts/${await script(stage)}/versions`),
  },
  'POST /api/v1/scripts/:id/versions/:version/submit': {
    statuses: editors(),
    call: async (stage) => at(`${await draft(stage)}/submit`, { body: {} }),
  },
  'POST /api/v1/scripts/:id/versions/:version/decision': {
    // It was not handed in.
    statuses: editors(409),
    call: async (stage) => at(`${await draft(stage)}/decision`, { body: { isApproved: true } }),
  },
  'POST /api/v1/scripts/:id/versions/:version/restore': {
    statuses: editors(),
    call: async (stage) => at(`/api/v1/scripts/${await script(stage)}/versions/1/restore`, { body: {} }),
  },
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const file = { body: Buffer.from('%PDF-1.7 price list'), headers: { 'content-type': 'application/pdf' } }

async function stored({ operator }: Stage, bytes = file.body): Promise<string> {
  const reply = await operator.send('POST', '/api/v1/files', bytes, { headers: file.headers })
  return reply.json<{ hash: string }>().hash
}

async function category(stage: Stage): Promise<string> {
  return (await made(stage, '/api/v1/scripts/categories', { name: '临时' })).id
}

async function scriptBody({ service }: Stage): Promise<Record<string, unknown>> {
  const { id } = await service.database.db.scriptCategory.findFirstOrThrow({ where: { corpId } })
  return { categoryId: id, title: '问候', kind: 'text', body: '您好' }
}

async function script(stage: Stage, { image = false } = {}): Promise<string> {
  const picture = image ? { kind: 'image', imageHash: await stored(stage, PNG) } : {}
  const body = { ...(await scriptBody(stage)), ...picture }
  const { id } = await made(stage, '/api/v1/scripts', body)
  return id
}

async function draft(stage: Stage): Promise<string> {
  const body = { ...(await scriptBody(stage)), isDraft: true }
  const { id } = await made(stage, '/api/v1/scripts', body)
  return `/api/v1/scripts/${id}/versions/1`
}

async function made({ operator }: Stage, path: string, body: unknown): Promise<{ id: string }> {
  const reply = await operator.send('POST', path, body)
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${reply.text}`)
  return reply.json<{ id: string }>()
}
