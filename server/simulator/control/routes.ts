// /sim/*: the switches of the simulator, for tests, benchmarks and the desk.

import { Router } from '@koa/router'
import type { Context } from 'koa'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { isoTime, parseTime } from '../clock.ts'
import { faultPlanSchema } from '../faults.ts'
import type { Simulation } from '../simulation.ts'
import { runAction } from '../actions/index.ts'
import { BadRequest, readJson } from './read-json.ts'
import { createStorm, stormSchema } from './storm.ts'
import { ordersCsv } from '../world/orders-csv.ts'
import { TRUTH_KINDS, truthPage, type TruthKind } from '../world/truth.ts'

function clockFace(sim: Simulation): Record<string, unknown> {
  const { clock } = sim.world
  return { now: isoTime(clock.now()), offsetMs: clock.offsetMs() }
}

const clockSchema = z.union([
  z.strictObject({ advanceMs: z.number().min(0) }),
  z.strictObject({ set: z.string() }),
  z.strictObject({ reset: z.literal(true) }),
])

function moveClock(sim: Simulation, input: z.output<typeof clockSchema>): void {
  const { clock } = sim.world
  if ('advanceMs' in input) return clock.advance(input.advanceMs)
  if ('reset' in input) return clock.reset()
  const at = parseTime(input.set)
  if (at === undefined) throw new BadRequest(`set: ${input.set} is not an ISO time`)
  clock.set(at)
}

const corpSchema = z.strictObject({
  callable: z.boolean().optional(),
  visible: z
    .union([
      z.literal('all'),
      z.strictObject({
        departments: z.array(z.number()).default([]),
        userids: z.array(z.string()).default([]),
      }),
    ])
    .optional(),
  trustedIps: z.union([z.literal('any'), z.array(z.string())]).optional(),
  syncDetailsClosed: z.boolean().optional(),
  momentTimesAsText: z.boolean().optional(),
  transferKeepsNotes: z.boolean().optional(),
  dateSkewMs: z.number().optional(),
  dispatchMs: z.number().min(0).optional(),
  massPerDay: z.number().int().min(0).optional(),
  massPerWeek: z.number().int().min(0).optional(),
  momentsPerMonth: z.number().int().min(0).optional(),
  groupFull: z.number().int().min(2).optional(),
  wayQuota: z.number().int().min(0).optional(),
  acquisitionTotal: z.number().int().min(0).optional(),
  acquisitionLow: z.number().int().min(0).optional(),
  appOrigin: z.string().optional(),
  limitsOn: z.boolean().optional(),
})

function corpFace(sim: Simulation): Record<string, unknown> {
  const { apps: _apps, dateSkewMs: _skew, keys: _keys, ...face } = sim.corp
  return { ...face, limitsOn: sim.limitsOn }
}

function changeCorp(sim: Simulation, input: z.output<typeof corpSchema>): void {
  const { limitsOn, ...rest } = input
  Object.assign(sim.corp, rest)
  if (limitsOn !== undefined) sim.limitsOn = limitsOn
}

function isTruthKind(kind: string): kind is TruthKind {
  return TRUTH_KINDS.some((one) => one === kind)
}

function truth(sim: Simulation, ctx: Context, kind: string): void {
  if (!isTruthKind(kind)) throw new BadRequest(`no truth about ${kind}; there is ${TRUTH_KINDS.join(', ')}`)
  const query = new URLSearchParams(ctx.querystring)
  const limit = Math.min(5000, Math.max(1, Number(query.get('limit') ?? '500') || 500))
  ctx.body = truthPage(sim.world, kind, { cursor: query.get('cursor') ?? undefined, limit })
}

function deliveries(sim: Simulation, ctx: Context): void {
  const after = Number(new URLSearchParams(ctx.querystring).get('after') ?? '0') || 0
  const items = sim.callbacks
    .deliveries()
    .filter((one) => one.id > after)
    .slice(-1000)
  ctx.body = { url: sim.callbacks.url() ?? null, items }
}

export function controlRouter(sim: Simulation): Router {
  const router = new Router({ prefix: '/sim' })
  router.get('/clock', (ctx) => void (ctx.body = clockFace(sim)))
  router.post('/clock', async (ctx) => {
    moveClock(sim, await readJson(ctx, clockSchema))
    ctx.body = clockFace(sim)
  })
  router.get('/faults', (ctx) => void (ctx.body = sim.faults.plan()))
  router.post(
    '/faults',
    async (ctx) => void (ctx.body = sim.faults.set(await readJson(ctx, faultPlanSchema))),
  )
  router.delete('/faults', (ctx) => {
    sim.faults.clear()
    ctx.body = sim.faults.plan()
  })
  router.post('/tokens/revoke', (ctx) => {
    sim.tokens.revoke()
    ctx.body = { revoked: true }
  })
  router.get('/corp', (ctx) => void (ctx.body = corpFace(sim)))
  router.post('/corp', async (ctx) => {
    changeCorp(sim, await readJson(ctx, corpSchema))
    ctx.body = corpFace(sim)
  })
  router.get('/calls', (ctx) => void (ctx.body = sim.calls.counts()))
  router.post('/calls/reset', (ctx) => {
    sim.calls.reset()
    ctx.body = sim.calls.counts()
  })
  router.get('/truth/:kind', (ctx) => truth(sim, ctx, ctx.params.kind ?? ''))
  router.post('/actions/:name', async (ctx) => {
    ctx.body = { ok: true, ...runAction(sim, ctx.params.name ?? '', await readJson(ctx, z.unknown())) }
  })
  const storm = createStorm(sim)
  router.get('/storm', (ctx) => void (ctx.body = storm.progress()))
  router.post('/storm', async (ctx) => void (ctx.body = storm.start(await readJson(ctx, stormSchema))))
  router.post('/callback-url', async (ctx) => {
    const { url } = await readJson(ctx, z.strictObject({ url: z.string() }))
    const result = await sim.callbacks.setUrl(url)
    ctx.status = result.ok ? 200 : 422
    ctx.body = result.ok
      ? { ok: true, url }
      : { ok: false, error: `the callback URL was not saved: ${result.reason}` }
  })
  router.get('/deliveries', (ctx) => deliveries(sim, ctx))
  router.post('/deliveries/:id/resend', async (ctx) => {
    ctx.body = await sim.callbacks.resend(Number(ctx.params.id))
  })
  router.get('/demo/orders.csv', (ctx) => {
    ctx.type = 'text/csv; charset=utf-8'
    ctx.body = Readable.from(ordersCsv(sim.world))
  })
  return router
}
