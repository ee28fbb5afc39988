import { ulid } from 'ulid'
import type { Browser } from '../support/http-client.ts'
import { makeFailedEffect } from '../support/factories/effect.ts'
import { makeHandover, makeTakeover } from '../support/factories/takeover.ts'
import type { Possessions } from '../support/factories/possessions.ts'
import { corpId, type TestService } from '../support/service.ts'
import { audienceAccess } from './access-audiences.ts'
import { contactWayAccess } from './access-contact-ways.ts'
import { dataAccess } from './access-data.ts'
import { groupAccess } from './access-groups.ts'
import { handoverAccess } from './access-handover.ts'
import { identityAccess } from './access-identity.ts'
import { intakeAccess } from './access-intake.ts'
import { linkAccess } from './access-links.ts'
import { offerAccess } from './access-offers.ts'
import { postAccess } from './access-posts.ts'
import { referralAccess } from './access-referrals.ts'
import { scriptAccess } from './access-scripts.ts'
import { sopAccess } from './access-sops.ts'
import { staffAccess } from './access-staff.ts'
import { tagAccess } from './access-tags.ts'
import { standingAccess } from './access-standing.ts'

/** Who asks. The owner is an advisor, to whom the object of the call belongs. */
export const callers = [
  'anonymous',
  'owner',
  'strangeAdvisor',
  'ownManager',
  'strangeManager',
  'operator',
  'admin',
  'otherAppsSession',
] as const
export type Caller = (typeof callers)[number]

type Statuses = readonly [number, number, number, number, number, number, number, number]

// The whole policy. Columns as in `callers`; 404 hides what one may not see, 403 is a matter of role alone.
const anyone = (n: number): Statuses => [n, n, n, n, n, n, n, n]
const signedIn = (ok = 200): Statuses => [401, ok, ok, ok, ok, ok, ok, 401]
const customer = (ok = 200): Statuses => [401, ok, 404, ok, 404, 404, ok, 401]
const onlyOwner = (ok = 200): Statuses => [401, ok, 404, 404, 404, 404, 404, 401]
const group = (ok = 200): Statuses => [401, ok, 404, ok, 404, ok, ok, 401]
const leaders = (ok = 200): Statuses => [401, 403, 403, ok, ok, ok, ok, 401]
const editors = (ok = 200): Statuses => [401, 403, 403, 403, 403, ok, ok, 401]
const ofGiver = (ok = 200): Statuses => [401, 403, 403, ok, 404, 403, ok, 401]
const admins = (ok = 200): Statuses => [401, 403, 403, 403, 403, 403, ok, 401]

export interface Call {
  path: string
  body?: unknown
  headers?: Record<string, string>
  isStream?: boolean
}

/** What calls are about. Things a call uses up are made anew for each. */
export interface Stage {
  service: TestService
  own: Possessions
  /** Signed in, to prepare what only they may make. */
  owner: Browser
  operator: Browser
}

export interface Access {
  statuses: Statuses
  call(stage: Stage): Call | Promise<Call>
}

const at = (path: string, rest: Omit<Call, 'path'> = {}) => ({ path, ...rest })
const ofCustomer = (rest: string, body?: unknown) => (stage: Stage) =>
  at(`/api/v1/customers/${stage.own.customerId}${rest}`, body === undefined ? {} : { body })

export const access: Record<string, Access> = {
  'GET /api/v1/notices': { statuses: admins(), call: () => at('/api/v1/notices') },
  'PUT /api/v1/notices': {
    statuses: admins(),
    call: () => at('/api/v1/notices', { body: { departures: true, sync: false } }),
  },
  'GET /api/v1/welcome': { statuses: editors(), call: () => at('/api/v1/welcome') },
  'PUT /api/v1/welcome': {
    statuses: editors(),
    call: () => at('/api/v1/welcome', { body: { isOn: false, text: '您好' } }),
  },
  'GET /api/v1/effects': { statuses: signedIn(), call: () => at('/api/v1/effects') },
  'GET /api/v1/effect-counts': { statuses: signedIn(), call: () => at('/api/v1/effect-counts') },
  'POST /api/v1/effect-repeats': {
    statuses: signedIn(),
    call: () => at('/api/v1/effect-repeats', { body: { state: 'failed', before: '2020-01-01T00:00:00Z' } }),
  },
  'GET /api/v1/effects/:id': { statuses: customer(), call: async (stage) => at(await effect(stage)) },
  'POST /api/v1/effects/:id/repeat': {
    statuses: customer(),
    call: async (stage) => at(`${await effect(stage)}/repeat`, { body: {} }),
  },
  'POST /api/v1/effects/:id/dismiss': {
    statuses: customer(),
    call: async (stage) => at(`${await effect(stage)}/dismiss`, { body: {} }),
  },
  'GET /login/wecom': { statuses: anyone(302), call: () => at('/login/wecom?app=chat') },
  'GET /login/wecom/callback': {
    statuses: anyone(400),
    call: () => at('/login/wecom/callback?code=a&state=b'),
  },
  'GET /api/v1/login/options': { statuses: anyone(200), call: () => at('/api/v1/login/options') },
  'POST /api/v1/login/panel': {
    statuses: anyone(400),
    call: () => at('/api/v1/login/panel', { body: { code: 'a', nonce: 'b' } }),
  },
  'GET /api/v1/me': { statuses: signedIn(), call: () => at('/api/v1/me') },
  'PUT /api/v1/me/language': {
    statuses: signedIn(),
    call: () => at('/api/v1/me/language', { body: { language: 'en' } }),
  },
  'POST /api/v1/jssdk/signature': {
    statuses: signedIn(),
    call: ({ service }) =>
      at('/api/v1/jssdk/signature', { body: { kind: 'config', url: `${service.home}/chat/` } }),
  },
  'POST /api/v1/session/end': { statuses: signedIn(), call: () => at('/api/v1/session/end') },
  'GET /api/v1/live': { statuses: signedIn(), call: () => at('/api/v1/live', { isStream: true }) },
  'GET /api/v1/customers': { statuses: signedIn(), call: () => at('/api/v1/customers') },
  'GET /api/v1/customers/:id': { statuses: customer(), call: ofCustomer('') },
  'GET /api/v1/customers/:id/personal-data.json': {
    statuses: admins(),
    call: ofCustomer('/personal-data.json?app=console'),
  },
  // Still a contact: the sync would bring them back.
  'POST /api/v1/customers/:id/erasures': {
    statuses: admins(409),
    call: ofCustomer('/erasures', { reason: '本人要求' }),
  },
  'GET /api/v1/customers/:id/facts': { statuses: customer(), call: ofCustomer('/facts') },
  'GET /api/v1/customers/:id/team': { statuses: customer(), call: ofCustomer('/team') },
  'POST /api/v1/customers/:id/phone-reveal': {
    statuses: customer(),
    call: ofCustomer('/phone-reveal', { purpose: 'call' }),
  },
  'POST /api/v1/customers/:id/notes': {
    statuses: customer(201),
    call: ofCustomer('/notes', { text: '想换车' }),
  },
  'GET /api/v1/customers/:id/takeover': { statuses: customer(), call: ofCustomer('/takeover') },
  'GET /api/v1/takeovers': { statuses: signedIn(), call: () => at('/api/v1/takeovers') },
  'POST /api/v1/takeovers/:id/replied': {
    statuses: onlyOwner(),
    async call({ service, own }) {
      const { externalUserid, customerId, staffId: toStaffId } = own
      const fromStaffId = await service.staffId('wanglei')
      const beganAt = service.clock.now()
      const row = { corpId, externalUserid, customerId, fromStaffId, toStaffId, beganAt }
      return at(`/api/v1/takeovers/${await makeTakeover(service.database, row)}/replied`, { body: {} })
    },
  },
  'GET /api/v1/handovers/:id/retention': {
    statuses: ofGiver(),
    call: async (stage) => at(`/api/v1/handovers/${await handoverOf(stage)}/retention`),
  },
  'GET /api/v1/handovers/:id/report.csv': {
    statuses: ofGiver(),
    call: async (stage) => at(`/api/v1/handovers/${await handoverOf(stage)}/report.csv`),
  },
  'GET /api/v1/customers/:id/tasks': { statuses: customer(), call: ofCustomer('/tasks') },
  'POST /api/v1/customers/:id/tasks': {
    statuses: customer(201),
    call: ofCustomer('/tasks', { title: '回访', dueOn: '2026-12-01' }),
  },
  'GET /api/v1/tasks': { statuses: signedIn(), call: () => at('/api/v1/tasks') },
  'POST /api/v1/tasks/:id/done': {
    statuses: customer(),
    call: async (stage) => at(`/api/v1/tasks/${await task(stage)}/done`, { body: {} }),
  },
  'POST /api/v1/tasks/:id/reopen': {
    statuses: customer(),
    call: async (stage) => at(`/api/v1/tasks/${await task(stage)}/reopen`, { body: {} }),
  },
  'PUT /api/v1/contacts/:externalUserid/remark': {
    statuses: onlyOwner(),
    call: ({ own }) => at(`/api/v1/contacts/${own.externalUserid}/remark`, { body: { remark: '林' } }),
  },
  'GET /api/v1/tags': { statuses: signedIn(), call: () => at('/api/v1/tags') },
  'PUT /api/v1/contacts/:externalUserid/tags': {
    statuses: onlyOwner(),
    call: async ({ service, own }) => {
      const { tagId } = await service.database.db.tag.findFirstOrThrow({ where: { corpId, deletedAt: null } })
      return at(`/api/v1/contacts/${own.externalUserid}/tags`, { body: { add: [tagId] } })
    },
  },
  'GET /api/v1/groups': { statuses: signedIn(), call: () => at('/api/v1/groups') },
  'GET /api/v1/group-overlaps': { statuses: signedIn(), call: () => at('/api/v1/group-overlaps') },
  'GET /api/v1/groups/:chatId/members': {
    statuses: group(),
    call: ({ own }) => at(`/api/v1/groups/${own.chatId}/members`),
  },
  'GET /api/v1/groups/:chatId/numbers': {
    statuses: group(),
    call: ({ own }) => at(`/api/v1/groups/${own.chatId}/numbers`),
  },
  'GET /api/v1/insights/tiers': { statuses: leaders(), call: () => at('/api/v1/insights/tiers') },
  'POST /api/v1/insights/recalibrations': {
    statuses: admins(202),
    call: () => at('/api/v1/insights/recalibrations', { body: {} }),
  },
  'POST /api/v1/actions/outcomes': {
    statuses: customer(201),
    call: ({ own }) => at('/api/v1/actions/outcomes', { body: dismissal(own.customerId) }),
  },
  'POST /api/v1/actions/outcomes/:id/undo': {
    statuses: onlyOwner(),
    call: async (stage) => {
      const body = dismissal(stage.own.customerId)
      const { id } = await made(stage.owner, '/api/v1/actions/outcomes', body)
      return at(`/api/v1/actions/outcomes/${id}/undo`)
    },
  },
  'POST /api/v1/actions/outcomes/:id/replied': {
    statuses: customer(),
    call: async (stage) =>
      at(`/api/v1/actions/outcomes/${await sent(stage)}/replied`, { body: { isReplied: true } }),
  },
  'GET /api/v1/customers/:id/consent': { statuses: customer(), call: ofCustomer('/consent') },
  'PUT /api/v1/customers/:id/consent': {
    statuses: customer(),
    call: ofCustomer('/consent', { isOptedOut: false, note: '' }),
  },
  'GET /api/v1/outreach': { statuses: editors(), call: () => at('/api/v1/outreach') },
  'PUT /api/v1/outreach': { statuses: editors(), call: () => at('/api/v1/outreach', { body: {} }) },
  'GET /api/v1/script-results': { statuses: editors(), call: () => at('/api/v1/script-results') },
  'GET /api/v1/script-policies': {
    statuses: editors(),
    call: () => at('/api/v1/script-policies?scene=service-due'),
  },
  'GET /api/v1/script-results/:scriptId/segments': {
    statuses: editors(),
    call: () => at('/api/v1/script-results/none/segments?rule=service-due'),
  },
  'GET /api/v1/script-results/:scriptId/sends': {
    statuses: editors(),
    call: () => at('/api/v1/script-results/none/sends?rule=service-due'),
  },
  'GET /api/v1/experiments': { statuses: editors(), call: () => at('/api/v1/experiments') },
  'POST /api/v1/experiments': {
    // There are no such scripts.
    statuses: editors(400),
    call: () => at('/api/v1/experiments', { body: comparison }),
  },
  'POST /api/v1/experiments/:id/end': {
    statuses: editors(404),
    call: () => at('/api/v1/experiments/none/end', { body: {} }),
  },
  'GET /api/v1/experiments/:id/sends': {
    statuses: editors(),
    call: () => at('/api/v1/experiments/none/sends?arm=A'),
  },
  'GET /api/v1/customers/:id/benefits': { statuses: customer(), call: ofCustomer('/benefits') },
  'GET /api/v1/customers/:id/push-time': { statuses: customer(), call: ofCustomer('/push-time') },
  'GET /api/v1/customers/:id/response': { statuses: customer(), call: ofCustomer('/response') },
  'GET /api/v1/customers/:id/timeline': { statuses: customer(), call: ofCustomer('/timeline') },
  'GET /api/v1/customers/:id/orders': { statuses: customer(), call: ofCustomer('/orders') },
  'GET /api/v1/panel/contacts/:externalUserid': {
    statuses: customer(),
    call: ({ own }) => at(`/api/v1/panel/contacts/${own.externalUserid}`),
  },
  'GET /api/v1/panel/groups/:chatId': {
    statuses: group(),
    call: ({ own }) => at(`/api/v1/panel/groups/${own.chatId}`),
  },
  ...audienceAccess,
  ...contactWayAccess,
  ...groupAccess,
  ...tagAccess,
  ...handoverAccess,
  ...identityAccess,
  ...intakeAccess,
  ...standingAccess,
  ...offerAccess,
  ...dataAccess,
  ...staffAccess,
  ...linkAccess,
  ...scriptAccess,
  ...postAccess,
  ...sopAccess,
  ...referralAccess,
  'GET /wecom/callback/:corpId': { statuses: anyone(401), call: () => at(`/wecom/callback/${corpId}`) },
  'POST /wecom/callback/:corpId': { statuses: anyone(401), call: () => at(`/wecom/callback/${corpId}`) },
  'GET /api/v1/today': { statuses: signedIn(), call: () => at('/api/v1/today') },
  'GET /api/v1/setup': { statuses: admins(), call: () => at('/api/v1/setup') },
  'GET /WW_verify_:code.txt': { statuses: anyone(200), call: () => at('/WW_verify_abc123.txt') },
}

function dismissal(customerId: string): Record<string, unknown> {
  const reason = { outcome: 'dismissed', reason: 'not-now' }
  return { id: ulid(), customerId, rule: 'service-due', scriptId: null, ...reason }
}

async function made(by: Browser, path: string, body: unknown): Promise<{ id: string }> {
  const reply = await by.send('POST', path, body)
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${reply.text}`)
  return reply.json<{ id: string }>()
}

async function effect({ service, own }: Stage): Promise<string> {
  const { staffId: createdBy, externalUserid } = own
  const at = service.clock.now()
  return `/api/v1/effects/${await makeFailedEffect(service.database, { corpId, createdBy, externalUserid, at })}`
}

async function task({ own, owner }: Stage): Promise<string> {
  const body = { title: '回访', dueOn: '2026-12-01' }
  return (await made(owner, `/api/v1/customers/${own.customerId}/tasks`, body)).id
}

const comparison = { name: '对比', scene: 'birthday', arms: [{ scriptId: 'X' }, { scriptId: 'Y' }] }

/** A script that went out, to be marked as answered. */
async function sent({ service, own, owner }: Stage): Promise<string> {
  const script = await service.database.db.script.findFirstOrThrow({ where: { corpId } })
  const message = { customerId: own.customerId, rule: null, scriptId: script.id, outcome: 'sent' }
  return (await made(owner, '/api/v1/actions/outcomes', { id: ulid(), ...message })).id
}

async function handoverOf({ service, own }: Stage): Promise<string> {
  const { externalUserid, customerId, staffId: fromStaffId } = own
  const toStaffId = await service.staffId('wanglei')
  const at = service.clock.now()
  const ends = { state: 'done', startedAt: at, settledAt: at }
  return makeHandover(service.database, {
    corpId,
    externalUserid,
    customerId,
    fromStaffId,
    toStaffId,
    ...ends,
  })
}
