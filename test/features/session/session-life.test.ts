import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renameStaff } from '../../../server/features/staff/rename-staff.ts'
import { syncMember } from '../../../server/features/staff/sync.ts'
import type { LiveHint } from '../../../server/platform/live.ts'
import type { Browser } from '../../support/http-client.ts'
import { corpId, startTestService, type TestService } from '../../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.close())

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const statusOf = async (browser: Browser) => (await browser.get('/api/v1/me')).status

describe('a session', () => {
  async function hired(userid: string): Promise<Browser> {
    service.simulator.actions('add-member', { userid, name: '新人', department: 212 })
    const browser = await service.signIn(userid)
    expect(await statusOf(browser)).toBe(200)
    return browser
  }

  it('ends with the next call after its member has left', async () => {
    const browser = await hired('leaving')
    service.simulator.actions('resign-member', { userid: 'leaving' })
    await syncMember(service.deps, { corpId, userid: 'leaving' })
    expect(await statusOf(browser)).toBe(401)
    await expect(service.signIn('leaving')).rejects.toThrow('could not sign in')
  })

  it('ends when its member is disabled, and a new one opens when they are back', async () => {
    const browser = await hired('pausing')
    const { world } = service.simulator
    const staff = world.staff.find('pausing')
    if (!staff) throw new Error('nobody is called pausing')
    world.change({ kind: 'staff', staff: { ...staff, status: 2 } })
    await syncMember(service.deps, { corpId, userid: 'pausing' })
    expect(await statusOf(browser)).toBe(401)
    await expect(service.signIn('pausing')).rejects.toThrow('账号未启用')
    // The copy still says disabled; the login asks WeCom.
    world.change({ kind: 'staff', staff: { ...staff, status: 1 } })
    expect(await statusOf(await service.signIn('pausing'))).toBe(200)
    expect(await statusOf(browser)).toBe(401)
  })

  it('ends when its member gets another userid', async () => {
    const browser = await hired('oldname')
    await renameStaff(service.deps, { corpId, from: 'oldname', to: 'newname' })
    expect(await statusOf(browser)).toBe(401)
  })

  it('ends when its member gets other roles, and the next one has them', async () => {
    const [browser, admin] = [await hired('rising'), await service.signIn('hanyue')]
    expect((await browser.get('/api/v1/staff')).status).toBe(403)
    const body = { roles: [{ role: 'manager', unitId: '' }] }
    const path = `/api/v1/staff/${await service.staffId('rising')}/roles`
    expect((await admin.send('PUT', path, body)).status).toBe(200)
    expect(await statusOf(browser)).toBe(401)
    const again = await service.signIn('rising')
    expect((await again.get('/api/v1/staff')).status).toBe(200)
    const audit = await service.database.db.auditEntry.findMany({ where: { action: 'roles-assigned' } })
    expect(audit.map((row) => JSON.parse(row.detailJson))).toEqual([{ before: [], after: body.roles }])
  })

  it('of the console ends after two idle hours, and is kept by calls in between', async () => {
    const [busy, idle] = [await service.signIn('xuli'), await service.signIn('lina')]
    service.advance(2 * HOUR - MINUTE)
    expect(await statusOf(busy)).toBe(200)
    service.advance(2 * MINUTE)
    expect([await statusOf(busy), await statusOf(idle)]).toEqual([200, 401])
  })

  it('ends after twelve hours, however busy it is', async () => {
    const browser = await service.signIn('xuli')
    for (let hour = 1; hour < 12; hour += 1) {
      service.advance(HOUR)
      expect(await statusOf(browser), `${hour} h`).toBe(200)
    }
    service.advance(HOUR + MINUTE)
    expect(await statusOf(browser)).toBe(401)
  })

  it('is gone for everybody once its member signs out', async () => {
    const browser = await service.signIn('xuli')
    const token = browser.cookies.get(service.home)?.get('liuke_console') ?? ''
    const ended = await browser.send('POST', '/api/v1/session/end')
    expect(ended.headers['set-cookie']).toEqual([expect.stringMatching(/^liuke_console=;.*Max-Age=0$/)])
    browser.cookies.set(service.home, new Map([['liuke_console', token]]))
    expect(await statusOf(browser)).toBe(401)
  })

  it('and a login under way leave nothing behind when their time is over', async () => {
    await service.browser().get('/login/wecom')
    service.advance(13 * HOUR)
    await service.deps.jobs.add(service.database.db, { name: 'sessions.sweep', corpId, payload: { corpId } })
    service.deps.jobs.nudge()
    await service.deps.jobs.drain()
    const { db } = service.database
    expect([await db.session.count(), await db.oauthState.count()]).toEqual([0, 0])
  })
})

describe('the login panel', () => {
  const codeOf = (id: string) => service.simulator.tokens.newCode({ kind: 'member', id, withTicket: false })
  async function opened(): Promise<{ browser: Browser; nonce: string }> {
    const browser = service.browser()
    const options = (await browser.get('/api/v1/login/options')).json()
    expect(options).toMatchObject({ mode: 'panel', corpId, demoLinks: [] })
    return { browser, nonce: String(options['nonce']) }
  }

  it('signs in with the code and the nonce that this page got', async () => {
    const { browser, nonce } = await opened()
    const reply = await browser.send('POST', '/api/v1/login/panel', { code: codeOf('xuli'), nonce })
    expect([reply.status, reply.text]).toEqual([200, '{}'])
    expect((await browser.get('/api/v1/me')).json()).toMatchObject({
      userid: 'xuli',
      roles: ['advisor', 'manager'],
    })
    // The nonce went with its login.
    expect((await browser.send('POST', '/api/v1/login/panel', { code: codeOf('lina'), nonce })).status).toBe(
      400,
    )
  })

  it('refuses a code that comes with another page’s nonce, or from another site', async () => {
    const [one, other] = [await opened(), await opened()]
    const attempts: [unknown, Record<string, string>, number][] = [
      [{ code: codeOf('xuli'), nonce: other.nonce }, {}, 400],
      [{ code: codeOf('xuli'), nonce: '' }, {}, 400],
      [{ code: codeOf('xuli') }, {}, 400],
      [{ code: codeOf('xuli'), nonce: one.nonce, userid: 'hanyue' }, {}, 400],
      ['code=x&nonce=y', {}, 400],
      [{ code: codeOf('xuli'), nonce: one.nonce }, { origin: 'https://evil.example' }, 403],
      [{ code: codeOf('xuli'), nonce: one.nonce }, { 'x-liuke-app': '' }, 403],
      [{ code: 'invented', nonce: one.nonce }, {}, 400],
    ]
    for (const [body, headers, status] of attempts) {
      const reply = await one.browser.send('POST', '/api/v1/login/panel', body, { headers })
      expect(reply.status, JSON.stringify(body)).toBe(status)
      expect(one.browser.cookies.get(service.home)?.has('liuke_console')).toBe(false)
    }
  })
})

describe('the signature of a page', () => {
  const sign = (browser: Browser, url: string, kind = 'config') =>
    browser.send('POST', '/api/v1/jssdk/signature', { kind, url })

  it('is made with WeCom’s ticket over the address without its fragment; the ticket stays here', async () => {
    const browser = await service.signIn('lina', 'chat')
    for (const [kind, of] of [
      ['config', 'corp'],
      ['agentConfig', 'agent'],
    ] as const) {
      const reply = await sign(browser, `${service.home}/chat/?entry=1#/customer/1`, kind)
      const { signature, nonceStr, timestamp } = reply.json()
      const [ticket = ''] = service.simulator.tokens.ticketsFor(of, service.deps.settings.WECOM_AGENT_ID)
      const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${service.home}/chat/?entry=1`
      expect(signature).toBe(createHash('sha1').update(text).digest('hex'))
      expect(Object.keys(reply.json()).sort()).toEqual(['nonceStr', 'signature', 'timestamp'])
      expect(reply.text).not.toContain(ticket)
    }
  })

  it('is not made for anybody else’s page', async () => {
    const browser = await service.signIn('lina', 'chat')
    for (const url of [
      'http://127.0.0.1:3001/chat/',
      'https://127.0.0.1:3000/chat/',
      'http://localhost:3000/chat/',
      'http://127.0.0.1/chat/',
      'http://127.0.0.1:3000.evil.example/chat/',
      'http://127.0.0.1:3000@evil.example/chat/',
      'http://me:secret@127.0.0.1:3000/chat/',
      'http://me@127.0.0.1:3000/chat/',
      'http://127.0.0.1:3000\\@evil.example/',
      'http:\\\\127.0.0.1:3000/chat/',
      'https://evil.example/#http://127.0.0.1:3000/chat/',
      '//127.0.0.1:3000/chat/',
      '/chat/',
      'javascript:alert(1)',
      '',
    ])
      expect([url, (await sign(browser, url)).status]).toEqual([url, 400])
  })
})

describe('live hints', () => {
  it('reach the page that names them and may, and people who run things', async () => {
    const follows = [...service.simulator.truth.rows('follows')]
    const followers = new Map<string, string[]>()
    for (const row of follows) {
      const key = String(row['externalUserid'])
      followers.set(key, [...(followers.get(key) ?? []), String(row['userid'])])
    }
    const [own = ''] = [...followers].find(([, who]) => who.join() === 'lina') ?? []
    const watch = `app=console&watch=${own}`
    const heardBy = async (userid: string, query: string) => {
      const browser = await service.signIn(userid)
      const stream = await browser.listen(`/api/v1/live?${query}`)
      expect(stream.status).toBe(200)
      return stream
    }
    const streams = {
      owner: await heardBy('lina', watch),
      ownerElsewhere: await heardBy('lina', 'app=console&watch=other'),
      stranger: await heardBy('wanglei', watch),
      manager: await heardBy('xuli', watch),
      admin: await heardBy('hanyue', 'app=console'),
    }
    const hints: LiveHint[] = [
      { corpId, topic: 'contact', id: own },
      { corpId, topic: 'sync', id: 'run', detail: { state: 'done' } },
      { corpId: 'another', topic: 'sync', id: 'foreign' },
    ]
    for (const hint of hints) service.deps.live.tell(hint)
    await expect.poll(() => streams.manager.events.length).toBe(2)
    await expect.poll(() => streams.admin.events.length).toBe(1)
    await expect.poll(() => streams.owner.events.length).toBe(1)
    const topics = Object.entries(streams).map(([who, { events }]) => [
      who,
      events.map((one) => one['topic']),
    ])
    expect(Object.fromEntries(topics)).toEqual({
      owner: ['contact'],
      ownerElsewhere: [],
      stranger: [],
      manager: ['contact', 'sync'],
      admin: ['sync'],
    })
    for (const stream of Object.values(streams)) stream.close()
  })

  it('end with the session, also on a line that stays open', async () => {
    const browser = await service.signIn('hanyue')
    const stream = await browser.listen('/api/v1/live?app=console')
    const tell = (id: string) => service.deps.live.tell({ corpId, topic: 'sync', id })
    tell('before')
    await expect.poll(() => stream.events.length).toBe(1)
    await browser.send('POST', '/api/v1/session/end')
    service.advance(21_000)
    tell('after')
    await stream.ended
    expect(stream.events.map((event) => event['id'])).toEqual(['before'])
  })

  it('are for nobody without a session', async () => {
    expect((await service.browser().listen('/api/v1/live?app=console')).status).toBe(401)
  })
})

describe('behind https', () => {
  it('cookies carry the __Host- prefix and Secure, and browsers are told to stay with https', async () => {
    const home = 'https://crm.example.com'
    const other = await startTestService({ home, isSynced: false })
    try {
      const browser = await other.signIn('xuli')
      const names = [...(browser.cookies.get(home)?.keys() ?? [])]
      expect(names).toEqual(['__Host-liuke_console'])
      const started = await browser.get('/login/wecom?app=chat')
      expect(started.headers['set-cookie']).toEqual([
        expect.stringMatching(
          /^__Host-liuke_login_chat=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/,
        ),
      ])
      expect(started.headers['strict-transport-security']).toBe('max-age=31536000')
    } finally {
      await other.close()
    }
  })
})
