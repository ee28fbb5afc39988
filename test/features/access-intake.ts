import type { Access, Call, Stage } from './access-table.ts'
import { webhookAccess } from './access-webhooks.ts'
import { corpId } from '../support/service.ts'
import { ulid } from 'ulid'

const admins = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, 403, ok, 401]

/** A source of the corp with one key, made anew for each call. */
async function source({ service }: Stage): Promise<{ id: string; keyId: string }> {
  const [id, keyId] = [ulid(), ulid()]
  const createdAt = service.clock.now()
  const { db } = service.database
  await db.intakeSource.create({
    data: { corpId, id, name: `s${id.toLowerCase()}`, perMinute: 10, maxBytes: 10_000, createdAt },
  })
  await db.intakeKey.create({ data: { corpId, id: keyId, sourceId: id, secretHash: 'x', createdAt } })
  return { id, keyId }
}

const ofSource =
  (rest = '', body?: unknown) =>
  async (stage: Stage): Promise<Call> => {
    const { id } = await source(stage)
    return { path: `/api/v1/intake/sources/${id}${rest}`, ...(body === undefined ? {} : { body }) }
  }

const ofRefusal =
  (rest: string, body?: unknown) =>
  async (stage: Stage): Promise<Call> => {
    const { id } = await source(stage)
    const { deps, database, clock } = stage.service
    const refusalId = ulid()
    await database.db.intakeRefusal.create({
      data: {
        ...{ corpId, id: refusalId, sourceId: id, kind: 'survey', factId: 'x', errorsJson: '[]' },
        ...{ at: clock.now(), bodySealed: deps.sealer.seal('{"kind":"survey"}') },
      },
    })
    const path = `/api/v1/intake/sources/${id}/refusals/${refusalId}/${rest}`
    return { path, ...(body === undefined ? {} : { body }) }
  }

const editors = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, ok, ok, 401]

export const intakeAccess: Record<string, Access> = {
  ...webhookAccess,
  'POST /api/v1/intake/files': {
    statuses: editors(),
    call: () => ({
      path: '/api/v1/intake/files?kind=surveys&isDryRun=true',
      body: '时间,手机号,问卷,得分\r\n2026-03-01,13800001111,回访,9\r\n',
      headers: { 'content-type': 'text/csv' },
    }),
  },
  'GET /api/v1/intake/files/template.csv': {
    statuses: editors(),
    call: () => ({ path: '/api/v1/intake/files/template.csv?app=console&kind=events' }),
  },
  'POST /api/v1/intake': {
    statuses: [401, 401, 401, 401, 401, 401, 401, 401],
    call: () => ({ path: '/api/v1/intake', body: { items: [] } }),
  },
  'GET /api/v1/intake/sources': { statuses: admins(), call: () => ({ path: '/api/v1/intake/sources' }) },
  'POST /api/v1/intake/sources': {
    statuses: admins(201),
    call: () => ({ path: '/api/v1/intake/sources', body: { name: `s${ulid().toLowerCase()}` } }),
  },
  'GET /api/v1/intake/sources/:id': { statuses: admins(), call: ofSource() },
  'GET /api/v1/intake/sources/:id/refusals': { statuses: admins(), call: ofSource('/refusals') },
  'POST /api/v1/intake/sources/:id/refusals/:refusalId/reveal': {
    statuses: admins(),
    call: ofRefusal('reveal'),
  },
  'POST /api/v1/intake/sources/:id/refusals/:refusalId/again': {
    statuses: admins(),
    call: ofRefusal('again', {}),
  },
  'PUT /api/v1/intake/sources/:id/limits': {
    statuses: admins(),
    call: ofSource('/limits', { perMinute: 100, maxBytes: 100_000 }),
  },
  'POST /api/v1/intake/sources/:id/keys': { statuses: admins(201), call: ofSource('/keys') },
  'DELETE /api/v1/intake/sources/:id/keys/:keyId': {
    statuses: admins(),
    async call(stage) {
      const { id, keyId } = await source(stage)
      return { path: `/api/v1/intake/sources/${id}/keys/${keyId}` }
    },
  },
  'DELETE /api/v1/intake/sources/:id': { statuses: admins(), call: ofSource() },
}
