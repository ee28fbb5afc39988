import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { features } from '../../server/features/index.ts'
import { onBothDatabases } from '../support/on-both-databases.ts'
import { corpId, startTestService, type TestService } from '../support/service.ts'

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
}, 30_000)
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
