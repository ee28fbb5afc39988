import { Agent, request, type IncomingHttpHeaders } from 'node:http'

export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** Where a visit with redirects ended. */
  url: string
  json<T = Record<string, unknown>>(): T
}

export interface Asked {
  headers?: Record<string, string>
  /** Sent as JSON; text and bytes go as they are. */
  body?: unknown
  /** For answers without an end: only status and headers are waited for. */
  isStream?: boolean
}

export interface Listening {
  status: number
  events: Record<string, unknown>[]
  /** Resolves when the other side ends it. */
  ended: Promise<void>
  close(): void
}

/**
 * A browser as the service sees it: keeps cookies for each origin, says where it comes from, and follows redirects only
 * when it is told to. Two origins exist for it, the service and the simulator; anything else fails the test.
 */
export interface Browser {
  /** Which of the two apps its calls are for. */
  app: 'chat' | 'console' | null
  cookies: Map<string, Map<string, string>>
  get(target: string, asked?: Asked): Promise<Reply>
  send(method: string, target: string, body?: unknown, asked?: Asked): Promise<Reply>
  /** Server-sent events as they come; ended by `close`. */
  listen(target: string): Promise<Listening>
  /** Like typing an address: follows redirects. */
  visit(target: string): Promise<Reply>
  close(): void
}

/** `at`: the address people see → where it listens really, like a reverse proxy's table. */
export function openBrowser(
  at: Map<string, string>,
  { home, app = 'console' }: { home: string; app?: Browser['app'] },
): Browser {
  const agent = new Agent({ keepAlive: true })
  const cookies = new Map<string, Map<string, string>>()

  async function call(method: string, target: string, asked: Asked = {}): Promise<Reply> {
    const url = new URL(target, home)
    const real = at.get(url.origin)
    if (real === undefined) throw new Error(`a request to somewhere unexpected: ${url.href}`)
    const jar = cookies.get(url.origin) ?? new Map<string, string>()
    cookies.set(url.origin, jar)
    const body = payloadOf(asked.body)
    const isOwnCall = url.origin === home && browser.app !== null
    const reply = await exchange(agent, {
      real,
      method,
      isStream: asked.isStream === true,
      // as it was typed: URL would tidy away what some tests send on purpose
      path: target.startsWith('/') ? target : `${url.pathname}${url.search}`,
      body,
      headers: {
        host: url.host,
        ...(jar.size > 0 ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        ...(isOwnCall && browser.app ? { 'x-liuke-app': browser.app } : {}),
        ...(method !== 'GET' && url.origin === home ? { origin: home } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...asked.headers,
      },
    })
    keepCookies(jar, reply.headers['set-cookie'] ?? [])
    return { ...reply, url: url.href }
  }

  const browser: Browser = {
    app,
    cookies,
    get: (target, asked) => call('GET', target, asked),
    send: (method, target, body, asked) => call(method, target, { ...asked, body }),
    listen: (target) => {
      const jar = cookies.get(home) ?? new Map<string, string>()
      return listenTo(
        at.get(home) ?? home,
        target,
        [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      )
    },
    async visit(target) {
      let reply = await call('GET', target)
      for (let hops = 0; isRedirect(reply) && hops < 8; hops += 1)
        reply = await call('GET', new URL(reply.headers.location ?? '', reply.url).href)
      return reply
    },
    close: () => agent.destroy(),
  }
  return browser
}

function isRedirect(reply: Reply): boolean {
  return reply.status >= 300 && reply.status < 400 && reply.headers.location !== undefined
}

function payloadOf(body: unknown): string | Buffer | undefined {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return body
  return JSON.stringify(body)
}

/** A value of Max-Age=0 is a cookie that goes. */
function keepCookies(jar: Map<string, string>, lines: string[]): void {
  for (const line of lines) {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const [name = '', value = ''] = pair.split('=', 2)
    if (value === '' || attributes.some((one) => one.toLowerCase() === 'max-age=0')) jar.delete(name)
    else jar.set(name, value)
  }
}

function exchange(
  agent: Agent,
  input: {
    real: string
    method: string
    isStream: boolean
    path: string
    body: string | Buffer | undefined
    headers: Record<string, string>
  },
): Promise<Omit<Reply, 'url'>> {
  const { hostname, port } = new URL(input.real)
  const { method, path, headers, body } = input
  return new Promise((resolve, reject) => {
    const outgoing = request({ agent, hostname, port, method, path, headers }, (answer) => {
      const { statusCode: status = 0, headers: answered } = answer
      const reply = (text: string): Omit<Reply, 'url'> => ({
        status,
        headers: answered,
        text,
        json: <T>() => JSON.parse(text) as T,
      })
      if (input.isStream && status === 200) {
        answer.destroy()
        return resolve(reply(''))
      }
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => resolve(reply(Buffer.concat(chunks).toString('utf8'))))
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // As a browser does: the other side had ended a connection that was kept, before it heard of this request.
      const isUnheard = outgoing.reusedSocket && error.code === 'ECONNRESET' && method === 'GET'
      if (isUnheard) resolve(exchange(agent, input))
      else reject(error)
    })
    outgoing.end(body)
  })
}

function listenTo(real: string, path: string, cookie: string) {
  const events: Record<string, unknown>[] = []
  return new Promise<Listening>((resolve, reject) => {
    const outgoing = request(`${real}${path}`, { headers: { cookie }, agent: false }, (answer) => {
      let rest = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        const blocks = (rest + chunk).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) if (block.startsWith('data: ')) events.push(JSON.parse(block.slice(6)))
      })
      answer.on('error', () => undefined)
      resolve({
        status: answer.statusCode ?? 0,
        events,
        ended: new Promise((done) => answer.once('end', done)),
        close: () => void outgoing.destroy(),
      })
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}
