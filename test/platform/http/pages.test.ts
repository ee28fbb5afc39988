import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { features } from '../../../server/features/index.ts'
import type { Browser, Reply } from '../../support/http-client.ts'
import { startTestService, type TestService } from '../../support/service.ts'

let real: TestService
let demo: TestService
let anyone: Browser
beforeAll(async () => {
  real = await startTestService({ isSynced: false })
  demo = await startTestService({ isSynced: false, isDemo: true })
  anyone = real.browser(null)
})
afterAll(async () => {
  await real.close()
  await demo.close()
})

/** Directive → its sources. */
function policyOf(reply: Reply): Record<string, string> {
  const text = String(reply.headers['content-security-policy'])
  return Object.fromEntries(
    text.split('; ').map((part) => {
      const [name = '', ...sources] = part.split(' ')
      return [name, sources.join(' ')]
    }),
  )
}

describe('pages', () => {
  it('run their own scripts only, and the inline one by its hash', async () => {
    const page = await anyone.get('/chat/')
    const [, inline = ''] = /<script>([\s\S]*?)<\/script>/.exec(page.text) ?? []
    const hash = createHash('sha256').update(inline).digest('base64')
    expect(inline).not.toBe('')
    const policy = policyOf(page)
    expect(policy).toMatchObject({
      'default-src': "'self'",
      'script-src': `'self' 'sha256-${hash}'`,
      'object-src': "'none'",
      'base-uri': "'none'",
      'frame-src': "'none'",
      'frame-ancestors': "'self'",
    })
    const desk = policyOf(await anyone.get('/console/customers?tier=7'))
    expect(desk).toMatchObject({
      'script-src': "'self'",
      'frame-src': 'https://login.work.weixin.qq.com',
      'frame-ancestors': "'none'",
    })
  })

  it('are had at their address only, with their policy', async () => {
    for (const path of ['/chat', '/console'])
      expect((await anyone.get(path)).headers.location).toBe(`${path}/`)
    expect((await anyone.get('/')).headers.location).toBe('/console/')
    for (const path of ['/index.html', '/console.html', '/chat/index.html', '/assets/nothing.js'])
      expect([path, (await anyone.get(path)).status]).toEqual([path, 404])
    expect((await anyone.get('/chat/')).headers['cache-control']).toBe('no-cache')
    const script = await anyone.get('/assets/chat-1.js')
    expect(script.headers['cache-control']).toBe('max-age=31536000,immutable')
  })

  it('and every other answer forbid sniffing, referrers and devices', async () => {
    for (const path of [
      '/chat/',
      '/console/',
      '/assets/chat-1.js',
      '/api/v1/me',
      '/login/wecom/callback',
      '/no',
    ])
      expect([path, (await anyone.get(path)).headers]).toEqual([
        path,
        expect.objectContaining({
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'permissions-policy': expect.stringContaining('camera=()'),
        }),
      ])
    expect(policyOf(await anyone.get('/api/v1/me'))['frame-ancestors']).toBe("'none'")
    expect((await anyone.get('/chat/')).headers['strict-transport-security']).toBeUndefined()
  })

  it('know nothing of a demo, unless this is one: then its host script comes first', async () => {
    const { origin } = demo.simulator
    const chat = await demo.browser(null).get('/chat/')
    const first = /<script[^>]*>/.exec(chat.text)?.[0]
    expect(first).toBe(`<script src="${origin}/desk/host.js">`)
    expect(policyOf(chat)['script-src']).toContain(origin)
    expect(policyOf(chat)['frame-ancestors']).toBe(`'self' ${origin}`)
    const desk = await demo.browser(null).get('/console/')
    expect(desk.text + String(desk.headers['content-security-policy'])).not.toContain(origin)
    const options = (await demo.browser().get('/api/v1/login/options')).json<{ mode: string }>()
    expect(options.mode).toBe('demo')
    for (const path of ['/chat/', '/console/', '/api/v1/login/options']) {
      const reply = await anyone.get(path)
      const said = reply.text + JSON.stringify(reply.headers)
      expect(said).not.toMatch(/desk\/host\.js|desk\/login-as|127\.0\.0\.1:(?!3000)/)
    }
  })
})

describe('the description of the interface', () => {
  interface Operation {
    security?: unknown
    'x-roles'?: string[]
    parameters: { name: string; in: string; required: boolean }[]
    requestBody?: { content: Record<string, { schema: Record<string, unknown> }> }
    responses: Record<string, unknown>
  }

  it('lists every route of ours with what goes in and comes out', async () => {
    const reply = await anyone.get('/openapi.json')
    const { openapi, paths } = reply.json<{
      openapi: string
      paths: Record<string, Record<string, Operation>>
    }>()
    expect(openapi).toBe('3.1.0')
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const routes = features
      .flatMap((feature) => feature.routes ?? [])
      .filter((one) => one.path.startsWith('/api/'))
    expect(described.sort()).toEqual(
      routes.map((route) => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`).sort(),
    )
    for (const route of routes) {
      const operation = paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()]
      const name = `${route.method} ${route.path}`
      expect([name, operation?.security !== undefined]).toEqual([name, route.roles !== 'public'])
      // The body of a raw route is only described here; it checks each item by itself.
      const body = 'documents' in route ? route.documents?.body : route.body
      expect([name, operation?.requestBody !== undefined]).toEqual([name, body !== undefined])
      if (route.params)
        for (const [, param] of route.path.matchAll(/:(\w+)/g))
          expect(operation?.parameters).toContainEqual(
            expect.objectContaining({ name: param, in: 'path', required: true }),
          )
      const closed = operation?.requestBody?.content['application/json']?.schema['additionalProperties']
      if (route.body) expect([name, closed]).toEqual([name, false])
    }
  })
})

describe('health', () => {
  it('is alive while the database is not, and ready only with it', async () => {
    expect((await anyone.get('/healthz')).json()).toEqual({ ok: true })
    // Two secrets, neither of which has been needed yet.
    const tokens = { good: 0, idle: 2, stale: 0, failing: [] }
    expect((await anyone.get('/readyz')).json()).toEqual({
      ok: true,
      health: 'green',
      parts: { database: true, migrations: true, worker: true, wecom: [], tokens },
    })
    const other = await startTestService({ isSynced: false })
    const browser = other.browser(null)
    // A statement under way would keep the file open.
    await other.deps.jobs.drain()
    await other.database.close()
    expect((await browser.get('/healthz')).status).toBe(200)
    const ready = await browser.get('/readyz')
    const parts = { database: false, migrations: false, worker: false, wecom: [], tokens: null }
    expect([ready.status, ready.json()]).toEqual([503, { ok: false, health: 'red', parts }])
    browser.close()
    await other.deps.jobs.stop()
    await other.simulator.close()
  })
})
