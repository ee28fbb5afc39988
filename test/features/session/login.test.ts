import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser, Reply } from '../../support/http-client.ts'
import { createLog } from '../../../server/platform/log.ts'
import { DEMO_CREDENTIALS } from '../../../server/simulator/index.ts'
import { becomeMember, startTestService, type TestService } from '../../support/service.ts'
import { returnPaths } from './return-paths.ts'

let service: TestService
const logged: string[] = []
const opened = new Set<Browser>()
/** What must never be seen there. */
const secrets = new Set([DEMO_CREDENTIALS.agentSecret, DEMO_CREDENTIALS.directorySecret])
beforeAll(async () => {
  const destination = { write: (line: string) => void logged.push(line) }
  service = await startTestService({ log: createLog({ level: 'debug', destination }) })
})
afterAll(() => service.close())

const MINUTE = 60_000

/** The way to WeCom and back, without the last step: where the browser is sent with code and state. */
async function comeBack(browser: Browser, userid: string, query = 'app=console'): Promise<string> {
  opened.add(browser)
  becomeMember(browser, service.simulator, userid)
  const started = await browser.get(`/login/wecom?${query}`)
  const answered = await browser.get(started.headers.location ?? '')
  const back = answered.headers.location ?? ''
  for (const name of ['code', 'state']) secrets.add(new URL(back).searchParams.get(name) ?? 'no code')
  return back
}

function cookieOf(reply: Reply, name: string): string {
  return reply.headers['set-cookie']?.find((line) => line.startsWith(`${name}=`)) ?? ''
}

const sessionOf = (browser: Browser) => browser.cookies.get(service.home)?.get('liuke_console')
const isSignedIn = async (browser: Browser) => (await browser.get('/api/v1/me')).status === 200

describe('the way through WeCom', () => {
  it('begins with a fresh state of letters and digits, for our app and our address', async () => {
    const browser = service.browser()
    const urls = [await browser.get('/login/wecom?app=chat'), await browser.get('/login/wecom?app=chat')].map(
      (reply) => new URL(reply.headers.location ?? ''),
    )
    for (const url of urls) {
      expect(url.pathname + url.hash).toBe('/connect/oauth2/authorize#wechat_redirect')
      expect(url.searchParams.get('redirect_uri')).toBe(`${service.home}/login/wecom/callback`)
      expect(url.searchParams.get('state')).toMatch(/^[0-9a-f]{32}$/)
    }
    expect(urls[0]?.searchParams.get('state')).not.toBe(urls[1]?.searchParams.get('state'))
  })

  it('ends on the page one came for, without code or state in its address', async () => {
    const browser = service.browser('chat')
    becomeMember(browser, service.simulator, 'lina')
    const arrived = await browser.visit('/login/wecom?app=chat&return=/chat/?entry=1')
    expect(arrived.url).toBe(`${service.home}/chat/?entry=1#`)
    expect((await browser.get('/api/v1/me')).json()).toMatchObject({ userid: 'lina', roles: ['advisor'] })
  })

  it('leaves a cookie that scripts cannot read and other sites do not send', async () => {
    const browser = service.browser()
    const finished = await browser.get(await comeBack(browser, 'xuli'))
    expect(cookieOf(finished, 'liuke_console')).toMatch(
      /^liuke_console=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/,
    )
    expect(cookieOf(finished, 'liuke_login_console')).toContain('Max-Age=0')
    const token = sessionOf(browser) ?? ''
    const kept = await service.database.db.session.findMany()
    expect(JSON.stringify(kept)).not.toContain(token)
  })

  it('gives a new session at each login and ends the one before', async () => {
    const browser = await service.signIn('xuli')
    const before = sessionOf(browser) ?? ''
    await browser.visit('/login/wecom?app=console')
    expect(sessionOf(browser)).not.toBe(before)
    expect(await isSignedIn(browser)).toBe(true)
    browser.cookies.set(service.home, new Map([['liuke_console', before]]))
    expect(await isSignedIn(browser)).toBe(false)
  })

  it('keeps the sessions of sidebar and console apart', async () => {
    const browser = await service.signIn('lina', 'chat')
    expect(await isSignedIn(browser)).toBe(true)
    browser.app = 'console'
    expect(await isSignedIn(browser)).toBe(false)
    const token = browser.cookies.get(service.home)?.get('liuke_chat') ?? ''
    browser.cookies.set(service.home, new Map([['liuke_console', token]]))
    expect(await isSignedIn(browser)).toBe(false)
  })

  it('ends on our own pages, whatever it was asked to return to', async () => {
    expect(returnPaths.length).toBeGreaterThanOrEqual(60)
    for (const [asked, expected] of returnPaths) {
      const browser = service.browser()
      const back = await comeBack(browser, 'lina', `app=console&return=${encodeURIComponent(asked)}`)
      const location = (await browser.get(back)).headers.location ?? ''
      expect(location, asked).toBe(expected.includes('#') ? expected : `${expected}#`)
      expect(new URL(location, service.home).origin, asked).toBe(service.home)
      browser.close()
    }
    expect((await service.browser().get('/login/wecom?return=/console/%00')).status).toBe(400)
  })
})

describe('a login that is not right', () => {
  const refused = async (browser: Browser, url: string, [status, text]: [number, string]) => {
    const reply = await browser.get(url)
    expect([reply.status, reply.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8'])
    expect(reply.text).toContain(text)
    expect(reply.text).toContain(reply.headers['x-request-id'])
    expect(sessionOf(browser)).toBeUndefined()
  }

  it('works once: the same address again is refused', async () => {
    const browser = service.browser()
    const url = await comeBack(browser, 'lina')
    expect((await browser.get(url)).status).toBe(302)
    browser.cookies.get(service.home)?.delete('liuke_console')
    await refused(browser, url, [400, '登录已过期'])
  })

  it('works once, also with a code that is new', async () => {
    const browser = service.browser()
    const url = new URL(await comeBack(browser, 'lina'))
    const begun = new Map(browser.cookies.get(service.home))
    expect((await browser.get(url.href)).status).toBe(302)
    browser.cookies.set(service.home, begun)
    const code = service.simulator.tokens.newCode({ kind: 'member', id: 'lina', withTicket: false })
    url.searchParams.set('code', code)
    await refused(browser, url.href, [400, '登录已过期'])
  })

  it('works once for two who come at the same moment: WeCom is asked for one', async () => {
    const browser = service.browser()
    const url = await comeBack(browser, 'lina')
    const before = service.simulator.calls.of('auth/getuserinfo')
    const replies = await Promise.all([1, 2, 3, 4].map(() => browser.get(url)))
    expect(replies.map((reply) => reply.status).sort()).toEqual([302, 400, 400, 400])
    expect(service.simulator.calls.of('auth/getuserinfo') - before).toBe(1)
  })

  it('belongs to the browser that began it', async () => {
    const url = await comeBack(service.browser(), 'lina')
    const stranger = service.browser()
    await stranger.get('/login/wecom?app=console')
    await refused(stranger, url, [400, '登录已过期'])
    await refused(service.browser(), url, [400, '登录已过期'])
  })

  it('is refused when it comes back late, without a state, or with one nobody gave', async () => {
    const browser = service.browser()
    const late = await comeBack(browser, 'lina')
    service.advance(10 * MINUTE + 1000)
    await refused(browser, late, [400, '登录已过期'])
    await refused(browser, '/login/wecom/callback?code=abc', [400, '登录已过期'])
    await refused(browser, `/login/wecom/callback?code=abc&state=${'0'.repeat(32)}`, [400, '登录已过期'])
    await refused(browser, '/login/wecom/callback?code=abc&state=a&state=b', [400, '登录已过期'])
  })

  it('is refused with a code that was used, is too old, or was never given', async () => {
    const browser = service.browser()
    const used = new URL(await comeBack(browser, 'lina'))
    await browser.get(used.href)
    browser.cookies.get(service.home)?.delete('liuke_console')
    const withCode = async (code: string) => {
      const url = new URL(await comeBack(browser, 'lina'))
      url.searchParams.set('code', code)
      return url.href
    }
    await refused(browser, await withCode(used.searchParams.get('code') ?? ''), [400, '登录已过期'])
    await refused(browser, await withCode('invented'), [400, '登录已过期'])
    const slow = await comeBack(browser, 'lina')
    service.advance(6 * MINUTE)
    await refused(browser, slow, [400, '登录已过期'])
  })

  it('is refused for people who are not of the company, and for a member who declines', async () => {
    const [contact] = [...service.simulator.truth.rows('contacts')]
    const outsider = service.browser()
    await refused(outsider, await comeBack(outsider, String(contact?.['externalUserid'])), [
      403,
      '仅限企业成员',
    ])
    const unwilling = service.browser()
    await refused(unwilling, await comeBack(unwilling, '-'), [403, '已取消登录'])
  })

  it('is refused for members outside the app’s range, and says who can change that', async () => {
    const { simulator } = service
    simulator.actions('add-member', { userid: 'newcomer', name: '新人', department: 212 })
    const browser = service.browser()
    const url = new URL(await comeBack(browser, 'lina'))
    const code = simulator.tokens.newCode({ kind: 'member', id: 'newcomer', withTicket: false })
    url.searchParams.set('code', code)
    simulator.corp.visible = { departments: [211], userids: [] }
    await refused(browser, url.href, [403, '可见范围'])
    simulator.corp.visible = 'all'
    expect(await isSignedIn(await service.signIn('newcomer'))).toBe(true)
  })

  it('shows a way on when WeCom is down', async () => {
    const browser = service.browser()
    const url = await comeBack(browser, 'lina')
    service.simulator.faults.set({ rules: [{ path: 'auth/getuserinfo', httpErrorRate: 1 }] })
    await refused(browser, url, [502, '暂时无法登录'])
    service.simulator.faults.set({ rules: [] })
  })
})

it('No code, state, secret or session of all these logins is in the log', () => {
  for (const browser of opened)
    for (const token of browser.cookies.get(service.home)?.values() ?? []) secrets.add(token)
  const text = logged.join('')
  expect(text).toContain('login')
  for (const secret of secrets) expect(text.includes(secret), secret).toBe(false)
  expect(secrets.size).toBeGreaterThan(60)
})
