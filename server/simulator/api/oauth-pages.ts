// The identity provider: authorize inside WeCom and web login in a browser. Who you are is the desk's cookie.

import { Router } from '@koa/router'
import type { Context } from 'koa'
import { inRange } from '../corp.ts'
import type { Simulation } from '../simulation.ts'
import { storeName } from '../world/departments.ts'

export const IDENTITY_COOKIE = 'desk_user'
const SCOPES = ['snsapi_base', 'snsapi_privateinfo', 'snsapi_userinfo']

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

export function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title)}</title><style>body{font:14px/1.6 system-ui,sans-serif;max-width:560px;margin:40px auto;padding:0 16px;color-scheme:light dark}a{display:inline-block;min-height:32px;padding:0 8px}h2{font-size:14px;margin:16px 0 4px}</style></head><body><h1>${escape(title)}</h1>${body}</body></html>`
}

function refuse(ctx: Context, code: number, text: string): void {
  ctx.status = 400
  ctx.type = 'html'
  ctx.body = page('企业微信登录（模拟）', `<p>${escape(text)}</p><p>errcode ${code}</p>`)
}

interface Login {
  redirect: URL
  state: string
  scope: string
}

function checkRequest(sim: Simulation, query: URLSearchParams): Login | { code: number; text: string } {
  const { corp } = sim
  if (query.get('appid') !== corp.corpId) return { code: 40013, text: 'appid 不是本企业的 corpid' }
  const target = query.get('redirect_uri') ?? ''
  if (!URL.canParse(target)) return { code: 50001, text: 'redirect_uri 不是完整地址' }
  const redirect = new URL(target)
  // Exact match with the port, as the real check does.
  if (redirect.host !== new URL(corp.appOrigin).host) {
    return {
      code: 50001,
      text: `redirect_uri 的域名 ${redirect.host} 不是应用的可信域名 ${new URL(corp.appOrigin).host}`,
    }
  }
  const state = query.get('state') ?? ''
  if (!/^[a-zA-Z0-9]{0,128}$/.test(state))
    return { code: 40035, text: 'state 只能是 128 字节以内的字母和数字' }
  const scope = query.get('scope') ?? 'snsapi_base'
  const agentId = Number(query.get('agentid') ?? '')
  if (scope === 'snsapi_privateinfo' && agentId === 0)
    return { code: 41011, text: 'snsapi_privateinfo 需要 agentid' }
  if (query.has('agentid') && !corp.apps.some((one) => one.kind === 'app' && one.agentId === agentId)) {
    return { code: 40056, text: 'agentid 不是本企业的应用' }
  }
  return { redirect, state, scope }
}

/** Without an identity: pick a member, a customer of 李娜's, or refuse. */
function picker(sim: Simulation, ctx: Context): void {
  const here = (userid: string): string =>
    `${ctx.path}?${new URLSearchParams([...new URLSearchParams(ctx.querystring), ['as', userid]]).toString()}`
  const stores = new Map<string, string[]>()
  for (const one of sim.world.staff.all()) {
    if (one.status === 5) continue
    const store = storeName(one.departments[0] ?? 0)
    stores.set(store, [
      ...(stores.get(store) ?? []),
      `<a href="${escape(here(one.userid))}">${escape(one.name)}（${escape(one.position)}）</a>`,
    ])
  }
  const groups = [...stores].map(([store, links]) => `<h2>${escape(store)}</h2>${links.join('')}`).join('')
  ctx.type = 'html'
  ctx.body = page(
    '选择登录的成员（模拟）',
    `${groups}<h2>其他</h2><a href="${escape(here('-'))}">拒绝登录</a>`,
  )
}

function login(sim: Simulation, ctx: Context): void {
  const query = new URLSearchParams(ctx.querystring)
  const checked = checkRequest(sim, query)
  if ('code' in checked) return refuse(ctx, checked.code, checked.text)
  const { redirect, scope, state } = checked
  const who = query.get('as') ?? ctx.cookies.get(IDENTITY_COOKIE)
  if (who === undefined || who === '') return picker(sim, ctx)
  // A refused login returns without a code.
  if (who !== '-') {
    const staff = sim.world.staff.find(decodeURIComponent(who))
    if (staff && !inRange(sim.corp, staff)) return refuse(ctx, 50002, `${staff.name} 不在应用的可见范围内`)
    const contact = staff ? undefined : sim.world.contacts.find(who)
    if (!staff && !contact) return picker(sim, ctx)
    const id = staff?.userid ?? contact?.externalUserid ?? ''
    redirect.searchParams.set(
      'code',
      sim.tokens.newCode({
        kind: staff ? 'member' : 'outsider',
        id,
        withTicket: scope === 'snsapi_privateinfo',
      }),
    )
  }
  redirect.searchParams.set('state', state)
  ctx.set('cache-control', 'no-store')
  ctx.redirect(redirect.toString())
}

export function oauthRouter(sim: Simulation): Router {
  const router = new Router()
  router.get('/connect/oauth2/authorize', (ctx) => {
    const query = new URLSearchParams(ctx.querystring)
    if (query.get('response_type') !== 'code') return refuse(ctx, 40035, 'response_type 必须是 code')
    if (!SCOPES.includes(query.get('scope') ?? '')) return refuse(ctx, 40035, 'scope 不正确')
    return login(sim, ctx)
  })
  router.get('/wwlogin/sso/login', (ctx) => {
    const query = new URLSearchParams(ctx.querystring)
    if (query.get('login_type') !== 'CorpApp') return refuse(ctx, 40035, 'login_type 必须是 CorpApp')
    return login(sim, ctx)
  })
  return router
}
