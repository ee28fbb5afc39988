import { createServer } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openProof } from '../../server/corps/prove-access.ts'
import { labels, texts } from '../../server/doctor/texts.ts'
import { linesOf, sentenceOf } from '../../server/doctor/tell-findings.ts'
import { runChecks } from '../../server/features/setup/checks/index.ts'
import { outcomes, type CheckContext, type CheckName } from '../../server/features/setup/checks/finding.ts'
import type { CorpAccess } from '../../server/features/corps.ts'
import { openContext } from '../../server/doctor/open-context.ts'
import { createLog } from '../../server/platform/log.ts'
import { WecomError } from '../../server/wecom/index.ts'
import { corpId, startTestService, type TestService } from '../support/service.ts'

let service: TestService
const repairs: (() => unknown)[] = []
beforeAll(async () => {
  const settings = { WECOM_DOMAIN_PROOF: 'WW_verify_aBc123.txt' }
  service = await startTestService({ settings, company: { contacts: 10, staff: 7, groups: 1 } })
}, 30_000)
afterEach(async () => {
  for (const repair of repairs.splice(0)) await repair()
})
afterAll(() => service.close())

/** As the command does it, but for the address: the service listens elsewhere than it says. */
async function examine(changes: Partial<CheckContext> = {}, access: Partial<CorpAccess> = {}) {
  const home = service.deps.corps.find(corpId)
  if (!home) throw new Error('no corp')
  const corp = { ...home, ...access }
  const wecom = openProof(corp, service.clock)
  const { sql } = service.database
  const context: CheckContext = {
    corp,
    wecom,
    origin: service.address,
    clock: service.clock,
    database: { sql },
    ...changes,
  }
  const findings = await runChecks(context)
  wecom.close()
  return {
    findings,
    of: (name: CheckName) => findings.find(({ check }) => check === name),
    /** Everything that is not well. */
    bad: findings.flatMap(({ check, state, outcome }) =>
      state === 'ok' ? [] : [`${check} ${state}: ${outcome}`],
    ),
  }
}

const wecomSide = () => service.simulator.corp

it('A company where all is well gets fourteen times ok, and nothing of it is touched', async () => {
  const rows = () => service.database.db.inboxEvent.count()
  const before = await rows()
  const { findings, bad } = await examine()
  expect(bad).toEqual([])
  expect(findings.map(({ check }) => check)).toEqual(Object.keys(outcomes))
  expect(await rows()).toBe(before)
  expect(service.simulator.calls.of('externalcontact/mark_tag')).toBe(0)
})

it('A reset secret is named with where to copy it, and the rest waits for it', async () => {
  const { bad, of } = await examine({}, { agentSecret: 'OLD', directorySecret: null })
  expect(bad).toContain('agent-secret problem: refused')
  expect(of('agent-secret')?.params).toEqual({ errcode: 40001 })
  expect(bad).toEqual(expect.arrayContaining(['trusted-ip warning: unknown', 'jssdk warning: unknown']))
  expect(bad.filter((line) => line.includes('problem'))).toEqual([
    'agent-secret problem: refused',
    'directory problem: refused',
  ])
})

it('A corp id that WeCom does not know is the secret’s problem as well', async () => {
  const { of } = await examine({}, { corpId: 'wwsomethingelse' })
  expect(of('agent-secret')).toMatchObject({
    state: 'problem',
    outcome: 'refused',
    params: { errcode: 40013 },
  })
})

it('An address that is not trusted is named as WeCom saw it', async () => {
  wecomSide().trustedIps = ['203.0.113.9']
  repairs.push(() => (wecomSide().trustedIps = 'any'))
  const { of, findings } = await examine()
  expect(of('trusted-ip')).toMatchObject({ state: 'problem', params: { ip: '127.0.0.1' } })
  expect(of('agent-secret')?.state).toBe('ok')
  expect(of('callable-app')?.state).toBe('warning')
  expect(linesOf(findings, 'zh').join('\n')).toContain('127.0.0.1（60020）')
})

it('An app that is not callable, and one that sees nobody, are told apart', async () => {
  wecomSide().callable = false
  repairs.push(() => (wecomSide().callable = true))
  expect((await examine()).bad).toEqual(['callable-app problem: refused', 'visible-range problem: refused'])
  wecomSide().callable = true
  wecomSide().visible = { departments: [], userids: [] }
  repairs.push(() => (wecomSide().visible = 'all'))
  expect((await examine()).bad).toContain('visible-range problem: nobody')
})

it('A directory secret that is wrong, or missing, is told apart', async () => {
  expect((await examine({}, { directorySecret: 'WRONG' })).bad).toEqual(['directory problem: refused'])
  expect((await examine({}, { directorySecret: null })).bad).toEqual(['directory warning: no-secret'])
})

it.each([
  [8_000, 'clock warning: off', -8],
  [-120_000, 'clock problem: off', 120],
])('A clock that is %i ms off is told with the difference', async (skewMs, line, seconds) => {
  wecomSide().dateSkewMs = skewMs
  repairs.push(() => (wecomSide().dateSkewMs = 0))
  const { bad, of } = await examine()
  expect(bad).toEqual([line])
  expect(Math.abs(Number(of('clock')?.params['seconds']) - seconds)).toBeLessThanOrEqual(2)
})

it('A callback pair that the running service does not have is told, and so is a page of somebody else', async () => {
  const callbackKeys = [{ token: 'Other', encodingAesKey: 'Q'.repeat(42) + 'A' }]
  expect((await examine({}, { callbackKeys })).bad).toEqual(['callback problem: keys'])
  const stranger = createServer((_request, answer) => answer.end('<h1>Welcome to nginx</h1>'))
  await new Promise<void>((ready) => stranger.listen(0, '127.0.0.1', ready))
  repairs.push(() => new Promise((closed) => stranger.close(closed)))
  const bound = stranger.address()
  const origin = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
  const { bad } = await examine({ origin })
  expect(bad).toEqual(['callback problem: not-ours', 'trusted-domain problem: wrong-content'])
})

it('An address where nobody answers is a problem while a service runs, and untested while none does', async () => {
  const origin = 'http://127.0.0.1:9'
  const running = await examine({ origin })
  expect(running.bad).toEqual(['callback problem: unreachable', 'trusted-domain problem: unreachable'])
  expect(running.of('callback')?.params['why']).toContain('ECONNREFUSED')
  await service.database.sql.run(`UPDATE "Lease" SET "expiresAt" = ? WHERE "name" = 'heartbeat:worker'`, [
    new Date(0),
  ])
  repairs.push(() =>
    service.database.sql.run(`UPDATE "Lease" SET "expiresAt" = ? WHERE "name" = 'heartbeat:worker'`, [
      new Date('2099-01-01'),
    ]),
  )
  expect((await examine({ origin })).bad).toEqual([
    'callback warning: not-running',
    'trusted-domain warning: not-running',
    'queue warning: no-worker',
  ])
})

it('A service on another database than the doctor is found out by the event that is not there', async () => {
  const { sql } = service.database
  const elsewhere = {
    ...sql,
    run: (text: string, params?: Parameters<typeof sql.run>[1]) =>
      text.startsWith('DELETE FROM "InboxEvent"') ? Promise.resolve(0) : sql.run(text, params),
  }
  expect((await examine({ database: { sql: elsewhere } })).bad).toEqual(['callback problem: not-stored'])
  await sql.run(`DELETE FROM "InboxEvent" WHERE "event" = 'liuke_doctor'`)
})

it('A plain http address of the outside, a missing proof and a missing database are told', async () => {
  const { bad } = await examine(
    { origin: 'http://crm.invalid', database: { sql: null, missing: true, reason: 'data/liuke.db' } },
    { domainProof: null },
  )
  expect(bad).toEqual(
    expect.arrayContaining([
      'origin problem: not-https',
      'database warning: missing',
      'trusted-domain warning: no-file',
      'callback warning: not-running',
    ]),
  )
})

it('A migration that is missing, a job that failed and an event that was set aside are told', async () => {
  const { db, sql } = service.database
  const [last] = await sql.all<{ name: string }>(
    'SELECT "migration_name" AS "name" FROM "_prisma_migrations" ORDER BY "migration_name" DESC LIMIT 1',
  )
  const name = last?.name ?? ''
  await sql.run('UPDATE "_prisma_migrations" SET "migration_name" = ? WHERE "migration_name" = ?', [
    'x',
    name,
  ])
  repairs.push(() =>
    sql.run('UPDATE "_prisma_migrations" SET "migration_name" = ? WHERE "migration_name" = ?', [name, 'x']),
  )
  const at = service.clock.now()
  const job = {
    corpId,
    id: 'FAILED',
    name: 'none',
    key: 'k',
    lane: 2,
    payloadJson: '{}',
    createdAt: at,
    runAt: at,
  }
  await db.job.create({ data: { ...job, state: 'failed', endedAt: at } })
  repairs.push(() => db.job.deleteMany({ where: { id: 'FAILED' } }))
  expect((await examine()).bad).toEqual(['migrations problem: pending', 'queue warning: failed'])
})

it('A queue that stands still, and events that were set aside, are told', async () => {
  const { db } = service.database
  const late = new Date(service.clock.nowMs() - 25 * 60_000)
  const event = { corpId, event: 'contact', changeType: 'x', objectId: 'wm', bodySealed: '', createdAtSec: 0 }
  await db.inboxEvent.create({ data: { ...event, hash: 'parked', receivedAt: late, state: 'parked' } })
  repairs.push(() => db.inboxEvent.deleteMany({ where: { hash: 'parked' } }))
  const parked = await examine()
  expect(parked.bad).toEqual(['queue warning: parked'])
  expect(parked.of('queue')?.params).toEqual({ count: 1 })
  const job = { corpId, id: 'LATE', name: 'nobody.does', key: 'k', lane: 2, payloadJson: '{}' }
  await db.job.create({ data: { ...job, createdAt: late, runAt: late, state: 'ready' } })
  repairs.push(() => db.job.deleteMany({ where: { id: 'LATE' } }))
  const stuck = await examine()
  expect(stuck.bad).toEqual(['queue problem: late'])
  expect(stuck.of('queue')?.params).toEqual({ minutes: 25 })
})

it('A last sync that was not whole is told with its reason', async () => {
  const { db } = service.database
  const [run] = await db.syncRun.findMany({ where: { kind: 'full' }, orderBy: { id: 'desc' }, take: 1 })
  if (!run) throw new Error('no run')
  const where = { corpId_id: { corpId, id: run.id } }
  repairs.push(() => db.syncRun.update({ where, data: { state: run.state, errorText: run.errorText } }))
  await db.syncRun.update({ where, data: { state: 'failed', errorText: 'WeCom is away' } })
  const { bad, of } = await examine()
  expect(bad).toEqual(['sync warning: not-done'])
  expect(of('sync')?.params).toMatchObject({ state: 'failed', why: 'WeCom is away' })
})

it('A clock that nobody can compare with is not called right', async () => {
  const mute = createServer((_request, answer) => {
    answer.sendDate = false
    answer.end('{"errcode":40013,"errmsg":"invalid corpid"}')
  })
  await new Promise<void>((ready) => mute.listen(0, '127.0.0.1', ready))
  repairs.push(() => new Promise((closed) => mute.close(closed)))
  const bound = mute.address()
  const apiBase = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
  const { of } = await examine({}, { apiBase })
  expect(of('clock')).toMatchObject({ state: 'warning', outcome: 'unknown' })
})

it('A directory without a department, and tickets that are refused or the same, are told', async () => {
  const home = service.deps.corps.find(corpId)
  if (!home) throw new Error('no corp')
  const real = openProof(home, service.clock)
  repairs.push(() => real.close())
  const nobody = {
    ...real,
    directory: { ...real.directory, listDepartments: async () => ({ rows: [], invalidRows: [] }) },
  }
  expect((await examine({ wecom: nobody })).bad).toEqual(['directory problem: nobody'])

  const { auth } = real
  const refusing = {
    ...real,
    auth: {
      ...auth,
      corpTicket: async () => {
        throw new WecomError({
          kind: 'denied',
          api: 'get_jsapi_ticket',
          errcode: 48002,
          errmsg: 'api forbidden',
        })
      },
    },
  }
  const refused = await examine({ wecom: refusing })
  expect(refused.bad).toEqual(['jssdk problem: refused'])
  expect(refused.of('jssdk')?.params).toEqual({ errcode: 48002 })
  const mixed = { ...real, auth: { ...auth, corpTicket: auth.agentTicket } }
  expect((await examine({ wecom: mixed })).bad).toEqual(['jssdk problem: same-ticket'])
})

it('A database that does not answer is a problem, and what needs it is untested, not well', async () => {
  const settings = { ...service.deps.settings, DATABASE_URL: 'postgres://nobody@127.0.0.1:9/liuke' }
  const log = createLog({ level: 'silent' })
  const { context, close } = await openContext({ settings, clock: service.clock, log, corpId: undefined })
  repairs.push(close)
  expect(context.database).toMatchObject({ sql: null, missing: false })
  const { bad, of } = await examine({ database: context.database })
  expect(bad).toEqual(
    expect.arrayContaining([
      'database problem: unreachable',
      'migrations warning: untested',
      'queue warning: untested',
      'sync warning: untested',
    ]),
  )
  expect(of('database')?.params['why']).not.toBe('')
}, 30_000)

it('WeCom out of reach is told once, not as a wrong secret', async () => {
  const { of, bad } = await examine({}, { apiBase: 'http://127.0.0.1:9' })
  expect(of('agent-secret')).toMatchObject({ state: 'problem', outcome: 'no-answer' })
  expect(bad.filter((line) => line.includes('problem'))).toEqual(['agent-secret problem: no-answer'])
}, 20_000)

it('Every outcome has a sentence in both languages, and no finding holds a secret', async () => {
  const keys = Object.entries(outcomes).flatMap(([check, list]) => list.map((one) => `${check}.${one}`))
  expect(Object.keys(texts).sort()).toEqual(keys.sort())
  expect(Object.keys(labels)).toEqual(Object.keys(outcomes))
  const { findings } = await examine({}, { agentSecret: 'PLANTED-SECRET' })
  const told = findings.map((finding) => sentenceOf(finding, 'en') + JSON.stringify(finding)).join()
  expect(told).not.toMatch(/PLANTED-SECRET|LANYUE-DIRECTORY|LanyueDemoToken|abcdefghijklmnopqrstuvwxyz0123/)
})
