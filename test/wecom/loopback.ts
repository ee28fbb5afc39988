import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBudget, createWecom, memoryTokenStore } from '../../server/wecom/index.ts'
import type { TokenStore, Wecom, WecomEvent, WecomOptions } from '../../server/wecom/index.ts'

export type Received = { api: string; query: URLSearchParams; body: string; method: string }
/** JSON to answer with, or what to do with the raw response. */
export type Reply = object | ((response: ServerResponse, request: IncomingMessage) => void)

/** A bare HTTP server that stands where WeCom would; every test scripts its answers itself. */
export async function startLoopback(answer: (received: Received) => Reply | Promise<Reply>) {
  const calls: Received[] = []
  const server = createServer((request, response) => void handle(request, response))

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const url = new URL(request.url ?? '/', 'http://loopback')
    const received = {
      api: url.pathname.replace('/cgi-bin/', ''),
      query: url.searchParams,
      body: Buffer.concat(chunks).toString('utf8'),
      method: request.method ?? '',
    }
    calls.push(received)
    const reply = await answer(received)
    if (typeof reply === 'function') return reply(response, request)
    response.setHeader('content-type', 'application/json; charset=UTF-8')
    response.end(JSON.stringify(reply))
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    count: (api: string) => calls.filter((call) => call.api === api).length,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

/** A clock that moves only when something sleeps. */
export function createTestClock(start = 1_700_000_000_000) {
  const clock = { at: start }
  return {
    now: () => clock.at,
    sleep: async (ms: number) => {
      clock.at += ms
      await new Promise((done) => setImmediate(done))
    },
    advance: (ms: number) => {
      clock.at += ms
    },
  }
}

export const SECRET = 'AGENT-SECRET-FAKE'

export function connect(baseUrl: string, overrides: Partial<WecomOptions> = {}) {
  const clock = createTestClock()
  const events: WecomEvent[] = []
  const tokens: TokenStore = overrides.tokens ?? memoryTokenStore()
  const now = overrides.now ?? clock.now
  const sleep = overrides.sleep ?? clock.sleep
  const budget = createBudget({
    perMinute: 10_000,
    perHour: 150_000,
    interactiveShare: 0.2,
    maxConcurrency: 8,
    now,
    sleep,
  })
  const wecom: Wecom = createWecom({
    corpId: 'wwFAKE',
    agentId: 1000002,
    agentSecret: SECRET,
    baseUrl,
    tokens,
    budget,
    now,
    sleep,
    log: (event) => events.push(event),
    timeoutMs: 2_000,
    ...overrides,
  })
  return { wecom, clock, events, tokens }
}

export const ok = { errcode: 0, errmsg: 'ok' }

/** Answers gettoken with T1, T2, …; everything else goes to `answer`. */
export function withTokens(answer: (received: Received) => Reply | Promise<Reply>) {
  let issued = 0
  return (received: Received) =>
    received.api === 'gettoken'
      ? { ...ok, access_token: `TOKEN-${++issued}`, expires_in: 7200 }
      : answer(received)
}
