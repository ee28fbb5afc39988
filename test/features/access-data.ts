import { ulid } from 'ulid'
import { makeInboxEvent } from '../support/factories/inbox-event.ts'
import { corpId } from '../support/service.ts'
import type { Access, Call, Stage } from './access-table.ts'

type Statuses = Access['statuses']
const leaders = (ok = 200): Statuses => [401, 403, 403, ok, ok, ok, ok, 401]
const editors = (ok = 200): Statuses => [401, 403, 403, 403, 403, ok, ok, 401]
const admins = (ok = 200): Statuses => [401, 403, 403, 403, 403, 403, ok, 401]
const at = (path: string, rest: Omit<Call, 'path'> = {}) => ({ path, ...rest })

/** The rows of the policy table about what comes in: imports, and the sync with WeCom. */
export const dataAccess: Record<string, Access> = {
  'POST /api/v1/imports': { statuses: editors(201), call: upload },
  'GET /api/v1/imports': { statuses: editors(), call: () => at('/api/v1/imports') },
  'GET /api/v1/imports/template.csv': {
    statuses: editors(),
    call: () => at('/api/v1/imports/template.csv?app=console'),
  },
  'GET /api/v1/imports/:id': { statuses: editors(), call: async (stage) => at(await uploaded(stage)) },
  'POST /api/v1/imports/:id/start': {
    statuses: editors(),
    call: async (stage) => {
      const columns = { orderNo: '订单号', orderedAt: '下单时间', paid: '金额' }
      const body = { mapping: { columns, kind: 'service' }, isDryRun: true }
      return at(`${await uploaded(stage)}/start`, { body })
    },
  },
  'POST /api/v1/imports/:id/cancel': {
    statuses: editors(),
    call: async (stage) => at(`${await uploaded(stage)}/cancel`),
  },
  'GET /api/v1/imports/:id/bad-rows': {
    statuses: editors(),
    call: async (stage) => at(`${await uploaded(stage)}/bad-rows`),
  },
  'GET /api/v1/imports/:id/bad-rows.csv': {
    statuses: editors(),
    call: async (stage) => at(`${await uploaded(stage)}/bad-rows.csv`),
  },
  'GET /api/v1/sync': { statuses: leaders(), call: () => at('/api/v1/sync') },
  'GET /api/v1/sync/runs': { statuses: leaders(), call: () => at('/api/v1/sync/runs') },
  'POST /api/v1/sync/runs': {
    statuses: admins(202),
    call: () => at('/api/v1/sync/runs', { body: { kind: 'full' } }),
  },
  'GET /api/v1/sync/runs/:id': { statuses: leaders(), call: async (stage) => at(await run(stage)) },
  'POST /api/v1/sync/runs/:id/cancel': {
    // The run has ended.
    statuses: admins(409),
    call: async (stage) => at(`${await run(stage)}/cancel`, { body: {} }),
  },
  'GET /api/v1/sync/runs/:id/failures': {
    statuses: leaders(),
    call: async (stage) => at(`${await run(stage)}/failures`),
  },
  'GET /api/v1/sync/drift': { statuses: admins(), call: () => at('/api/v1/sync/drift') },
  'GET /api/v1/sync/drift.csv': { statuses: admins(), call: () => at('/api/v1/sync/drift.csv?app=console') },
  'GET /api/v1/sync/events': { statuses: admins(), call: () => at('/api/v1/sync/events') },
  'POST /api/v1/sync/events/:hash/replay': {
    statuses: admins(),
    call: async ({ service, own }) => {
      const hash = await makeInboxEvent(service.deps, { corpId, objectId: own.externalUserid })
      return at(`/api/v1/sync/events/${hash}/replay`, { body: {} })
    },
  },
}

function upload(): Call {
  const body = `订单号,下单时间,金额\r\nN${ulid()},2026-01-10 10:00,680\r\n`
  return at('/api/v1/imports?fileName=a.csv', { body, headers: { 'content-type': 'text/csv' } })
}

async function uploaded({ operator }: Stage): Promise<string> {
  const { path, body, headers = {} } = upload()
  const reply = await operator.send('POST', path, body, { headers })
  return `/api/v1/imports/${reply.json<{ run: { id: string } }>().run.id}`
}

async function run({ service }: Stage): Promise<string> {
  const { id } = await service.database.db.syncRun.findFirstOrThrow({ where: { corpId, state: 'done' } })
  return `/api/v1/sync/runs/${id}`
}
