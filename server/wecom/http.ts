import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import axios from 'axios'
import type { AxiosInstance } from 'axios'

/** What came of one HTTP exchange. `sent: false` is only said when the request certainly never left. */
export type Exchange =
  { ok: true; body: Record<string, unknown> } | { ok: false; sent: boolean; passing: boolean; reason: string }

export type HttpRequest = {
  method: 'GET' | 'POST'
  path: string
  query: Record<string, string>
  body?: unknown
  signal?: AbortSignal
  /** Instead of the usual one. */
  timeoutMs?: number
}

export type Http = { exchange(request: HttpRequest): Promise<Exchange>; close(): void }

const MAX_ANSWER_BYTES = 32 * 1024 * 1024
/** An idle connection is dropped before WeCom drops it: a write sent into a dying one has an unknown outcome. */
const IDLE_MS = 4_000
/** No connection was made, so nothing can have been done. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** One axios instance with kept-alive connections. Answers an Exchange, throws only when the caller aborts. */
export function createHttp(baseUrl: string, timeoutMs: number): Http {
  const keeping = { keepAlive: true, timeout: IDLE_MS }
  const agents = { httpAgent: new HttpAgent(keeping), httpsAgent: new HttpsAgent(keeping) }
  const host = new URL(baseUrl).hostname
  const instance = axios.create({
    ...agents,
    baseURL: baseUrl,
    responseType: 'text',
    transformResponse: (text: unknown) => text,
    validateStatus: () => true,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    // A proxy from the environment must not catch calls to this machine.
    ...(host === '127.0.0.1' || host === 'localhost' ? { proxy: false as const } : {}),
  })
  return {
    exchange: (request) => exchange(instance, timeoutMs, request),
    close: () => {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

async function exchange(instance: AxiosInstance, timeoutMs: number, request: HttpRequest): Promise<Exchange> {
  const { signal } = request
  const limitMs = request.timeoutMs ?? timeoutMs
  // axios' own timeout is about idle sockets; a slow drip would never end.
  const stop = new AbortController()
  const stopNow = () => stop.abort()
  const timer = setTimeout(stopNow, limitMs)
  signal?.addEventListener('abort', stopNow, { once: true })
  try {
    const answer = await instance.request<unknown>({
      method: request.method,
      url: `/cgi-bin/${request.path}`,
      params: request.query,
      data: request.body,
      signal: stop.signal,
    })
    return readAnswer(answer.status, answer.data)
  } catch (error) {
    signal?.throwIfAborted()
    if (stop.signal.aborted) return failed(`no answer within ${limitMs} ms`)
    const code = axios.isAxiosError(error) ? error.code : undefined
    const reason = error instanceof Error ? error.message : 'request failed'
    const sent = code === undefined || !NEVER_SENT.has(code)
    return { ok: false, sent, passing: true, reason: code ? `${code} ${reason}` : reason }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stopNow)
  }
}

/** WeCom answers 200 with a JSON object and an errcode, always. Anything else is not WeCom speaking. */
function readAnswer(status: number, text: unknown): Exchange {
  if (status !== 200) {
    const passing = status >= 500 || status === 429 || status === 408
    return { ok: false, sent: true, passing, reason: `HTTP status ${status}` }
  }
  if (typeof text !== 'string' || text === '') return failed('empty answer')
  try {
    const body: unknown = JSON.parse(text)
    if (!isRecord(body)) return failed('answer is not a JSON object')
    return /^-?\d+$/.test(String(body.errcode)) ? { ok: true, body } : failed('answer has no errcode')
  } catch {
    return failed('answer is not JSON, or was cut off')
  }
}

function failed(reason: string): Exchange {
  return { ok: false, sent: true, passing: true, reason }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
