import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Health } from '../../server/health.ts'
import { sealEvent } from '../../server/wecom/index.ts'
import { features } from '../../server/features/index.ts'
import { onBothDatabases } from '../support/on-both-databases.ts'
import { corpId, startTestService, type TestService } from '../support/service.ts'
import { walk } from '../support/walk.ts'

const docs = (name: string): string => readFileSync(resolve(import.meta.dirname, '../../docs', name), 'utf8')
const TOKEN = 'a-token-for-prometheus'
const company = { contacts: 15, staff: 8, groups: 2 }

interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

function samplesOf(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', labels = '', value = ''] = /^([a-z_][\w]*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? []
    if (name === '') return []
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [
      key,
      text,
    ])
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }]
  })
}

async function scrape(service: TestService, headers: Record<string, string> = {}): Promise<Sample[]> {
  const reply = await service.browser(null).get('/metrics', { headers })
  expect([reply.status, reply.headers['content-type']]).toEqual([200, expect.stringContaining('text/plain')])
  return samplesOf(reply.text)
}

onBothDatabases(
  'metrics',
  (service) => {
    const find = async (name: string, labels: Record<string, string> = {}) =>
      (await scrape(service())).filter(
        (one) =>
          one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
      )
    const valueOf = async (name: string, labels: Record<string, string> = {}) =>
      (await find(name, labels))[0]?.value

    it('tell how the house is: database, worker, sync, queue, calls', async () => {
      expect(await valueOf('liuke_database_up')).toBe(1)
      expect(await valueOf('liuke_database_size_bytes')).toBeGreaterThan(10_000)
      expect(await valueOf('liuke_worker_heartbeat_age_seconds')).toBeLessThan(60)
      expect(await valueOf('liuke_sync_last_whole_result', { corp: corpId, state: 'done' })).toBe(1)
      expect(await valueOf('liuke_sync_last_complete_age_seconds', { corp: corpId })).toBeLessThan(600)
      expect(await valueOf('liuke_sync_runs_last_day', { kind: 'full', state: 'done' })).toBe(1)
      const api = 'externalcontact/batch/get_by_user'
      const calls = { api, outcome: 'ok' }
      expect(await valueOf('liuke_wecom_call_duration_seconds_count', calls)).toBe(
        service().simulator.calls.of(api),
      )
      expect(await valueOf('liuke_wecom_budget_left', { api, window: 'hour' })).toBeLessThan(150_000)
      expect(await valueOf('liuke_job_duration_seconds_count', { name: 'sync.run', outcome: 'done' })).toBe(1)
    })

    it('count requests by pattern, whatever is in the address', async () => {
      const someone = await service().signIn('lina')
      for (const id of ['01AAAAAAAAAAAAAAAAAAAAAAAA', '13800001111'])
        await someone.get(`/api/v1/customers/${id}`)
      await someone.get('/api/v1/no/such/route/13800001111')
      const route = '/api/v1/customers/:id'
      const counted = await find('liuke_http_request_duration_seconds_count', { method: 'GET', route })
      expect(counted.reduce((sum, one) => sum + one.value, 0)).toBe(2)
      const known = new Set(features.flatMap((feature) => (feature.routes ?? []).map((one) => one.path)))
      const others = ['unmatched', 'pages', 'assets', '/healthz', '/readyz', '/metrics']
      const named = (await find('liuke_http_request_duration_seconds_count')).map(
        (one) => one.labels['route'] ?? '',
      )
      expect(named.filter((one) => !known.has(one) && !others.includes(one))).toEqual([])
    })

    it('show what waits, what failed, and what WeCom refuses', async () => {
      const { database, clock, simulator, deps } = service()
      const now = clock.now()
      const old = new Date(now.getTime() - 600_000)
      const event = {
        corpId,
        event: 'contact',
        changeType: 'x',
        objectId: 'wm',
        bodySealed: '',
        createdAtSec: 0,
      }
      await database.db.inboxEvent.create({
        data: { ...event, hash: 'a', receivedAt: old, state: 'received' },
      })
      await database.db.inboxEvent.create({ data: { ...event, hash: 'b', receivedAt: old, state: 'parked' } })
      const job = {
        corpId,
        name: 'nobody.does',
        key: '',
        lane: 2,
        payloadJson: '{}',
        createdAt: old,
        runAt: old,
      }
      await database.db.job.create({ data: { ...job, id: 'F', state: 'failed', endedAt: now } })
      simulator.corp.trustedIps = ['203.0.113.9']
      await deps
        .wecomOf(corpId)
        .contacts.listFollowUsers()
        .catch(() => undefined)
      simulator.corp.trustedIps = 'any'
      const oldest = await valueOf('liuke_inbox_oldest_seconds')
      expect(oldest).toBeGreaterThanOrEqual(600)
      expect(await valueOf('liuke_inbox_events', { state: 'parked' })).toBe(1)
      expect(await valueOf('liuke_jobs', { name: 'nobody.does', state: 'failed' })).toBe(1)
      expect(await valueOf('liuke_wecom_refused', { corp: corpId, errcode: '60020' })).toBe(1)
      await deps.wecomOf(corpId).askAgain()
      expect(await find('liuke_wecom_refused')).toEqual([])
    })

    it('count tokens, callbacks, scripts and handovers', async () => {
      const { simulator, deps, address, database, clock } = service()
      const got = { kind: 'token', result: 'ok' }
      expect(await valueOf('liuke_wecom_token_refresh_total', got)).toBe(simulator.calls.of('gettoken'))
      expect(await valueOf('liuke_wecom_tokens', { state: 'good' })).toBe(1)

      const [key] = deps.corps.find(corpId)?.callbackKeys ?? []
      if (!key) throw new Error('no callback keys')
      const message = `<xml><ToUserName>${corpId}</ToUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>change_external_tag</Event><Id>none</Id><TagType>tag</TagType><ChangeType>update</ChangeType></xml>`
      const timestamp = String(Math.floor(clock.nowMs() / 1000))
      const { query, body } = sealEvent({ key, receiveId: corpId, timestamp, nonce: 'n', message })
      for (const _ of [1, 2]) {
        const url = `${address}/wecom/callback/${corpId}?${new URLSearchParams(query)}`
        expect((await fetch(url, { method: 'POST', body })).status).toBe(200)
      }
      for (const result of ['new', 'repeat'])
        expect(await valueOf('liuke_callback_events_total', { event: 'tag', result })).toBe(1)

      const advisor = await service().signIn('lina')
      const [customer] = (await walk<{ id: string }>(advisor, '/api/v1/customers')).rows
      const script = await database.db.script.findFirst({ where: { corpId } })
      const outcome = { customerId: customer?.id, rule: null, scriptId: script?.id, outcome: 'sent' }
      for (const _ of [1, 2]) {
        const reply = await advisor.send('POST', '/api/v1/actions/outcomes', {
          id: '01JDHQ3Z0000000000000SENT0',
          ...outcome,
        })
        expect(reply.status, reply.text).toBe(201)
      }
      expect(await valueOf('liuke_script_send_total', { result: 'sent' })).toBe(1)

      const at = clock.now()
      const of = { corpId, id: 'H', family: 'onjob', fromStaffId: 'S', planJson: '{}', createdBy: 'S' }
      await database.db.handover.create({ data: { ...of, state: 'running', createdAt: at, updatedAt: at } })
      const row = { corpId, handoverId: 'H', kind: 'customer', fromStaffId: 'S', rank: 1 }
      for (const objectId of ['a', 'b'])
        await database.db.handoverRow.create({ data: { ...row, objectId, state: 'waiting' } })
      expect(await valueOf('liuke_handover_items', { state: 'waiting' })).toBe(2)
      await database.db.handoverRow.deleteMany({ where: { handoverId: 'H' } })
      await database.db.handover.deleteMany({ where: { id: 'H' } })
      expect(await find('liuke_handover_items')).toEqual([])
    })

    it('and /readyz say when no token can be had, and ask nobody for it', async () => {
      const { simulator, deps } = service()
      const readTokens = async () =>
        (await service().browser(null).get('/readyz')).json<Health>().parts.tokens
      // Nothing here needed the directory's own secret yet.
      expect(await readTokens()).toEqual({ good: 1, idle: 1, stale: 0, failing: [] })
      const app = simulator.corp.apps.find((one) => one.kind === 'app')
      if (!app) throw new Error('no app')
      const right = app.secret
      app.secret = 'RESET'
      simulator.tokens.revoke()
      const call = () => deps.wecomOf(corpId).contacts.listFollowUsers({ priority: 'interactive' })
      await expect(call()).rejects.toMatchObject({ kind: 'denied' })
      const before = simulator.calls.of('gettoken')
      const failing = { errcode: 40001, cause: 'WeCom refuses the app secret', since: expect.any(String) }
      expect(await readTokens()).toEqual({ good: 0, idle: 1, stale: 0, failing: [failing] })
      expect(await valueOf('liuke_wecom_tokens', { state: 'failing' })).toBe(1)
      expect(simulator.calls.of('gettoken')).toBe(before)
      app.secret = right
      await deps.wecomOf(corpId).askAgain()
      await call()
      expect(await readTokens()).toEqual({ good: 1, idle: 1, stale: 0, failing: [] })
    })

    it('hold nobody’s name, number or id', async () => {
      const text = (await service().browser(null).get('/metrics')).text
      const [contact] = [...service().simulator.truth.rows('contacts')]
      expect(text).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)|lina|hanyue|FAKE/)
      expect(text).not.toContain(String(contact?.['name']))
      expect(text).not.toContain(String(contact?.['externalUserid']))
    })

    it('have every metric that the alerts and the dashboard name', async () => {
      const text = (await service().browser(null).get('/metrics')).text
      const known = new Set(
        [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
          type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
        ),
      )
      for (const file of ['alerts.yaml', 'dashboard.json']) {
        const named = new Set(docs(file).match(/\b(?:liuke|nodejs|process)_\w+/g))
        expect(named.size).toBeGreaterThan(10)
        expect([file, [...named].filter((name) => !known.has(name))]).toEqual([file, []])
      }
      const inDocs = docs('alerts.yaml') + docs('dashboard.json')
      const own = [...known].filter((name) => name.startsWith('liuke_') && !/_(sum|bucket|count)$/.test(name))
      expect(own.filter((name) => !inDocs.includes(name))).toEqual([])
    })
  },
  { company },
)

let guarded: TestService
beforeAll(async () => {
  const settings = { METRICS_TOKEN: TOKEN, OPS_PORT: 0 }
  guarded = await startTestService({ isSynced: false, home: 'https://crm.example.com', settings, company })
})
afterAll(() => guarded.close())

it('with a token are for whoever has it', async () => {
  const anyone = guarded.browser(null)
  for (const authorization of ['', 'Bearer wrong', TOKEN, `Basic ${TOKEN}`]) {
    const reply = await anyone.get('/metrics', { headers: { authorization } })
    expect([authorization, reply.status, reply.text.includes('liuke_')]).toEqual([authorization, 401, false])
  }
  expect((await scrape(guarded, { authorization: `Bearer ${TOKEN}` })).length).toBeGreaterThan(50)
})

it('without a token are closed to a service that the world can reach, and open on this machine alone', async () => {
  delete guarded.deps.settings.METRICS_TOKEN
  const reply = await guarded.browser(null).get('/metrics')
  expect([reply.status, reply.text]).toEqual([403, 'Set METRICS_TOKEN or OPS_PORT to read the metrics\n'])
  const { opsOrigin } = guarded
  expect(opsOrigin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const own = await fetch(`${opsOrigin}/metrics`)
  expect([own.status, (await own.text()).includes('liuke_database_up 1')]).toEqual([200, true])
  expect((await fetch(`${opsOrigin}/readyz`)).status).toBe(200)
  expect((await fetch(`${opsOrigin}/api/v1/me`)).status).toBe(404)
})
