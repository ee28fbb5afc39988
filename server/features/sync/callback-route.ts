import type Koa from 'koa'
import {
  dedupKey,
  openCallback,
  openUrlCheck,
  parseEvent,
  type CallbackKey,
  type OpenedCallback,
} from '../../wecom/index.ts'
import { namedCorp, type CorpAccess } from '../corps.ts'
import type { Deps } from '../deps.ts'
import { rawRoute } from '../feature.ts'
import { noteSkew } from './clock-skew.ts'
import { receiveEvent } from './inbox.ts'

const MAX_BYTES = 64 * 1024
/** WeCom cuts the connection after five seconds; a late "no" is worth nothing. */
const DURABLE_WITHIN_MS = 3_000
const PATH = '/wecom/callback/:corpId'
const APP = 'wecom'

const shared = { path: PATH, roles: 'public', apps: ['chat', 'console'] } as const

export const callbackRoutes = [
  rawRoute({
    ...shared,
    method: 'GET',
    summary: 'WeCom checks this address before it is saved',
    raw: (ctx, { deps }) => answerCheck(ctx, deps),
  }),
  rawRoute({
    ...shared,
    method: 'POST',
    summary: 'WeCom tells that something changed',
    raw: (ctx, { deps }) => answerEvent(ctx, deps),
  }),
]

async function answerCheck(ctx: Koa.Context, deps: Deps): Promise<void> {
  // An encoder that leaves '+' alone makes it a blank here; base64 has no blanks.
  const echostr = queryText(ctx, 'echostr').replaceAll(' ', '+')
  const { opened } = await openFor(ctx, deps, (sealed) => openUrlCheck({ ...sealed, echostr }))
  if (!opened.ok) return refuse(ctx, deps, opened.stage)
  ctx.type = 'text/plain; charset=utf-8'
  ctx.body = opened.plaintext
}

async function answerEvent(ctx: Koa.Context, deps: Deps): Promise<void> {
  const body = await readBody(ctx)
  if (body === null) {
    ctx.status = 413
    ctx.body = ''
    return
  }
  const { opened, corpId } = await openFor(ctx, deps, (sealed) => openCallback({ ...sealed, body }))
  if (!opened.ok) return refuse(ctx, deps, opened.stage)
  noteSkew(deps, queryText(ctx, 'timestamp'))
  const { plaintext } = opened
  const stored = receiveEvent(deps, {
    corpId,
    hash: dedupKey(corpId, APP, plaintext),
    event: parseEvent(plaintext),
    plaintext,
  })
  if (!(await isDurable(deps, stored))) {
    ctx.status = 503
    ctx.body = ''
    return
  }
  deps.jobs.nudge()
  ctx.type = 'text/plain; charset=utf-8'
  ctx.body = 'success'
}

/** False when the write failed or takes too long: then WeCom shall send the event again. */
async function isDurable(deps: Deps, stored: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), DURABLE_WITHIN_MS)
  })
  const written = stored.then(
    () => true,
    (error: unknown) => {
      deps.log.error({ err: error }, 'a callback could not be stored; WeCom will send it again')
      return false
    },
  )
  try {
    return await Promise.race([written, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The same for every reason: a stranger learns nothing, our log does. */
function refuse(ctx: Koa.Context, deps: Deps, stage: string): void {
  deps.metrics.callbackRefused(stage)
  deps.log.warn(
    { stage },
    'callback refused: check Token, EncodingAESKey and corp id of the receiving server',
  )
  ctx.status = 401
  ctx.body = ''
}

type Sealed = Parameters<typeof openUrlCheck>[0]
type Opened = OpenedCallback | { ok: false; stage: 'corp' }

/** With the keys of the corp in the address: those in memory, and once more as the database has them now. */
async function openFor(
  ctx: Koa.Context,
  { corps }: Deps,
  open: (sealed: Omit<Sealed, 'echostr'>) => OpenedCallback,
): Promise<{ opened: Opened; corpId: string }> {
  const named: unknown = ctx['params'].corpId
  const corp = await namedCorp(corps, named)
  if (!corp) return { opened: { ok: false, stage: 'corp' }, corpId: '' }
  const { corpId } = corp
  const opened = open(sealedBy(ctx, corp))
  if (opened.ok) return { opened, corpId }
  // The pair may have been exchanged a moment ago.
  const now = await corps.read(corpId)
  if (!now || sameKeys(now.callbackKeys, corp.callbackKeys)) return { opened, corpId }
  return { opened: open(sealedBy(ctx, now)), corpId }
}

function sameKeys(one: CallbackKey[], other: CallbackKey[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function sealedBy(ctx: Koa.Context, { corpId, callbackKeys }: CorpAccess): Omit<Sealed, 'echostr'> {
  const query = {
    msgSignature: queryText(ctx, 'msg_signature'),
    timestamp: queryText(ctx, 'timestamp'),
    nonce: queryText(ctx, 'nonce'),
  }
  return { query, keys: callbackKeys, receiveId: corpId }
}

function queryText(ctx: Koa.Context, name: string): string {
  const value = ctx.query[name]
  return typeof value === 'string' ? value : ''
}

/** null: larger than any event of WeCom. */
async function readBody(ctx: Koa.Context): Promise<string | null> {
  if (Number(ctx.get('content-length') || 0) > MAX_BYTES) return null
  const parts: Buffer[] = []
  let size = 0
  for await (const part of ctx.req) {
    const bytes: Buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part))
    size += bytes.length
    if (size > MAX_BYTES) return null
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString('utf8')
}
