import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { parse } from 'node:querystring'
import { dedupKey, openCallback, parseEvent } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { noteSkew } from './clock-skew.ts'
import { receiveEvent } from './inbox.ts'
import { openFor, queryText, signedQuery, tellRefused } from './open-callback.ts'

const MAX_BYTES = 64 * 1024
/** WeCom cuts the connection after five seconds; a late "no" is worth nothing. */
const DURABLE_WITHIN_MS = 3_000
const ADDRESS = /^\/wecom\/callback\/(\w+)\/?(?:\?(.*))?$/
const ROUTE = '/wecom/callback/:corpId'
const APP = 'wecom'
const DONE = 'success'

/**
 * WeCom tells that something changed. Ahead of the app and its middlewares: they are for browsers and cost more than an
 * event itself, and WeCom reads nothing of an answer but its status.
 */
export function callbacksFirst(deps: Deps, others: RequestListener): RequestListener {
  return (request, response) => {
    const [, corpId, asked] = (request.method === 'POST' && ADDRESS.exec(request.url ?? '')) || []
    if (corpId === undefined) return others(request, response)
    void answer(deps, { request, response, corpId, asked: asked ?? '' })
  }
}

interface Knock {
  request: IncomingMessage
  response: ServerResponse
  corpId: string
  asked: string
}

async function answer(deps: Deps, knock: Knock): Promise<void> {
  const startedAt = performance.now()
  const { response } = knock
  const status = await statusOf(deps, knock)
  const body = status === 200 ? DONE : ''
  // What is left of a body that is too large is not waited for.
  if (status === 413) response.setHeader('Connection', 'close')
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(body)
  deps.metrics.request({ method: 'POST', route: ROUTE, status, ms: performance.now() - startedAt })
}

/** Whatever goes wrong here, WeCom shall send the event again. */
async function statusOf(deps: Deps, knock: Knock): Promise<number> {
  try {
    return await takeIn(deps, knock)
  } catch (error) {
    // Who leaves in the middle of a request is no failure of ours.
    if (knock.request.readableAborted) deps.log.debug({ err: error }, 'connection closed by the client')
    else deps.log.error({ err: error }, 'a callback failed; WeCom will send it again')
    return 503
  }
}

async function takeIn(deps: Deps, { request, corpId: named, asked }: Knock): Promise<number> {
  const body = await readBody(request)
  if (body === null) return 413
  const query = parse(asked)
  const signed = signedQuery(query)
  const { opened, corpId } = await openFor(deps, { named, query: signed }, (sealed) =>
    openCallback({ ...sealed, body }),
  )
  if (!opened.ok) {
    tellRefused(deps, opened.stage)
    return 401
  }
  noteSkew(deps, queryText(query, 'timestamp'))
  const { plaintext } = opened
  const event = parseEvent(plaintext)
  const hash = dedupKey(corpId, APP, plaintext)
  const stored = await waitDurable(deps, receiveEvent(deps, { corpId, hash, event, plaintext }))
  deps.metrics.callback(event.kind, stored)
  if (stored === 'not-stored') return 503
  deps.jobs.nudge()
  return 200
}

type Stored = 'new' | 'repeat' | 'not-stored'

/** 'not-stored' when the write failed or takes too long: then WeCom shall send the event again. */
function waitDurable(deps: Deps, stored: Promise<'new' | 'repeat'>): Promise<Stored> {
  return new Promise((done) => {
    const late = setTimeout(() => done('not-stored'), DURABLE_WITHIN_MS)
    const settled = (how: Stored): void => {
      clearTimeout(late)
      done(how)
    }
    stored.then(settled, (error: unknown) => {
      deps.log.error({ err: error }, 'a callback could not be stored; WeCom will send it again')
      settled('not-stored')
    })
  })
}

/** null: larger than any event of WeCom. */
function readBody(request: IncomingMessage): Promise<string | null> {
  return new Promise((done, fail) => {
    if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) return done(null)
    const parts: Buffer[] = []
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size <= MAX_BYTES) parts.push(part)
      else done(null)
    })
    request.once('end', () => done(Buffer.concat(parts).toString('utf8')))
    request.once('error', fail)
  })
}
