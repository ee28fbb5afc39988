import { ulid } from 'ulid'
import { corpId } from '../support/service.ts'
import type { Access } from './access-table.ts'

const anyone = (n: number): Access['statuses'] => [n, n, n, n, n, n, n, n]
const customer = (ok = 200): Access['statuses'] => [401, ok, 404, ok, 404, 404, ok, 401]
const none = '/l/AAAAAAAAAAAAAAAA'

/** Short links are for customers, who sign in nowhere; their code is the key. */
export const linkAccess: Record<string, Access> = {
  'GET /l/:code': { statuses: anyone(404), call: () => ({ path: none }) },
  'GET /l/:code/file/:hash': { statuses: anyone(404), call: () => ({ path: `${none}/file/a` }) },
  'POST /l/:code/stay': { statuses: anyone(404), call: () => ({ path: `${none}/stay`, body: {} }) },
  'POST /api/v1/messages': {
    statuses: customer(),
    call: async ({ service, own: { customerId } }) => {
      const { id: scriptId } = await service.database.db.script.findFirstOrThrow({ where: { corpId } })
      return { path: '/api/v1/messages', body: { id: ulid(), customerId, scriptId, text: '您好' } }
    },
  },
}
