import { z } from 'zod'
import { WecomFailure } from '../errors.ts'
import { JSAPI_TICKET_WINDOWS, WRONG_SECRET } from '../limits.ts'
import type { Simulation } from '../simulation.ts'
import { inRange } from '../corp.ts'
import { queryText, read, type Call, type Endpoint } from './endpoint.ts'

function giveToken(call: Call): Record<string, unknown> {
  const { corp, limiter, tokens } = call.sim
  const corpId = queryText(call, 'corpid', 41002)
  const secret = queryText(call, 'corpsecret', 41004)
  if (corpId !== corp.corpId) throw new WecomFailure(40013)
  const app = corp.apps.find((one) => one.secret === secret)
  if (!app) {
    if (call.sim.limitsOn && !limiter.take(`wrong secret ${call.ip}`, [WRONG_SECRET]))
      throw new WecomFailure(45009)
    throw new WecomFailure(40001)
  }
  const { expiresInS, value } = tokens.accessToken(app)
  return { access_token: value, expires_in: expiresInS }
}

function giveTicket(call: Call, kind: 'corp' | 'agent'): Record<string, unknown> {
  const { limiter, limitsOn, tokens } = call.sim
  if (limitsOn && !limiter.take(`ticket ${kind} ${call.app.agentId}`, JSAPI_TICKET_WINDOWS))
    throw new WecomFailure(45009)
  const { expiresInS, value } = tokens.ticket(kind, call.app)
  return { ticket: value, expires_in: expiresInS }
}

type Visitor =
  | { kind: 'member'; userid: string; ticket?: string }
  | { kind: 'outsider'; openid: string; externalUserid?: string }

function exchange(sim: Simulation, code: string): Visitor {
  const used = sim.tokens.useCode(code)
  if (used === 'unknown') throw new WecomFailure(40029)
  if (used === 'used') throw new WecomFailure(42022)
  if (used === 'expired') throw new WecomFailure(42003)
  if (used.kind === 'member') {
    const staff = sim.world.staff.find(used.id)
    const ticket =
      used.withTicket && staff && inRange(sim.corp, staff) ? sim.tokens.newUserTicket(used.id) : undefined
    return { kind: 'member', userid: staff?.userid ?? used.id, ...(ticket === undefined ? {} : { ticket }) }
  }
  const followed = sim.world.follows.followersOf(used.id).some((one) => {
    const staff = sim.world.staff.find(one.userid)
    return staff !== undefined && inRange(sim.corp, staff)
  })
  return {
    kind: 'outsider',
    openid: `oLY${used.id.slice(2, 27)}`,
    ...(followed ? { externalUserid: used.id } : {}),
  }
}

function userInfo(call: Call): Record<string, unknown> {
  const visitor = exchange(call.sim, queryText(call, 'code', 41008))
  if (visitor.kind === 'member') {
    return {
      userid: visitor.userid,
      ...(visitor.ticket === undefined ? {} : { user_ticket: visitor.ticket }),
    }
  }
  const { externalUserid, openid } = visitor
  return { openid, ...(externalUserid === undefined ? {} : { external_userid: externalUserid }) }
}

/** The old path spells its fields in another case. */
function userInfoOldCase(call: Call): Record<string, unknown> {
  const visitor = exchange(call.sim, queryText(call, 'code', 41008))
  if (visitor.kind === 'outsider') return { OpenId: visitor.openid, DeviceId: '' }
  return {
    UserId: visitor.userid,
    DeviceId: '',
    ...(visitor.ticket === undefined ? {} : { user_ticket: visitor.ticket }),
  }
}

function userDetail(call: Call): Record<string, unknown> {
  const { user_ticket } = read(z.looseObject({ user_ticket: z.string() }), call.body, 84015)
  const userid = call.sim.tokens.readUserTicket(user_ticket)
  if (userid === 'unknown') throw new WecomFailure(84015)
  if (userid === 'expired') throw new WecomFailure(84014)
  const staff = call.sim.world.staff.find(userid)
  if (!staff) throw new WecomFailure(60111)
  return {
    userid: staff.userid,
    gender: String(staff.gender),
    avatar: '',
    qr_code: `https://open.work.weixin.qq.com/wwopen/userQRCode?vcode=${staff.userid}`,
    mobile: staff.mobile,
    email: `${staff.userid}@lanyue.example.com`,
    biz_mail: `${staff.userid}@biz.lanyue.example.com`,
    address: '上海市示例路 1 号',
  }
}

const addresses = (): Record<string, unknown> => ({ ip_list: ['203.0.113.10', '203.0.113.11'] })

export const authEndpoints: readonly Endpoint[] = [
  { path: 'gettoken', method: 'GET', right: 'none', answer: giveToken },
  { path: 'get_jsapi_ticket', method: 'GET', right: 'token', answer: (call) => giveTicket(call, 'corp') },
  {
    path: 'ticket/get',
    method: 'GET',
    right: 'app',
    answer: (call) => {
      if (call.query.get('type') !== 'agent_config') throw new WecomFailure(40005)
      return giveTicket(call, 'agent')
    },
  },
  { path: 'auth/getuserinfo', method: 'GET', right: 'app', answer: userInfo },
  { path: 'user/getuserinfo', method: 'GET', right: 'app', answer: userInfoOldCase },
  { path: 'auth/getuserdetail', method: 'POST', right: 'app', answer: userDetail },
  { path: 'getcallbackip', method: 'GET', right: 'token', answer: addresses },
  { path: 'get_api_domain_ip', method: 'GET', right: 'token', answer: addresses },
]
