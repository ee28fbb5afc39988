import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { CustomerRow } from '../../../server/features/customers/contract.ts'
import { NO_EVIDENCE } from '../../../server/features/identity/merge/contract.ts'
import { mergeCustomers } from '../../../server/features/identity/merge/merge-customers.ts'
import { splitCustomer } from '../../../server/features/identity/merge/split-customer.ts'
import type {
  DeliveryDetail,
  DeliveryRow,
  EndpointList,
  ShownSecret,
} from '../../../server/features/webhooks/contract.ts'
import { isPublicAddress, sendWebhook } from '../../../server/features/webhooks/send.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

interface Heard {
  headers: IncomingHttpHeaders
  body: string
}

/** Somebody else's system. */
let receiver: Server
let heard: Heard[] = []
let answer: { status: number; headers?: Record<string, string> } = { status: 204 }
let url = ''

beforeAll(async () => {
  receiver = createServer((request, reply) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      heard.push({ headers: request.headers, body })
      reply.writeHead(answer.status, answer.headers).end('thanks')
    })
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  const address = receiver.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hooks`
})
afterAll(() => new Promise((done) => receiver.close(done)))
beforeEach(() => {
  heard = []
  answer = { status: 204 }
})

onBothDatabases(
  'What other systems hear',
  (service) => {
    let admin: Browser
    let lina: Browser
    let customer: CustomerRow
    const drain = () => service().deps.jobs.drain()

    beforeAll(async () => {
      admin = await service().signIn('hanyue')
      lina = await service().signIn('lina')
      const [row] = (await walk<CustomerRow>(lina, '/api/v1/customers?q=lxy')).rows
      if (!row) throw new Error('nobody')
      customer = row
      await drain()
    })

    async function subscribe(...types: string[]): Promise<ShownSecret> {
      const reply = await admin.send('POST', '/api/v1/webhooks/endpoints', { url, types })
      expect(reply.status, reply.text).toBe(201)
      return reply.json<ShownSecret>()
    }
    const switchOff = (id: string) => admin.send('DELETE', `/api/v1/webhooks/endpoints/${id}`)
    const log = async (id: string): Promise<DeliveryRow[]> =>
      (await walk<DeliveryRow>(admin, `/api/v1/webhooks/endpoints/${id}/deliveries`)).rows
    const changed = async (): Promise<void> => {
      const { deps, database } = service()
      const change = { kind: 'facts-recorded' as const, corpId, customerIds: [customer.id] }
      await database.db.$transaction((tx) => deps.changes.report(tx, [change]))
      deps.jobs.nudge()
      await drain()
    }
    const signaturesOf = (one: Heard | undefined): Record<string, string> => ({
      'webhook-id': String(one?.headers['webhook-id']),
      'webhook-timestamp': String(one?.headers['webhook-timestamp']),
      'webhook-signature': String(one?.headers['webhook-signature']),
    })

    it('is signed, names rows by id, and is what they subscribed to', async () => {
      const { id, secret } = await subscribe('facts.recorded')
      await changed()
      expect(heard).toHaveLength(1)
      const [one] = heard
      const told = new Webhook(secret).verify(one?.body ?? '', signaturesOf(one))
      expect(told).toMatchObject({ type: 'facts.recorded', data: { corpId, customerIds: [customer.id] } })
      expect(one?.body).not.toContain(customer.name)
      expect((await log(id)).map(({ state, lastStatus }) => [state, lastStatus])).toEqual([['done', 204]])
      await switchOff(id)
    })

    it('is signed with both secrets while a system changes over', async () => {
      const first = await subscribe('facts.recorded')
      const next = (
        await admin.send('POST', `/api/v1/webhooks/endpoints/${first.id}/secrets`)
      ).json<ShownSecret>()
      await changed()
      const [one] = heard
      for (const { secret } of [first, next])
        expect(() => new Webhook(secret).verify(one?.body ?? '', signaturesOf(one))).not.toThrow()
      expect(() => new Webhook(next.secret).verify(`${one?.body} `, signaturesOf(one))).toThrow()
      await switchOff(first.id)
    })

    it('is told again until it is heard, and then no more', async () => {
      const { id } = await subscribe('facts.recorded')
      answer = { status: 500 }
      await changed()
      expect((await log(id)).map(({ state, attempts }) => [state, attempts])).toEqual([['waiting', 1]])
      answer = { status: 200 }
      service().advance(6000)
      service().deps.jobs.nudge()
      await drain()
      const [row] = await log(id)
      expect([row?.state, row?.attempts]).toEqual(['done', 2])
      const counted = await service().deps.metrics.registry.metrics()
      for (const result of ['retry', 'done'])
        expect(counted).toMatch(new RegExp(`liuke_webhook_deliveries_total\\{result="${result}"\\} [1-9]`))
      expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
      const detail = (await admin.get(`/api/v1/webhooks/deliveries/${row?.id}`)).json<DeliveryDetail>()
      expect(detail.tries.map(({ status, answer: said }) => [status, said])).toEqual([
        [200, 'thanks'],
        [500, 'thanks'],
      ])
      await switchOff(id)
    })

    it('ends with “gone”, waits among the dead, and is replayed by hand', async () => {
      const { id } = await subscribe('facts.recorded')
      answer = { status: 410 }
      await changed()
      const { items } = (await admin.get('/api/v1/webhooks/endpoints?limit=1')).json<EndpointList>()
      expect(items[0]).toMatchObject({ id, state: 'disabled', disabledReason: 'gone', dead: 1 })
      answer = { status: 204 }
      await admin.send('PUT', `/api/v1/webhooks/endpoints/${id}`, { url, types: ['facts.recorded'] })
      const replayed = await admin.send('POST', `/api/v1/webhooks/endpoints/${id}/replays`)
      expect(replayed.json()).toEqual({ count: 1 })
      await drain()
      expect((await log(id)).map(({ state }) => state)).toEqual(['done'])
      await switchOff(id)
    })

    it('waits among the dead when no try came to an end', async () => {
      const { id } = await subscribe('facts.recorded')
      answer = { status: 500 }
      await changed()
      // Its process ended each time.
      await service().database.sql.run(
        `UPDATE "Job" SET "attempts" = 8 WHERE "name" = 'webhooks.deliver' AND "state" = 'ready'`,
        [],
      )
      service().advance(6000)
      service().deps.jobs.nudge()
      await drain()
      expect((await log(id)).map(({ state, attempts }) => [state, attempts])).toEqual([['dead', 1]])
      await switchOff(id)
    })

    it('is never sent on by a redirect', async () => {
      const { id } = await subscribe('facts.recorded')
      answer = { status: 302, headers: { location: `${url}/elsewhere` } }
      await changed()
      expect(heard).toHaveLength(1)
      expect((await log(id)).map(({ state, lastStatus }) => [state, lastStatus])).toEqual([['waiting', 302]])
      await switchOff(id)
    })

    it('tells of a tag once', async () => {
      const { id } = await subscribe('customer.tag_changed')
      const { tagId } = await service().database.db.tag.findFirstOrThrow({
        where: { corpId, deletedAt: null },
      })
      await lina.send('PUT', `/api/v1/contacts/${customer.externalUserid}/tags`, { add: [tagId] })
      const { deps, database } = service()
      for (let n = 0; n < 2; n += 1) {
        const change = { kind: 'customer-changed' as const, corpId, customerIds: [customer.id] }
        await database.db.$transaction((tx) => deps.changes.report(tx, [change]))
        deps.jobs.nudge()
        await drain()
      }
      expect(heard.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
        'customer.tag_changed',
      ])
      await switchOff(id)
    })

    it('tells once who was joined with whom, and nothing when they are taken apart', async () => {
      const { id } = await subscribe('customer.merged')
      const { deps, database } = service()
      const others = await database.db.customer.findMany({
        where: { corpId },
        take: 2,
        orderBy: { id: 'asc' },
      })
      const [first, second] = others.map((row) => row.id)
      const sides = { corpId, aId: second ?? '', bId: first ?? '' }
      await database.sql.transaction((tx) =>
        mergeCustomers(deps, tx, { ...sides, rule: 'person', evidence: NO_EVIDENCE, madeBy: null }),
      )
      await drain()
      const told = () => heard.map(({ body }) => JSON.parse(body) as { type: string; data: object })
      const merged = { type: 'customer.merged', data: { corpId, customerId: first, fromId: second } }
      expect(told()).toMatchObject([merged])
      const { id: mergeId } = await database.db.customerMerge.findFirstOrThrow({
        where: { corpId, fromId: second ?? '' },
      })
      await database.sql.transaction((tx) =>
        splitCustomer(deps, tx, { corpId, mergeId, splitBy: null, reason: 'person' }),
      )
      await drain()
      expect(told()).toHaveLength(1)
      await switchOff(id)
    })

    it('tests an endpoint on request', async () => {
      const { id } = await subscribe('order.linked')
      await admin.send('POST', `/api/v1/webhooks/endpoints/${id}/tests`)
      await drain()
      expect(heard.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual(['webhook.test'])
      await switchOff(id)
    })
  },
  { isDemo: true },
)

it('only public addresses are spoken with', async () => {
  const inside = [
    '127.0.0.1',
    '10.0.0.1',
    '172.16.3.4',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
    '100.64.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '224.0.0.1',
  ]
  expect(inside.filter(isPublicAddress)).toEqual([])
  expect(['1.1.1.1', '2606:4700::1111'].filter(isPublicAddress)).toHaveLength(2)
  const plain = { headers: {}, body: '{}', mayLoopback: false }
  for (const address of [
    url,
    'https://localhost/x',
    'https://[::1]/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
  ])
    expect([address, (await sendWebhook(new URL(address), plain)).error]).toEqual([
      address,
      'refused-address',
    ])
  expect(heard).toEqual([])
})
