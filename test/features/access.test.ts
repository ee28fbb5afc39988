import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Deps } from '../../server/features/deps.ts'
import { features } from '../../server/features/index.ts'
import type { Route } from '../../server/platform/http/route.ts'
import type { Browser, Reply } from '../support/http-client.ts'
import { signInCast, type Cast } from '../support/factories/cast.ts'
import { foundGroup, possessionsOf } from '../support/factories/possessions.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { access, callers, type Access, type Call, type Caller, type Stage } from './access-table.ts'

/** Ahead of the router, and public as well. */
const door: Route<Deps> = {
  ...{ method: 'POST', path: '/wecom/callback/:corpId', summary: 'callback-door.ts' },
  ...{ roles: 'public', apps: ['chat', 'console'] },
}
const routes = [...features.flatMap((feature) => feature.routes ?? []), door]
const nameOf = (route: { method: string; path: string }): string => `${route.method} ${route.path}`

let service: TestService
let cast: Cast
/** The same calls about things of lina (浦东店) and of wanglei (浦西店). */
let stages: { stage: Stage; browsers: Record<Caller, Browser> }[]

beforeAll(async () => {
  const settings = { WECOM_DOMAIN_PROOF: 'WW_verify_abc123.txt' }
  service = await startTestService({ settings, isSynced: false })
  foundGroup(service, 'lina')
  foundGroup(service, 'wanglei')
  await service.sync()
  cast = await signInCast(service)
  const { zhoumin: operator, hanyue: admin } = cast
  const shared = { anonymous: service.browser(), operator, admin }
  stages = [
    {
      stage: await stageOf('lina', cast.lina),
      browsers: {
        ...shared,
        owner: cast.lina,
        strangeAdvisor: cast.wanglei,
        ownManager: cast.xuli,
        strangeManager: cast.puxi,
        otherAppsSession: await inTheOtherApp('lina'),
      },
    },
    {
      stage: await stageOf('wanglei', cast.wanglei),
      browsers: {
        ...shared,
        owner: cast.wanglei,
        strangeAdvisor: cast.lina,
        ownManager: cast.puxi,
        strangeManager: cast.xuli,
        otherAppsSession: await inTheOtherApp('wanglei'),
      },
    },
  ]
})
afterAll(() => service.close())

async function stageOf(userid: string, owner: Browser): Promise<Stage> {
  const without = Object.values(cast.userids).filter((other) => other !== userid)
  return { service, owner, operator: cast.zhoumin, own: await possessionsOf(service, { userid, without }) }
}

/** Signed in to the sidebar, calling as the console. */
async function inTheOtherApp(userid: string): Promise<Browser> {
  const browser = await service.signIn(userid, 'chat')
  browser.app = 'console'
  return browser
}

function ask(browser: Browser, route: { method: string }, call: Call): Promise<Reply> {
  const { path, body, ...asked } = call
  if (route.method === 'GET') return browser.get(path, asked)
  return browser.send(route.method, path, body, asked)
}

/** Nothing of ours and nobody's number leaves, whatever the answer is. */
function expectDiscreet(reply: Reply, what: string): void {
  expect(reply.status, what).toBeLessThan(500)
  expect(reply.text, what).not.toMatch(/\n\s+at |node_modules|server\/features|SELECT |Prisma/)
  // Two show numbers on purpose, one an invented one.
  const mayShow = /phone-reveal|personal-data|template\.csv/.test(what) && reply.status === 200
  if (!mayShow) expect(reply.text, what).not.toMatch(/(?<!\w)1[3-9]\d{9}(?!\w)/)
}

function entryOf(name: string): Access {
  const entry = access[name]
  if (!entry) throw new Error(`${name} is not in the table`)
  return entry
}

function first(): { stage: Stage; browsers: Record<Caller, Browser> } {
  const [one] = stages
  if (!one) throw new Error('nobody is on stage')
  return one
}

// Signing out comes last: it ends the sessions the others need.
const inOrder = [...routes].sort((a, b) => Number(a.path.endsWith('/end')) - Number(b.path.endsWith('/end')))
const guarded = inOrder.filter((route) => route.roles !== 'public')

describe('access', () => {
  it('is decided for every route, and for none that does not exist', () => {
    expect(Object.keys(access).sort()).toEqual(routes.map(nameOf).sort())
  })

  const unsafe = guarded.filter((route) => route.method !== 'GET').map(nameOf)
  it.each(unsafe)('%s is refused when another site could have caused it', async (name) => {
    const call = await entryOf(name).call(first().stage)
    const causes: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'x-liuke-app': '' },
    ]
    for (const headers of causes) {
      const asked = { ...call.headers, ...headers }
      const reply = await ask(cast.hanyue, nameParts(name), { ...call, headers: asked })
      expect([reply.status, reply.json()['kind']], JSON.stringify(headers)).toEqual([403, 'cross-site'])
    }
  })

  const withBody = inOrder.filter((route) => route.body).map(nameOf)
  it.each(withBody)('%s takes nothing it does not know', async (name) => {
    const { stage, browsers } = first()
    const { call, statuses } = entryOf(name)
    const { body, ...rest } = await call(stage)
    const admitted = callers.find((_, n) => (statuses[n] ?? 400) < 300) ?? 'admin'
    for (const extra of [{ corpId: 'ww1' }, { role: 'admin' }, { ownerId: 'me' }, { staffId: 'me' }]) {
      const reply = await ask(browsers[admitted], nameParts(name), {
        ...rest,
        body: { ...(body as object), ...extra },
      })
      expect([reply.status, reply.json()['kind']], JSON.stringify(extra)).toEqual([400, 'invalid-input'])
    }
  })

  const onlyConsole = guarded.filter((route) => !route.apps.includes('chat')).map(nameOf)
  it('to what belongs to the console is nothing the sidebar can ask for', async () => {
    const sidebar = await service.signIn('hanyue', 'chat')
    for (const name of onlyConsole) {
      const reply = await ask(sidebar, nameParts(name), await entryOf(name).call(first().stage))
      expect([name, reply.status]).toEqual([name, 404])
    }
  })

  describe.each([0, 1])('to what is somebody’s (%i)', (n) => {
    it.each(inOrder.map(nameOf))('%s is for whom the table says', async (name) => {
      const { stage, browsers } = stages[n] ?? first()
      const { statuses, call } = entryOf(name)
      const found: Record<string, number> = {}
      for (const caller of callers) {
        const reply = await ask(browsers[caller], nameParts(name), await call(stage))
        expectDiscreet(reply, `${name} as ${caller}`)
        found[caller] = reply.status
      }
      expect(found).toEqual(Object.fromEntries(callers.map((caller, place) => [caller, statuses[place]])))
      if (name === 'POST /api/v1/session/end') await everybodyAgain()
    })
  })
})

/** Who signed out signs in again. */
async function everybodyAgain(): Promise<void> {
  const { userids } = cast
  for (const [part, userid] of Object.entries(userids)) {
    const again = await service.signIn(userid)
    cast[part as keyof Cast['userids']].cookies.set(
      service.home,
      again.cookies.get(service.home) ?? new Map(),
    )
  }
}

function nameParts(name: string): { method: string } {
  return { method: name.split(' ', 1)[0] ?? '' }
}
