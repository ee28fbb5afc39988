/// <reference types="node" />
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'

interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: unknown
}
type Answer = { status?: number; json?: unknown; text?: string; wait?: Promise<unknown> }
type Handler = (asked: Asked) => Answer | Promise<Answer>

export interface Service {
  /** 'GET /me' → what it answers; the path is without /api/v1. */
  on(route: string, handler: Handler | unknown): void
  /** Everything that was asked, oldest first. */
  asked: Asked[]
  askedFor(route: string): Asked[]
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  while (closing.length > 0) await closing.pop()?.()
})

/** A service on a free port of this machine; the browser's page stands on it, so its fetch is a real one. */
export async function startService(): Promise<Service> {
  const handlers = new Map<string, Handler>()
  const asked: Asked[] = []
  const server = createServer((request, response) => void answer(request, response))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://service')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const path = url.pathname.replace('/api/v1', '')
    const method = request.method ?? ''
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const each = { method, path, query: url.searchParams, headers: request.headers, body }
    asked.push(each)
    const handler = handlers.get(`${method} ${path}`)
    const { status = 200, json, text: plain, wait } = handler ? await handler(each) : notFound
    await wait
    response.writeHead(status, { 'content-type': plain === undefined ? 'application/json' : 'text/html' })
    response.end(plain ?? JSON.stringify(json ?? {}))
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  closing.push(
    () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  )
  const { port } = server.address() as AddressInfo
  standAt(`http://127.0.0.1:${port}/chat/`)
  return {
    asked,
    askedFor: (route) => asked.filter((each) => `${each.method} ${each.path}` === route),
    on: (route, handler) =>
      void handlers.set(
        route,
        typeof handler === 'function' ? (handler as Handler) : () => ({ json: handler }),
      ),
  }
}

export function problem(kind: string, status: number, tell: object = {}): Answer {
  return { status, json: { type: 'about:blank', title: kind, status, kind, requestId: 'R-1', tell } }
}

const notFound = problem('not-found', 404)

function standAt(url: string): void {
  ;(window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(url)
}

/** Waits until it is true, or fails with the last reason. */
export async function until(check: () => void | boolean, withinMs = 30_000): Promise<void> {
  const end = performance.now() + withinMs
  for (;;) {
    try {
      if (check() !== false) return
      if (performance.now() > end) throw new Error('never became true')
    } catch (error) {
      if (performance.now() > end) throw error
    }
    await new Promise((resume) => setTimeout(resume, 5))
  }
}
