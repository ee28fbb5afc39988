import { REFUSED_CONCURRENCY } from './error-kinds.ts'
import { WecomError } from './error.ts'
import { createHttp } from './http.ts'
import type { Exchange } from './http.ts'
import { createTrial, readOutcome } from './outcome.ts'
import { createRefusals } from './refusals.ts'
import { createSharedLimits } from './shared-limits.ts'
import { createCredential, endCooldown, fingerprint } from './tokens.ts'
import type { Credential, Fetched } from './tokens.ts'
import type { CallOptions, Priority, Refusal, TokenState, WecomOptions } from './types.ts'

export type Answer = Record<string, unknown>

export type Call = {
  /** Path below /cgi-bin, and the name of the endpoint in budgets, errors and logs. */
  api: string
  query?: Record<string, string | number>
  /** Makes it a POST. */
  body?: Record<string, unknown> | FormData
  /** Repeating is harmless although nobody knows whether the first one took effect. */
  safe: boolean
  /** 'none' is for gettoken alone. */
  secret?: 'agent' | 'directory' | 'none'
  /** For calls that move megabytes. */
  timeoutMs?: number
  /** One-time codes in the request, which must not appear in messages. */
  codes?: string[]
}

export type Client = {
  call(call: Call, options?: CallOptions): Promise<Answer>
  credential(name: string, fetch: () => Promise<Fetched>): Credential
  refusals(): Promise<Refusal[]>
  tokenStates(): Promise<TokenState[]>
  askAgain(): Promise<void>
  close(): void
}

type Sent = { exchange: Exchange; token?: string; startedAt: number }

const DEFAULT_TIMEOUT_MS = 15_000

/** Token, budget, repeats, error sorting and logging for every endpoint. */
export function createClient(options: WecomOptions): Client {
  const { corpId, budget, now } = options
  const sleep = options.sleep ?? ((ms) => new Promise((done) => setTimeout(done, ms)))
  const elapsed = options.elapsed ?? (() => performance.now())
  const http = createHttp(options.baseUrl, options.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  const limits = createSharedLimits({ corpId, store: options.tokens, budget, now })
  const agent = tokenOf(options.agentSecret)
  const credentials = { agent, directory: options.directorySecret ? tokenOf(options.directorySecret) : agent }
  const refusals = createRefusals({ corpId, store: options.tokens, now })
  const whoseOf = {
    agent: fingerprint(options.agentSecret),
    directory: fingerprint(options.directorySecret ?? options.agentSecret),
  }
  const secretOf = { agent: options.agentSecret, directory: options.directorySecret ?? options.agentSecret }
  /** The last token that WeCom took, for each secret. */
  const proven: Partial<Record<'agent' | 'directory' | 'none', string>> = {}

  function keyOf(secret: string, name: string): string {
    return `wecom:${corpId}:${fingerprint(secret)}:${name}`
  }

  function credential(name: string, fetch: () => Promise<Fetched>, secret = options.agentSecret): Credential {
    return createCredential({ key: keyOf(secret, name), store: options.tokens, now, elapsed, fetch })
  }

  /** Whose refusal a call would meet: gettoken names its secret in the query. */
  function fingerprintOf({ secret = 'agent', query }: Call): string {
    return secret === 'none' ? fingerprint(String(query?.corpsecret ?? '')) : whoseOf[secret]
  }

  function tokenOf(secret: string): Credential {
    const request: Call = {
      api: 'gettoken',
      query: { corpid: corpId, corpsecret: secret },
      safe: true,
      secret: 'none',
    }
    const fetch = async () =>
      readExpiring(await call(request, { priority: 'interactive' }), 'access_token', 'gettoken')
    return credential('token', fetch, secret)
  }

  /** A place in the budget; a long wait may have slept through a refusal that another process met. */
  async function enter(api: string, priority: Priority): Promise<() => void> {
    for (;;) {
      await limits.look()
      const release = await budget.take(api, priority)
      const isFree = await limits.look().then(
        () => !limits.isBlocked(api),
        (error: unknown) => {
          release()
          throw error
        },
      )
      if (isFree) return release
      release()
    }
  }

  /** One exchange, when the budget allows it. */
  async function send(
    request: Call,
    priority: Priority,
    rejected?: string,
    signal?: AbortSignal,
  ): Promise<Sent> {
    const { api, body, secret = 'agent', timeoutMs } = request
    const release = await enter(api, priority)
    try {
      const token = secret === 'none' ? undefined : (await credentials[secret].get(rejected)).value
      const startedAt = now()
      const exchange = await http.exchange({
        method: body ? 'POST' : 'GET',
        path: api,
        query: textQuery(request.query, token),
        body,
        ...(signal ? { signal } : {}),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      })
      if (exchange.ok) await limits.concurrency(api, Number(exchange.body.errcode) === REFUSED_CONCURRENCY)
      return { exchange, startedAt, ...(token === undefined ? {} : { token }) }
    } finally {
      release()
    }
  }

  async function call(request: Call, { priority = 'normal', signal }: CallOptions = {}): Promise<Answer> {
    const { api, safe, secret = 'agent', codes = [] } = request
    const trial = createTrial()
    const whose = fingerprintOf(request)
    // A person may look whether it is allowed by now; gettoken has a pause of its own, see tokens.ts.
    if (priority !== 'interactive' && secret !== 'none') await refusals.check(api, whose)
    for (;;) {
      signal?.throwIfAborted()
      const { exchange, token, startedAt } = await send(request, priority, trial.rejected, signal)
      const hidden = [token, options.agentSecret, options.directorySecret, ...codes]
      const outcome = readOutcome(exchange, safe, hidden)
      const ms = now() - startedAt
      const note = { event: 'wecom.call', api, priority, attempt: trial.attempt, ms } as const
      if (outcome.ok) {
        await refusals.answered(api, whose)
        proven[secret] = token
        await limits.succeeded(api, startedAt)
        options.log?.({ ...note, outcome: 'ok' })
        return outcome.body
      }
      const { failure } = outcome
      if (failure.kind === 'limited') {
        const until = await limits.refused(api, startedAt)
        failure.retryAfterMs = until - now()
      }
      const retryInMs = trial.next(failure, token, proven[secret])
      const { kind, errcode } = failure
      options.log?.({ ...note, outcome: kind, errcode, ...(retryInMs === null ? {} : { retryInMs }) })
      if (retryInMs === null) {
        if (kind === 'denied') await refusals.refused(failure, api, whose)
        else refusals.unanswered(api, whose)
        throw new WecomError({ ...failure, api })
      }
      if (retryInMs > 0) await sleep(retryInMs)
    }
  }

  return {
    call,
    credential: (name, fetch) => credential(name, fetch),
    refusals: () => refusals.list(),
    tokenStates: () => Promise.all([...new Set(Object.values(credentials))].map((one) => one.state())),
    async askAgain() {
      await refusals.forget()
      for (const one of new Set(Object.values(secretOf)))
        await endCooldown(keyOf(one, 'token'), options.tokens, now())
    },
    close: () => http.close(),
  }
}

function textQuery(
  query: Record<string, string | number> = {},
  token: string | undefined,
): Record<string, string> {
  const text = Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)]))
  return token === undefined ? text : { access_token: token, ...text }
}

/** A token or ticket with its life in seconds. */
export function readExpiring(answer: Answer, field: string, api: string): Fetched {
  const value = answer[field]
  const expiresInMs = Number(answer.expires_in) * 1000
  if (typeof value !== 'string' || value === '' || !(expiresInMs > 0)) {
    throw new WecomError({ kind: 'down', api, errcode: 0, errmsg: `answer has no usable ${field}` })
  }
  return { value, expiresInMs }
}
