import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { orders } from '../../../server/features/orders/index.ts'
import { problemMiddleware } from '../../../server/platform/http/problem.ts'
import { requestId } from '../../../server/platform/http/request-id.ts'
import { mountRoutes } from '../../../server/platform/http/router.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type Bench, CORP, file, openBench, row } from './desk.ts'

let database: TestDatabase
let bench: Bench
let server: Server
let scope: Scope
beforeEach(async () => {
  scope = {
    corpId: CORP,
    staffId: 'ZHOU',
    userid: 'zhoumin',
    app: 'console',
    roles: ['advisor', 'operator'],
    unitPaths: [],
  }
  database = await openTestDatabase()
  bench = await openBench(database, [orders])
  const app = new Koa()
  app.use(requestId)
  app.use(problemMiddleware(bench.log, () => null))
  app.use(mountRoutes(orders.routes ?? [], bench, { origin: 'http://own', authenticate: async () => scope }))
  server = createServer(app.callback())
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
})
afterEach(async () => {
  await new Promise((closed) => server.close(closed))
  await bench.close()
  await database.close()
})

async function call(method: string, path: string, body?: string | Buffer, type = 'application/json') {
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method,
    headers: { 'x-liuke-app': 'console', 'content-type': type, connection: 'close' },
    ...(body === undefined ? {} : { body }),
  })
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
}

async function json(...args: Parameters<typeof call>) {
  const { status, bytes } = await call(...args)
  return { status, body: JSON.parse(bytes.toString()) }
}

it('a file goes from upload over dry run to import, and its refused rows come back as a file', async () => {
  const text = file(row({ no: 'A1' }), row({ no: 'A2', at: 'soon' }))
  const uploaded = await json(
    'POST',
    '/imports?kind=orders&fileName=%E8%AE%A2%E5%8D%95.csv',
    text,
    'text/csv',
  )
  expect(uploaded).toMatchObject({ status: 201, body: { run: { state: 'uploaded', fileName: '订单.csv' } } })
  const { id } = uploaded.body.run
  const mapping = uploaded.body.suggestedMapping

  expect(
    await json('POST', `/imports/${id}/start`, JSON.stringify({ mapping, isDryRun: true })),
  ).toMatchObject({
    body: { state: 'checking', isDryRun: true },
  })
  await bench.jobs.drain()
  expect(await json('GET', `/imports/${id}`)).toMatchObject({
    body: { run: { state: 'done', newRows: 1, badRows: 1 } },
  })
  expect(await database.db.order.count()).toBe(0)

  await json('POST', `/imports/${id}/start`, JSON.stringify({ mapping, isDryRun: false }))
  await bench.jobs.drain()
  expect(await database.db.order.count()).toBe(1)
  expect(
    await json('POST', `/imports/${id}/start`, JSON.stringify({ mapping, isDryRun: false })),
  ).toMatchObject({ status: 409 })
  expect(await json('GET', '/imports')).toMatchObject({
    body: { items: [{ id, state: 'done' }], nextCursor: null },
  })
  expect(await json('GET', `/imports/${id}/bad-rows`)).toMatchObject({
    body: { items: [{ line: 3, reason: 'unknown-date' }] },
  })
  const csv = await call('GET', `/imports/${id}/bad-rows.csv`)
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(csv.headers.get('content-disposition')).toContain('attachment')
  expect([...csv.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(csv.bytes.toString()).toContain('日期无法识别')
  expect(await database.db.auditEntry.findMany({ where: { objectId: id } })).toMatchObject([
    { action: 'import-rows-exported', staffId: scope.staffId },
  ])
})

it('the template can be uploaded as it is', async () => {
  const template = await call('GET', '/imports/template.csv')
  const uploaded = await json('POST', '/imports?fileName=t.csv', template.bytes, 'text/csv')
  const { run, suggestedMapping: mapping } = uploaded.body
  expect(Object.keys(mapping.columns)).toHaveLength(14)
  await json('POST', `/imports/${run.id}/start`, JSON.stringify({ mapping, isDryRun: false }))
  await bench.jobs.drain()
  expect(await json('GET', `/imports/${run.id}`)).toMatchObject({ body: { run: { newRows: 2, badRows: 0 } } })
})

it('what is no file, no import of this corp, or no business of the person is refused', async () => {
  expect(
    await json('POST', '/imports?fileName=x.xlsx', Buffer.from('PK\x03\x04', 'latin1'), 'text/csv'),
  ).toMatchObject({
    status: 422,
    body: { kind: 'not-a-csv', tell: { found: 'excel' } },
  })
  expect(await json('GET', '/imports/UNKNOWN')).toMatchObject({ status: 404 })
  expect(await json('GET', '/imports/UNKNOWN/bad-rows.csv')).toMatchObject({ status: 404 })
  scope = { ...scope, roles: ['advisor', 'manager'] }
  expect(await json('GET', '/imports')).toMatchObject({ status: 403 })
})
