// The front door of /cgi-bin: token, rights, limits and faults around every endpoint.

import type { Context } from 'koa'
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { WecomFailure, failureBody } from '../errors.ts'
import type { CallFate } from '../faults.ts'
import { BodyTooLarge, parseJson, readBody } from '../http-body.ts'
import { CORP_WINDOWS, IP_WINDOWS } from '../limits.ts'
import type { Simulation } from '../simulation.ts'
import type { AppIdentity } from '../tokens.ts'
import type { Call, Endpoint } from './endpoint.ts'

const PREFIX = '/cgi-bin/'
const BODY_LIMIT = 25 * 1024 * 1024
const NOBODY: AppIdentity = { kind: 'app', agentId: 0, secret: '' }

function callerIp(ctx: Context): string {
  return (ctx.req.socket.remoteAddress ?? '').replace('::ffff:', '')
}

function checkToken(sim: Simulation, endpoint: Endpoint, token: string | null): AppIdentity {
  if (endpoint.right === 'none') return NOBODY
  if (token === null || token === '') throw new WecomFailure(41001)
  const checked = sim.tokens.check(token)
  if (checked === 'invalid') throw new WecomFailure(40014)
  if (checked === 'expired') throw new WecomFailure(42001)
  return checked.app
}

/** Those of the app that calls; the token of the directory, say, lives on. */
function revoke(sim: Simulation, token: string | null): void {
  const held = sim.tokens.check(token ?? '')
  if (typeof held === 'object') sim.tokens.revoke(held.app.agentId)
}

function checkRight(sim: Simulation, endpoint: Endpoint, app: AppIdentity): void {
  const { right } = endpoint
  if (right === 'sync' && app.kind !== 'directory') throw new WecomFailure(48002)
  if ((right === 'app' || right === 'contacts') && app.kind !== 'app') throw new WecomFailure(48002)
  if (right === 'contacts' && !sim.corp.callable) throw new WecomFailure(48002)
}

function checkLimits(sim: Simulation, path: string, ip: string): void {
  const extra = sim.faults.limitsOf(path).rateLimit
  if (extra && !sim.limiter.take(`plan ${path}`, [extra])) throw new WecomFailure(45009)
  if (!sim.limitsOn) return
  if (!sim.limiter.take(`corp ${path}`, CORP_WINDOWS)) throw new WecomFailure(45009)
  if (!sim.limiter.take(`ip ${ip} ${path}`, IP_WINDOWS)) throw new WecomFailure(45009)
}

function pagingFault(fate: CallFate, call: Call, answer: Record<string, unknown>): Record<string, unknown> {
  if (fate.paging === undefined || !('next_cursor' in answer)) return answer
  const asked =
    typeof call.body === 'object' && call.body !== null && 'cursor' in call.body
      ? String(call.body.cursor ?? '')
      : ''
  if (fate.paging === 'expire' && asked !== '') throw new WecomFailure(40035, { text: 'invalid cursor' })
  if (fate.paging === 'repeat') return { ...answer, next_cursor: asked === '' ? answer.next_cursor : asked }
  if (fate.paging !== 'empty') return answer
  const emptied = Object.entries(answer).map(([name, value]) => [name, Array.isArray(value) ? [] : value])
  return { ...Object.fromEntries(emptied), next_cursor: '' }
}

function answerCall(
  sim: Simulation,
  endpoint: Endpoint,
  parts: { ctx: Context; raw: Buffer; fate: CallFate },
): Record<string, unknown> {
  const { ctx, fate, raw } = parts
  const ip = callerIp(ctx)
  const query = new URLSearchParams(ctx.querystring)
  const token = query.get('access_token')
  if (fate.revokeToken) revoke(sim, token)
  const app = checkToken(sim, endpoint, token)
  if (endpoint.right !== 'none' && sim.corp.trustedIps !== 'any' && !sim.corp.trustedIps.includes(ip))
    throw new WecomFailure(60020)
  checkRight(sim, endpoint, app)
  checkLimits(sim, endpoint.path, ip)
  if (fate.errcode !== undefined) throw new WecomFailure(fate.errcode)
  if (endpoint.method === 'POST' && ctx.method !== 'POST')
    throw new WecomFailure(40035, { text: 'require POST method' })
  const contentType = ctx.get('content-type')
  const upload = contentType.startsWith('multipart/')
  const body = raw.length === 0 || upload ? {} : parseJson(raw)
  if (body === undefined) throw new WecomFailure(40035, { text: 'invalid json' })
  const call: Call = { sim, app, query, body, raw, contentType, ip }
  return pagingFault(fate, call, { errcode: 0, errmsg: 'ok', ...endpoint.answer(call) })
}

function send(ctx: Context, text: string, fate: CallFate): void {
  ctx.type = 'application/json; charset=utf-8'
  if (fate.emptyBody) ctx.body = ''
  else if (fate.gzipCut) {
    const packed = gzipSync(text)
    ctx.set('content-encoding', 'gzip')
    ctx.body = packed.subarray(0, Math.floor(packed.length / 2))
  } else ctx.body = fate.truncate ? text.slice(0, Math.floor(text.length / 2)) : text
  ctx.status = 200
}

function hangUp(ctx: Context): void {
  ctx.respond = false
  ctx.req.socket.destroy()
}

/** Until the time is over or the faults are cleared; false when the caller hung up meanwhile. */
async function waits(sim: Simulation, ctx: Context, ms: number): Promise<boolean> {
  const { socket } = ctx.req
  const hungUp = new AbortController()
  const onClose = (): void => hungUp.abort()
  socket.once('close', onClose)
  try {
    const signal = AbortSignal.any([hungUp.signal, sim.faults.cleared()])
    await sleep(ms, undefined, { ref: false, signal })
  } catch {
    if (hungUp.signal.aborted) ctx.respond = false
  } finally {
    socket.off('close', onClose)
  }
  return !hungUp.signal.aborted
}

async function serve(
  sim: Simulation,
  endpoint: Endpoint,
  parts: { ctx: Context; fate: CallFate },
): Promise<string> {
  const { ctx, fate } = parts
  // Who hangs up before the call is read has asked for nothing.
  if (fate.latencyMs > 0 && !(await waits(sim, ctx, fate.latencyMs))) return 'gone'
  if (fate.resetBefore) {
    hangUp(ctx)
    return 'reset'
  }
  if (fate.httpStatus !== undefined) {
    ctx.status = fate.httpStatus
    ctx.type = 'text/html'
    ctx.body = '<html><body><h1>Bad Gateway</h1></body></html>'
    return `http-${fate.httpStatus}`
  }
  let answer: Record<string, unknown>
  try {
    const raw = await readBody(ctx.req, BODY_LIMIT)
    answer = answerCall(sim, endpoint, { ctx, raw, fate })
  } catch (error) {
    const failure = error instanceof BodyTooLarge ? new WecomFailure(45001) : error
    if (!(failure instanceof WecomFailure)) throw error
    const hint = `${sim.world.nowSeconds()}${String(randomInt(10 ** 14)).padStart(15, '0')}`
    answer = failureBody(failure, { ip: callerIp(ctx), hint })
  }
  if (fate.answerLatencyMs > 0 && !(await waits(sim, ctx, fate.answerLatencyMs))) return 'gone-after'
  if (fate.resetAfter) {
    hangUp(ctx)
    return 'reset-after'
  }
  send(ctx, JSON.stringify(answer), fate)
  if (fate.truncate || fate.gzipCut) return 'truncated'
  return fate.emptyBody ? 'empty' : String(answer.errcode)
}

export function createGateway(sim: Simulation, endpoints: readonly Endpoint[]) {
  const table = new Map(endpoints.map((one) => [one.path, one]))
  return async (ctx: Context, next: () => Promise<unknown>): Promise<void> => {
    if (!ctx.path.startsWith(PREFIX)) {
      await next()
      return
    }
    ctx.set('Date', new Date(sim.world.clock.now() + sim.corp.dateSkewMs).toUTCString())
    const path = ctx.path.slice(PREFIX.length)
    const endpoint = table.get(path)
    if (!endpoint) {
      sim.calls.record(path, 'unknown', 0)
      ctx.status = 404
      ctx.body = {
        errcode: 404,
        errmsg: `no such api: /cgi-bin/${path}; the simulator's README lists what it answers`,
      }
      return
    }
    const fate = sim.faults.fateOf(path)
    const entered = sim.limiter.enter(path, sim.faults.limitsOf(path).concurrency)
    if (!entered) fate.errcode = 45033
    const parallel = sim.limiter.running(path)
    try {
      // A refused parallel call is answered at once; the others keep their place until they are answered.
      const answer = await serve(sim, endpoint, { ctx, fate: entered ? fate : { ...fate, latencyMs: 0 } })
      sim.calls.record(path, answer, parallel)
    } finally {
      if (entered) sim.limiter.leave(path)
    }
  }
}
