// /desk/api/*: what the page that looks like the WeCom client reads and does.

import { Router } from '@koa/router'
import type { Context } from 'koa'
import { z } from 'zod'
import { ActionRefused, runAction } from '../actions/index.ts'
import { staffNamed } from '../actions/action.ts'
import { IDENTITY_COOKIE } from '../api/oauth-pages.ts'
import { scanAddress } from '../api/qr-address.ts'
import { readJson } from '../control/read-json.ts'
import type { Simulation } from '../simulation.ts'
import { storeName } from '../world/departments.ts'
import type { Staff } from '../world/staff.ts'
import { bridgeSchema, verifyBridge } from './bridge.ts'
import { listChats, messageShape, openChat } from './chats.ts'
import { createDeskEvents } from './events.ts'
import { codes } from './codes.ts'
import { contactCard, corpTags, groupCard, momentCards } from './profiles.ts'
import { qrSvg } from './qr-code.ts'
import { taskCards } from './tasks.ts'
import { messageSchema, writeMessage } from './write-message.ts'

function staffFace(one: Staff): Record<string, unknown> {
  const { name, position, role, userid } = one
  return {
    userid,
    name,
    role,
    position,
    store: storeName(one.departments[0] ?? 0),
    departed: one.status === 5,
  }
}

function currentUser(sim: Simulation, ctx: Context): Staff | undefined {
  const userid = ctx.cookies.get(IDENTITY_COOKIE)
  return userid === undefined ? undefined : sim.world.staff.find(decodeURIComponent(userid))
}

function setIdentity(ctx: Context, userid: string): void {
  ctx.cookies.set(IDENTITY_COOKIE, encodeURIComponent(userid), {
    httpOnly: false,
    sameSite: 'lax',
    path: '/',
    overwrite: true,
  })
}

const asked = (ctx: Context, name: string): string => new URLSearchParams(ctx.querystring).get(name) ?? ''

function session(sim: Simulation, ctx: Context): Record<string, unknown> {
  const { corp, world } = sim
  const current = currentUser(sim, ctx)
  const agentId = corp.apps.find((one) => one.kind === 'app')?.agentId ?? 0
  return {
    appOrigin: corp.appOrigin,
    corpId: corp.corpId,
    agentId,
    current: current ? staffFace(current) : null,
    staff: world.staff.all().map(staffFace),
  }
}

function chatRoutes(router: Router, sim: Simulation): void {
  router.get('/api/chats', (ctx) => {
    const userid = asked(ctx, 'userid') || (currentUser(sim, ctx)?.userid ?? '')
    ctx.body = listChats(sim, {
      userid,
      q: asked(ctx, 'q'),
      kind: asked(ctx, 'kind'),
      cursor: asked(ctx, 'cursor'),
    })
  })
  router.get('/api/chats/:id/messages', (ctx) => {
    const chat = openChat(sim, ctx.params.id ?? '', asked(ctx, 'userid'))
    ctx.body = { items: chat.messages.map((one) => messageShape(one, chat.userid)) }
  })
  router.post('/api/chats/:id/messages', async (ctx) => {
    const draft = await readJson(ctx, messageSchema)
    const viewer = asked(ctx, 'userid')
    const message = writeMessage(sim, ctx.params.id ?? '', { viewer, draft })
    ctx.body = messageShape(message, draft.from === 'me' ? message.sender : '')
  })
}

function login(sim: Simulation, ctx: Context): void {
  const to = asked(ctx, 'to')
  if (to !== 'console' && to !== 'chat') throw new ActionRefused('to must be console or chat')
  setIdentity(ctx, staffNamed(sim, asked(ctx, 'userid')).userid)
  ctx.set('cache-control', 'no-store')
  ctx.redirect(`${sim.corp.appOrigin}/login/wecom?app=${to}&return=/${to}/`)
}

export function deskRouter(sim: Simulation): Router {
  const router = new Router({ prefix: '/desk' })
  const events = createDeskEvents(sim)
  router.get('/login-as', (ctx) => login(sim, ctx))
  router.get('/api/session', (ctx) => void (ctx.body = session(sim, ctx)))
  router.post('/api/session', async (ctx) => {
    const { userid } = await readJson(ctx, z.object({ userid: z.string() }))
    const staff = staffNamed(sim, userid)
    setIdentity(ctx, staff.userid)
    ctx.body = { ...session(sim, ctx), current: staffFace(staff) }
  })
  chatRoutes(router, sim)
  router.post(
    '/api/bridge/agent-config',
    async (ctx) => void (ctx.body = verifyBridge(sim, 'agent', await readJson(ctx, bridgeSchema))),
  )
  router.post(
    '/api/bridge/config',
    async (ctx) => void (ctx.body = verifyBridge(sim, 'corp', await readJson(ctx, bridgeSchema))),
  )
  router.post('/api/actions/:name', async (ctx) => {
    ctx.body = { ok: true, ...runAction(sim, ctx.params.name ?? '', await readJson(ctx, z.unknown())) }
  })
  router.get('/api/contacts/:id', (ctx) => void (ctx.body = contactCard(sim, ctx.params.id ?? '')))
  router.get('/api/groups/:id', (ctx) => void (ctx.body = groupCard(sim, ctx.params.id ?? '')))
  router.get('/api/tags', (ctx) => void (ctx.body = { items: corpTags(sim) }))
  router.get('/api/tasks', (ctx) => void (ctx.body = taskCards(sim, asked(ctx, 'userid'))))
  router.get('/api/codes', (ctx) => void (ctx.body = codes(sim)))
  router.get('/qr/:id.svg', (ctx) => {
    const id = ctx.params.id ?? ''
    if (!sim.world.ways.contactWay(id) && !sim.world.ways.joinWay(id)) throw new ActionRefused('no such code')
    ctx.type = 'image/svg+xml'
    ctx.body = qrSvg(scanAddress(sim, id))
  })
  router.get('/api/moments', (ctx) => void (ctx.body = { items: momentCards(sim) }))
  router.get('/api/media/:id', (ctx) => {
    const file = sim.world.media.find(ctx.params.id ?? '')
    if (!file) throw new ActionRefused('no such file; seeded pictures have no bytes')
    ctx.type = file.contentType
    ctx.set('x-content-type-options', 'nosniff')
    ctx.body = file.bytes
  })
  router.get('/api/events', (ctx) => events.connect(ctx))
  return router
}
