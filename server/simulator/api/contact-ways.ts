// 联系我: codes that add a member. Made by the API, shown in no admin console.

import { z } from 'zod'
import { WecomFailure } from '../errors.ts'
import { salt } from '../random.ts'
import type { Simulation } from '../simulation.ts'
import { isVisible } from '../world/follows.ts'
import { hexText } from '../world/ids.ts'
import type { Staff } from '../world/staff.ts'
import type { ContactWay } from '../world/ways.ts'
import { limitOr, pageOf, read, staffInRange, type Call, type Endpoint } from './endpoint.ts'
import { qrAddress } from './qr-address.ts'
import { membersOf } from './way-members.ts'

const WAY = salt('way')
const MOST_USERS = 100
const WEEK_S = 7 * 86_400
const DAY_S = 86_400

const fieldsSchema = z.looseObject({
  type: z.number().int().optional(),
  scene: z.number().int().optional(),
  style: z.number().int().optional(),
  remark: z.string().max(30).optional(),
  skip_verify: z.boolean().optional(),
  state: z.string().max(30).optional(),
  user: z.array(z.string()).optional(),
  party: z.array(z.number().int()).optional(),
  is_temp: z.boolean().optional(),
  expires_in: z.number().int().min(1).optional(),
  chat_expires_in: z.number().int().min(1).optional(),
  unionid: z.string().optional(),
  is_exclusive: z.boolean().optional(),
  mark_source: z.boolean().optional(),
  conclusions: z.record(z.string(), z.unknown()).optional(),
})
type Fields = z.output<typeof fieldsSchema>

function checkUser(staff: Staff): void {
  if (!staff.customerContact) throw new WecomFailure(84074)
  if (staff.status !== 1 || !staff.realName) throw new WecomFailure(41054)
}

/** Departments count with everybody below them. */
function checkMembers(sim: Simulation, way: Pick<ContactWay, 'type' | 'userids' | 'departments'>): void {
  for (const userid of way.userids) checkUser(staffInRange(sim, userid))
  if (way.userids.length === 0 && way.departments.length === 0)
    throw new WecomFailure(40063, { text: 'user and party are both empty' })
  if (way.type === 1 && (way.userids.length !== 1 || way.departments.length > 0))
    throw new WecomFailure(40035, { text: 'type 1 takes exactly one user and no party' })
  const members = membersOf(sim, way)
  if (members === 'no such department') throw new WecomFailure(60123)
  if (members.length > MOST_USERS) throw new WecomFailure(41041)
}

function kindOf(input: Fields): Pick<ContactWay, 'type' | 'scene' | 'style'> {
  const { scene, style = 1, type } = input
  if (type === undefined) throw new WecomFailure(41037)
  if (scene === undefined) throw new WecomFailure(41038)
  if (type !== 1 && type !== 2) throw new WecomFailure(41039)
  if (scene !== 1 && scene !== 2) throw new WecomFailure(41040)
  if (style < 1 || style > 3) throw new WecomFailure(41042)
  return { type, scene, style }
}

function merged(way: ContactWay, input: Fields): ContactWay {
  const { conclusions = way.conclusions } = input
  return {
    ...way,
    style: input.style ?? way.style,
    remark: input.remark ?? way.remark,
    skipVerify: input.skip_verify ?? way.skipVerify,
    state: input.state ?? way.state,
    userids: input.user ?? way.userids,
    departments: input.party ?? way.departments,
    expiresInS: input.expires_in ?? way.expiresInS,
    chatExpiresInS: input.chat_expires_in ?? way.chatExpiresInS,
    unionid: input.unionid ?? way.unionid,
    isExclusive: input.is_exclusive ?? way.isExclusive,
    markSource: input.mark_source ?? way.markSource,
    ...(conclusions === undefined ? {} : { conclusions }),
  }
}

function add(call: Call): Record<string, unknown> {
  const { sim } = call
  const { clock, seed, ways } = sim.world
  const input = read(fieldsSchema, call.body)
  const kind = kindOf(input)
  const isTemp = input.is_temp ?? false
  if (!isTemp && ways.held() >= sim.corp.wayQuota) throw new WecomFailure(41045)
  const empty: ContactWay = {
    ...kind,
    configId: hexText(seed.seed, WAY, ways.made()),
    remark: '',
    skipVerify: true,
    state: '',
    userids: [],
    departments: [],
    isTemp,
    expiresInS: isTemp ? WEEK_S : 0,
    chatExpiresInS: isTemp ? DAY_S : 0,
    unionid: '',
    isExclusive: false,
    markSource: true,
    createdAtMs: clock.now(),
    deleted: false,
    scans: 0,
  }
  const way = merged(empty, input)
  if (isTemp && way.type !== 1) throw new WecomFailure(40035, { text: 'a temporary way takes type 1' })
  checkMembers(sim, way)
  sim.world.change({ kind: 'contact-way', way })
  return { config_id: way.configId, ...(way.scene === 2 ? { qr_code: qrAddress(sim, way.configId) } : {}) }
}

const idSchema = z.looseObject({ config_id: z.string().optional() })

function named(call: Call): ContactWay {
  const { config_id } = read(idSchema, call.body)
  if (!config_id) throw new WecomFailure(41043)
  const way = call.sim.world.ways.contactWay(config_id)
  if (!way) throw new WecomFailure(41044)
  return way
}

function get(call: Call): Record<string, unknown> {
  const way = named(call)
  return {
    contact_way: {
      config_id: way.configId,
      type: way.type,
      scene: way.scene,
      style: way.style,
      remark: way.remark,
      skip_verify: way.skipVerify,
      state: way.state,
      ...(way.scene === 2 ? { qr_code: qrAddress(call.sim, way.configId) } : {}),
      user: way.userids,
      party: way.departments,
      is_temp: way.isTemp,
      expires_in: way.expiresInS,
      chat_expires_in: way.chatExpiresInS,
      unionid: way.unionid,
      mark_source: way.markSource,
      ...(way.conclusions === undefined ? {} : { conclusions: way.conclusions }),
    },
  }
}

const listSchema = z.looseObject({
  start_time: z.number().int().optional(),
  end_time: z.number().int().optional(),
  cursor: z.string().optional(),
  limit: z.number().int().optional(),
})

function list(call: Call): Record<string, unknown> {
  const input = read(listSchema, call.body)
  const from = (input.start_time ?? 0) * 1000
  const to = input.end_time === undefined ? Infinity : input.end_time * 1000 + 999
  const ways = call.sim.world.ways
    .contactWays()
    .filter((one) => !one.isTemp && one.createdAtMs >= from && one.createdAtMs <= to)
  const limit = limitOr(input.limit, { most: 1000, default: 100 })
  const scope = `ways ${input.start_time ?? ''} ${input.end_time ?? ''}`
  const page = pageOf(ways, { cursor: input.cursor, limit, scope })
  return { contact_way: page.rows.map((one) => ({ config_id: one.configId })), next_cursor: page.next }
}

/** What is given replaces what was; type, scene and the temporary kind stay. */
function update(call: Call): Record<string, unknown> {
  const way = named(call)
  const next = merged(way, read(fieldsSchema, call.body))
  checkMembers(call.sim, next)
  call.sim.world.change({ kind: 'contact-way', way: next })
  return {}
}

function remove(call: Call): Record<string, unknown> {
  call.sim.world.change({ kind: 'contact-way', way: { ...named(call), deleted: true } })
  return {}
}

function closeTempChat(call: Call): Record<string, unknown> {
  const schema = z.looseObject({ userid: z.string().optional(), external_userid: z.string().optional() })
  const { external_userid, userid } = read(schema, call.body)
  if (!userid) throw new WecomFailure(41009)
  if (!external_userid) throw new WecomFailure(41035)
  const follow = call.sim.world.follows.find(staffInRange(call.sim, userid).userid, external_userid)
  if (!follow || !isVisible(follow)) throw new WecomFailure(84061)
  return {}
}

const endpoint = (name: string, answer: Endpoint['answer']): Endpoint => ({
  path: `externalcontact/${name}`,
  method: 'POST',
  right: 'contacts',
  answer,
})

export const contactWayEndpoints: readonly Endpoint[] = [
  endpoint('add_contact_way', add),
  endpoint('get_contact_way', get),
  endpoint('list_contact_way', list),
  endpoint('update_contact_way', update),
  endpoint('del_contact_way', remove),
  endpoint('close_temp_chat', closeTempChat),
]
