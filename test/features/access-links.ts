import { ulid } from 'ulid'
import { corpId } from '../support/service.ts'
import type { Access, Stage } from './access-table.ts'

const anyone = (n: number): Access['statuses'] => [n, n, n, n, n, n, n, n]
const customer = (ok = 200): Access['statuses'] => [401, ok, 404, ok, 404, 404, ok, 401]
const editors = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, ok, ok, 401]
const none = '/l/AAAAAAAAAAAAAAAA'

async function card({ service, operator }: Stage): Promise<string> {
  const { id: categoryId } = await service.database.db.scriptCategory.findFirstOrThrow({ where: { corpId } })
  const script = { categoryId, title: '活动', body: '', kind: 'link', linkUrl: 'https://a.example' }
  return (await operator.send('POST', '/api/v1/scripts', script)).json<{ id: string }>().id
}
async function channelOf(stage: Stage): Promise<string> {
  const body = { scriptId: await card(stage), channel: '海报' }
  return (await stage.operator.send('POST', '/api/v1/links', body)).json<{ id: string }>().id
}

/** Short links are for customers, who sign in nowhere; their code is the key. */
export const linkAccess: Record<string, Access> = {
  'GET /l/:code': { statuses: anyone(404), call: () => ({ path: none }) },
  'GET /l/:code/file/:hash': { statuses: anyone(404), call: () => ({ path: `${none}/file/a` }) },
  'POST /l/:code/stay': { statuses: anyone(404), call: () => ({ path: `${none}/stay`, body: {} }) },
  'GET /api/v1/links': { statuses: editors(), call: () => ({ path: '/api/v1/links?scriptId=none' }) },
  'POST /api/v1/links': {
    statuses: editors(201),
    call: async (stage) => ({
      path: '/api/v1/links',
      body: { scriptId: await card(stage), channel: '海报' },
    }),
  },
  'POST /api/v1/links/:id/end': {
    statuses: editors(),
    call: async (stage) => ({ path: `/api/v1/links/${await channelOf(stage)}/end`, body: {} }),
  },
  'POST /api/v1/messages': {
    statuses: customer(),
    call: async ({ service, own: { customerId } }) => {
      const { id: scriptId } = await service.database.db.script.findFirstOrThrow({ where: { corpId } })
      return { path: '/api/v1/messages', body: { id: ulid(), customerId, scriptId, text: '您好' } }
    },
  },
  'POST /api/v1/shares': {
    statuses: customer(),
    call: ({ own: { customerId } }) => {
      const parts = [{ scriptId: null, text: '您好' }]
      return { path: '/api/v1/shares', body: { id: ulid(), way: 'contact', customerId, parts } }
    },
  },
}
