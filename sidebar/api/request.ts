import { corpHeader } from './corp.ts'
import { Problem, readProblem } from './problem.ts'

const TIMEOUT_MS = 15_000

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>

export interface RequestOptions {
  query?: Query
  signal?: AbortSignal
  timeoutMs?: number
}

let onSignedOut: () => void = () => {}

/** Each app says what happens when the session is gone; the request that found out still fails with `not-signed-in`. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act
}

export const get = <T>(path: string, options?: RequestOptions): Promise<T> =>
  send<T>('GET', path, undefined, options)
export const post = <T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> =>
  send<T>('POST', path, body, options)
export const put = <T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> =>
  send<T>('PUT', path, body, options)
export const patch = <T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> =>
  send<T>('PATCH', path, body, options)
export const del = <T>(path: string, options?: RequestOptions): Promise<T> =>
  send<T>('DELETE', path, undefined, options)

/** '/customers', { q: '林', cursor: null } → '/api/v1/customers?q=%E6%9E%97'. Empty values are left out. */
export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  return `/api/v1${path}${search.size > 0 ? `?${search}` : ''}`
}

export function appName(): 'chat' | 'console' {
  return location.pathname.startsWith('/console') ? 'console' : 'chat'
}

async function send<T>(
  method: string,
  path: string,
  body: unknown,
  { query, signal, timeoutMs = TIMEOUT_MS }: RequestOptions = {},
): Promise<T> {
  const response = await fetchWithin(timeoutMs, signal, addressOf(path, query), {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      // Which of the two sessions this is; a page of another site cannot set it.
      'x-liuke-app': appName(),
      ...corpHeader(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) {
    const problem = await readProblem(response)
    if (response.status === 401) onSignedOut()
    throw problem
  }
  if (response.status === 204) return {} as T
  // The contract's schema checks every answer on the server; the types of both sides come from it.
  return (await response.json().catch(() => {
    throw new Problem('bad-answer', { status: response.status })
  })) as T
}

async function fetchWithin(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  url: string,
  init: RequestInit,
): Promise<Response> {
  const control = new AbortController()
  const stop = (): void => control.abort()
  const timer = setTimeout(stop, timeoutMs)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    if (signal?.aborted) stop()
    return await fetch(url, { ...init, signal: control.signal })
  } catch {
    if (signal?.aborted) throw new Problem('aborted')
    throw new Problem(control.signal.aborted ? 'timeout' : 'offline')
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}
