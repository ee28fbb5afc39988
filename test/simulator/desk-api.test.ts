import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEMO_CREDENTIALS } from '../../server/simulator/index.ts'
import { customersOf, openCompany, rows, type Company, type Json } from './ask.ts'

const APP = 'http://127.0.0.1:3000'
let company: Company
beforeEach(async () => {
  company = await openCompany({ appOrigin: APP })
})
afterEach(() => company.close())

const at = (path: string): string => `${company.simulator.origin}${path}`
const cookieOf = (response: Response): string =>
  (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

async function signIn(userid: string): Promise<string> {
  return cookieOf(await fetch(at('/desk/api/session'), { method: 'POST', body: JSON.stringify({ userid }) }))
}

describe('the session of the desk', () => {
  it('lists everybody by store and remembers who is chosen', async () => {
    const { json } = await company.ask('/desk/api/session')
    expect(json).toMatchObject({
      appOrigin: APP,
      corpId: DEMO_CREDENTIALS.corpId,
      agentId: 1000002,
      current: null,
    })
    expect(rows(json, 'staff')[0]).toEqual({
      userid: 'lina',
      name: '李娜',
      role: 'advisor',
      position: '销售顾问',
      store: '浦东店',
      departed: false,
    })
    const cookie = await signIn('xuli')
    expect(cookie).toBe('desk_user=xuli')
    const again = await fetch(at('/desk/api/session'), { headers: { cookie } })
    expect(await again.json()).toMatchObject({ current: { userid: 'xuli', name: '徐立' } })
  })

  it('signs in for a page of the service by one link', async () => {
    const response = await fetch(at('/desk/login-as?userid=zhoumin&to=console'), { redirect: 'manual' })
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe(`${APP}/login/wecom?app=console&return=/console/`)
    expect(response.headers.get('set-cookie')).toMatch(/^desk_user=zhoumin; path=\/; samesite=lax$/i)
  })
})

describe('chats', () => {
  it('show customers and groups, newest first, and find by name and remark', async () => {
    const { json } = await company.ask('/desk/api/chats?userid=lina')
    const items = rows(json, 'items')
    expect(items.map((one) => String(one.lastAt))).toEqual(
      items
        .map((one) => String(one.lastAt))
        .toSorted()
        .toReversed(),
    )
    const star = items.find((one) => one.name === '林晓雨')
    expect(star).toMatchObject({
      kind: 'customer',
      source: '@微信',
      lastText: '好的，那周六上午可以吗？',
      unread: 1,
    })
    expect(items.find((one) => one.name === '浦东车友 3 群')).toMatchObject({ kind: 'group' })
    const found = await company.ask(`/desk/api/chats?userid=lina&q=${encodeURIComponent('林姐')}`)
    expect(rows(found.json, 'items').map((one) => one.name)).toContain('林晓雨')
  })

  it('keep what the member, the customer and the sidebar wrote', async () => {
    const [star = ''] = await customersOf(company, 'lina')
    const path = `/desk/api/chats/${encodeURIComponent(`single:lina:${star}`)}/messages?userid=lina`
    const write = (body: Json) => company.ask(path, body)
    const before = rows((await company.ask(path)).json, 'items').length
    await write({ kind: 'text', text: '周六十点可以', from: 'me' })
    await write({ kind: 'text', text: '好的', from: 'customer' })
    await write({
      kind: 'news',
      news: { title: 'S7 保养', link: 'https://example.com/s7' },
      from: 'me',
      source: 'sidebar',
    })
    const items = rows((await company.ask(path)).json, 'items').slice(before)
    expect(items.map((one) => [one.from, one.kind, one.source])).toEqual([
      ['me', 'text', 'desk'],
      ['them', 'text', 'desk'],
      ['me', 'news', 'sidebar'],
    ])
    const unknown = await write({ kind: 'image', mediaId: 'nothing' })
    expect(unknown.status).toBe(400)
    expect(unknown.json.error).toContain('invalid mediaid')
  })

  it('tell open pages what happened', async () => {
    const response = await fetch(at('/desk/api/events'))
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    company.simulator.actions('add-contact', { userid: 'lina', name: '看得见' })
    company.simulator.clock.advance(1000)
    let text = ''
    for (let tries = 0; tries < 20 && !text.includes('event: clock'); tries++)
      text += (await reader?.read())?.value ?? ''
    await reader?.cancel()
    expect(text).toContain('event: truth-changed\ndata: {"kind":"follow"}')
    expect(text).toContain('event: callback-delivered')
    expect(text).toContain('"changeType":"add_external_contact","state":"no-url"')
  })
})

describe('the bridge', () => {
  const url = `${APP}/chat/?a=1`
  const signed = (ticket: string) => {
    const [nonceStr, timestamp] = ['abc', '1773800640']
    const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`
    const signature = createHash('sha1').update(text).digest('hex')
    return { corpid: DEMO_CREDENTIALS.corpId, agentid: '1000002', nonceStr, timestamp, signature }
  }
  const agent = async (params: Json, page = `${url}#part`) =>
    (await company.ask('/desk/api/bridge/agent-config', { url: page, params })).json

  it('accepts the app’s own ticket for the app and the corp’s for the corp, never the other way round', async () => {
    const corp = String((await company.get('get_jsapi_ticket')).ticket)
    const own = String((await company.get('ticket/get', { type: 'agent_config' })).ticket)
    expect(await agent(signed(own))).toMatchObject({ err_msg: 'agentConfig:ok' })
    expect(await agent(signed(corp))).toMatchObject({ errcode: 42012 })
    const { nonceStr, signature, timestamp } = signed(corp)
    const params = {
      appId: DEMO_CREDENTIALS.corpId,
      verifyNonceStr: nonceStr,
      verifyTimestamp: timestamp,
      verifySignature: signature,
    }
    expect((await company.ask('/desk/api/bridge/config', { url, params })).json).toMatchObject({
      err_msg: 'preVerifyJSAPI:ok',
    })
  })

  it('refuses another page, another site and a made-up ticket', async () => {
    const own = String((await company.get('ticket/get', { type: 'agent_config' })).ticket)
    const wrong = await agent(signed(own), `${APP}/chat/?a=2`)
    expect(wrong.err_msg).toBe(
      'agentConfig:fail_invalid signature more info at https://open.work.weixin.qq.com/devtool/query?e=40093',
    )
    expect(await agent(signed(own), 'https://evil.example/chat/')).toMatchObject({ errcode: 80001 })
    expect(await agent(signed('made up'))).toMatchObject({ errcode: 40093 })
  })
})

describe('login', () => {
  const login = (more: Record<string, string> = {}, cookie = 'desk_user=lina') => {
    const query = new URLSearchParams({
      appid: DEMO_CREDENTIALS.corpId,
      redirect_uri: `${APP}/login/wecom/callback`,
      response_type: 'code',
      scope: 'snsapi_base',
      state: 'abc123',
      agentid: '1000002',
      ...more,
    })
    return fetch(at(`/connect/oauth2/authorize?${query}`), { redirect: 'manual', headers: { cookie } })
  }
  const codeOf = async (response: Promise<Response>): Promise<string> => {
    const target = new URL((await response).headers.get('location') ?? '')
    expect(target.origin + target.pathname).toBe(`${APP}/login/wecom/callback`)
    expect(target.searchParams.get('state')).toBe('abc123')
    return target.searchParams.get('code') ?? ''
  }

  it('gives a code that works once and dies after five minutes', async () => {
    const code = await codeOf(login())
    expect(await company.get('auth/getuserinfo', { code })).toMatchObject({ errcode: 0, userid: 'lina' })
    expect(await company.get('auth/getuserinfo', { code })).toMatchObject({ errcode: 42022 })
    expect(await company.get('user/getuserinfo', { code: await codeOf(login()) })).toMatchObject({
      UserId: 'lina',
    })
    const late = await codeOf(login())
    company.simulator.clock.advance(300_000)
    expect(await company.get('auth/getuserinfo', { code: late })).toMatchObject({ errcode: 42003 })
    expect(await company.get('auth/getuserinfo', { code: 'made-up' })).toMatchObject({ errcode: 40029 })
  })

  it('refuses a foreign host, a wrong port, state or appid', async () => {
    expect((await login({ redirect_uri: 'http://evil.example/x' })).status).toBe(400)
    expect((await login({ redirect_uri: 'http://127.0.0.1:3001/login' })).status).toBe(400)
    expect((await login({ state: 'a-b_c' })).status).toBe(400)
    expect((await login({ appid: 'wwother' })).status).toBe(400)
    expect((await login({ scope: 'everything' })).status).toBe(400)
  })

  it('offers a choice when nobody is signed in, and returns without a code when refused', async () => {
    const page = await login({}, '')
    expect(page.status).toBe(200)
    const html = await page.text()
    expect(html).toContain('李娜')
    expect(html).not.toContain('何俊')
    expect(await codeOf(login({ as: '-' }))).toBe('')
  })

  it('refuses a member outside the visible range, and tells a customer from a member', async () => {
    const [star = ''] = await customersOf(company, 'lina')
    const code = await codeOf(login({ as: star }))
    expect(await company.get('auth/getuserinfo', { code })).toMatchObject({ external_userid: star })
    company.simulator.corp.visible = { departments: [212], userids: [] }
    expect((await login()).status).toBe(400)
  })

  it('does the same for the web login', async () => {
    const query = new URLSearchParams({
      login_type: 'CorpApp',
      appid: DEMO_CREDENTIALS.corpId,
      agentid: '1000002',
      redirect_uri: `${APP}/login/wecom/callback`,
      state: 'abc123',
    })
    const code = await codeOf(
      fetch(at(`/wwlogin/sso/login?${query}`), { redirect: 'manual', headers: { cookie: 'desk_user=xuli' } }),
    )
    expect(await company.get('auth/getuserinfo', { code })).toMatchObject({ userid: 'xuli' })
  })
})
