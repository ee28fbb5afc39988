import { beforeAll, expect, it } from 'vitest'
import { features } from '../../server/features/index.ts'
import type { Browser, Reply } from '../support/http-client.ts'
import { onBothDatabases } from '../support/on-both-databases.ts'
import { corpId } from '../support/service.ts'

const routes = features
  .flatMap((feature) => feature.routes ?? [])
  .filter((route) => !['/api/v1/live', '/api/v1/session/end', '/login/wecom'].includes(route.path))

const oddValues = [
  '%00',
  '%E0%A4%A',
  '%ff%fe',
  "'%20OR%20'1'%3D'1",
  '..%2f..%2fetc%2fpasswd',
  '__proto__',
  'constructor',
  '%F0%9F%98%80',
  '-1',
  '9'.repeat(400),
  'a'.repeat(5000),
]
const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const oddQueries = [
  'cursor=x',
  `cursor=${cursor(['never', 'id'])}`,
  `cursor=${cursor(['2026-01-01T00:00:00.000Z', "'"])}`,
  `cursor=${cursor(['999999-01-01T00:00:00Z', 'id'])}`,
  `cursor=${cursor(['+100000-01-01T00:00:00.000Z', 'id'])}`,
  `cursor=${cursor([1, 2])}`,
  `cursor=${cursor([['a'], {}])}`,
  'limit=abc',
  'limit=1e9',
  'limit[]=1&limit[$gt]=1',
  'q=%00',
  'q=%25%5F%5C&q=twice',
  'state=nothing',
  'tier=-1',
  'days=0',
  'fileName=..%2F..%2Fx',
]
const oddBodies: [string, string | Buffer][] = [
  ['broken', '{"a":'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a number', '1'],
  ['prototype', '{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}'],
  ['deep', `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`],
  ['large', JSON.stringify({ text: 'x'.repeat(1_000_000) })],
  ['no text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
  ['wrong types', '{"text":{"a":1},"title":7,"dueOn":null,"roles":"admin","add":[1],"kind":[],"id":{}}'],
]

onBothDatabases('Hostile input', (service, dialect) => {
  let admin: Browser
  beforeAll(async () => {
    admin = await service().signIn('hanyue')
  })

  function expectCalm(reply: Reply, what: string): void {
    expect(reply.status, `${dialect} ${what}: ${reply.text.slice(0, 200)}`).toBeLessThan(500)
    expect(reply.text, what).not.toMatch(/\n\s+at |node_modules|SQLITE|syntax error|Prisma/)
  }

  it('in an address is answered with what is wrong, never with a failure of ours', async () => {
    for (const { method, path } of routes.filter((route) => route.path.includes(':')))
      for (const odd of oddValues) {
        const target = path.replace(/:\w+/, odd)
        expectCalm(await admin.send(method, target, method === 'GET' ? undefined : {}), `${method} ${target}`)
      }
  })

  it('in a query likewise', async () => {
    for (const { path } of routes.filter((route) => route.method === 'GET'))
      for (const query of oddQueries) {
        const target = `${path.replace(/:\w+/, 'nobody')}?${query}`
        expectCalm(await admin.get(target), target)
      }
  })

  // Refused before a database is asked: one of them is enough.
  it.runIf(dialect === 'sqlite')('in a body likewise, and soon', async () => {
    for (const { method, path } of routes.filter((route) => route.body ?? route.method === 'POST'))
      for (const [name, body] of oddBodies) {
        const startedMs = performance.now()
        const reply = await admin.send(method, path.replace(/:\w+/, 'nobody'), body)
        expectCalm(reply, `${method} ${path} ${name}`)
        expect(reply.status, `${method} ${path} ${name}`).toBeGreaterThanOrEqual(400)
        expect(performance.now() - startedMs, `${method} ${path} ${name}`).toBeLessThan(10_000)
      }
  })

  it('is not what a value of ours is called that does not fit: that is our failure, without details', async () => {
    const { db } = service().database
    const [unit] = await db.unit.findMany({ take: 1 })
    const where = { corpId_id: { corpId, id: unit?.id ?? '' } }
    await db.unit.update({ where, data: { kind: 'castle' } })
    const reply = await admin.get('/api/v1/units')
    await db.unit.update({ where, data: { kind: unit?.kind ?? 'brand' } })
    expect([reply.status, reply.json()]).toEqual([
      500,
      expect.objectContaining({ kind: 'internal', tell: {} }),
    ])
    expect(reply.text).not.toMatch(/castle|schema|errors/)
  })
})
