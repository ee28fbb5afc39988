import { z } from 'zod'
import { inRange, rangeOf } from '../corp.ts'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import type { Contact } from '../world/contacts.ts'
import { isVisible, type Follow, type FollowRow } from '../world/follows.ts'
import {
  limitOr,
  pageOf,
  queryText,
  read,
  readCursor,
  staffInRange,
  writeCursor,
  type Call,
  type Endpoint,
} from './endpoint.ts'

const FOLLOWERS_PER_PAGE = 500
/** A place is member × TURN + place, so that a new customer of one member moves nobody else's place. */
const TURN = 2 ** 26

/** What a WeCom user of another company shows of themselves. */
function profileShape({ corpName = '', position = '' }: Contact): Record<string, unknown> {
  return {
    external_attr: [
      { type: 0, name: '部门', text: { value: position } },
      { type: 1, name: '官网', web: { url: 'https://example.com/partner', title: corpName } },
      {
        type: 2,
        name: '小程序',
        miniprogram: { appid: 'wxFAKEappid0001', pagepath: '/index', title: corpName },
      },
    ],
  }
}

function contactShape(contact: Contact): Record<string, unknown> {
  const { corpFullName, corpName, position, unionid } = contact
  return {
    external_userid: contact.externalUserid,
    name: contact.name,
    ...(position === undefined ? {} : { position }),
    avatar: contact.avatar,
    ...(corpName === undefined ? {} : { corp_name: corpName, corp_full_name: corpFullName ?? corpName }),
    type: contact.type,
    gender: contact.gender,
    ...(unionid === undefined ? {} : { unionid }),
    ...(contact.type === 2 ? { external_profile: profileShape(contact) } : {}),
  }
}

function relationShape(follow: Follow, tags: Record<string, unknown>): Record<string, unknown> {
  return {
    userid: follow.userid,
    remark: follow.remark,
    description: follow.description,
    createtime: follow.createtime,
    ...tags,
    ...(follow.remarkCorpName === '' ? {} : { remark_corp_name: follow.remarkCorpName }),
    remark_mobiles: follow.remarkMobiles,
    oper_userid: follow.operUserid,
    add_way: follow.addWay,
    ...(follow.channel === undefined ? {} : { state: follow.channel }),
    ...(follow.wechatChannels === undefined ? {} : { wechat_channels: follow.wechatChannels }),
  }
}

/** `get` shows names and the member's own tags. */
function fullTags(sim: Simulation, follow: Follow): Record<string, unknown>[] {
  const { tags } = sim.world
  const corpTags = follow.tagIds.flatMap((id) => {
    const tag = tags.tag(id)
    if (!tag || tag.deleted) return []
    return [{ group_name: tags.group(tag.groupId)?.name ?? '', tag_name: tag.name, type: 1, tag_id: id }]
  })
  return [...corpTags, ...follow.ownTags.map((name) => ({ group_name: '个人标签', tag_name: name, type: 2 }))]
}

function followUsers(call: Call): Record<string, unknown> {
  const { corp, world } = call.sim
  const staff = world.staff
    .all()
    .filter((one) => one.customerContact && one.status === 1 && inRange(corp, one))
  return { follow_user: staff.map((one) => one.userid) }
}

function listOf(call: Call): Record<string, unknown> {
  const staff = staffInRange(call.sim, queryText(call, 'userid', 41009))
  const ids: string[] = []
  for (const follow of call.sim.world.follows.each(staff.userid)) ids.push(follow.externalUserid)
  if (ids.length === 0) throw new WecomFailure(84061)
  return { external_userid: ids }
}

function getOne(call: Call): Record<string, unknown> {
  const { corp, world } = call.sim
  const id = queryText(call, 'external_userid', 41035)
  const contact = world.contacts.find(id)
  if (!contact) throw new WecomFailure(40096, { extra: { follow_user: [] } })
  const seen = rangeOf(corp, world.staff)
  const followers = world.follows.followersOf(id).filter((one) => seen(one.userid))
  const shown = followers.filter(isVisible)
  if (shown.length === 0) {
    // Ended by the member or not confirmed yet is 84061; nobody in range who ever followed is 40096.
    throw new WecomFailure(followers.length > 0 || everFollowed(call.sim, id, seen) ? 84061 : 40096, {
      extra: { follow_user: [] },
    })
  }
  const page = pageOf(shown, { cursor: call.query.get('cursor') ?? '', limit: FOLLOWERS_PER_PAGE, scope: id })
  return {
    external_contact: contactShape(contact),
    follow_user: page.rows.map((one) => relationShape(one, { tags: fullTags(call.sim, one) })),
    ...(page.next === '' ? {} : { next_cursor: page.next }),
  }
}

function everFollowed(sim: Simulation, externalUserid: string, seen: (userid: string) => boolean): boolean {
  return sim.world.staff
    .all()
    .some((one) => seen(one.userid) && sim.world.follows.find(one.userid, externalUserid) !== undefined)
}

const batchSchema = z.looseObject({
  userid_list: z.array(z.string()).max(100),
  cursor: z.string().optional(),
  limit: z.number().optional(),
})

/** Runs through the members one after the other; the place holds the member and the position in their list. */
function walk(
  sim: Simulation,
  userids: readonly string[],
  page: { from: number; most: number },
): { rows: FollowRow[]; next: number | undefined } {
  let turn = Math.floor(page.from / TURN)
  let position = page.from % TURN
  const rows: FollowRow[] = []
  while (turn < userids.length && rows.length < page.most) {
    const part = sim.world.follows.page(userids[turn] ?? '', position, page.most - rows.length)
    rows.push(...part.rows)
    if (part.next === undefined) {
      turn += 1
      position = 0
    } else position = part.next
  }
  return { rows, next: turn < userids.length ? turn * TURN + position : undefined }
}

const cursorAt = (scope: string, next: number | undefined): string =>
  next === undefined ? '' : writeCursor(scope, next)

function batchByUser(call: Call): Record<string, unknown> {
  const { tags } = call.sim.world
  const { cursor, limit, userid_list } = read(batchSchema, call.body, 40063)
  if (userid_list.length === 0) throw new WecomFailure(40063)
  const staff = userid_list.map((userid) => staffInRange(call.sim, userid).userid)
  const most = limit === undefined || limit < 1 ? 50 : Math.min(100, limit)
  const scope = userid_list.join('|')
  const page = walk(call.sim, staff, { from: readCursor(cursor, scope), most })
  const rows = page.rows.map(({ contact, follow }) => ({
    external_contact: contactShape(contact),
    follow_info: relationShape(follow, { tag_id: follow.tagIds.filter((id) => tags.isLive(id)) }),
  }))
  return { external_contact_list: rows, next_cursor: cursorAt(scope, page.next) }
}

const remarkSchema = z.looseObject({
  userid: z.string().min(1),
  external_userid: z.string().min(1),
  remark: z.string().max(20).optional(),
  description: z.string().max(150).optional(),
  remark_company: z.string().max(20).optional(),
  remark_mobiles: z.array(z.string()).optional(),
  remark_pic_mediaid: z.string().optional(),
})

export function relationOf(sim: Simulation, userid: string, externalUserid: string): Follow {
  const staff = staffInRange(sim, userid)
  if (!sim.world.contacts.find(externalUserid)) throw new WecomFailure(40096)
  const follow = sim.world.follows.find(staff.userid, externalUserid)
  if (!follow || !isVisible(follow)) throw new WecomFailure(84061)
  return follow
}

function changeRemark(call: Call): Record<string, unknown> {
  const input = read(remarkSchema, call.body, 41035)
  const follow = relationOf(call.sim, input.userid, input.external_userid)
  const { description, remark, remark_company, remark_mobiles, remark_pic_mediaid } = input
  const given = [remark, description, remark_company, remark_mobiles, remark_pic_mediaid]
  if (given.every((one) => one === undefined)) throw new WecomFailure(40035)
  const changed: Follow = {
    ...follow,
    remark: remark ?? follow.remark,
    description: description ?? follow.description,
    remarkCorpName: remark_company ?? follow.remarkCorpName,
    // One empty string clears the list.
    remarkMobiles: remark_mobiles?.filter((one) => one !== '') ?? follow.remarkMobiles,
  }
  call.sim.world.change({ kind: 'follow', follow: changed })
  return {}
}

const unassignedSchema = z.looseObject({
  page_id: z.number().int().min(0).optional(),
  page_size: z.number().int().optional(),
  cursor: z.string().optional(),
})

/** What leavers still hold. The cursor is for large data; page_id counts whole pages and is slower. */
function unassigned(call: Call): Record<string, unknown> {
  const { cursor, page_id = 0, page_size } = read(unassignedSchema, call.body)
  const { sim } = call
  const most = limitOr(page_size, { most: 1000, default: 1000 })
  const leavers = sim.world.staff.all().filter((one) => one.status === 5 && one.leftAtMs !== undefined)
  const userids = leavers.map((one) => one.userid)
  const scope = 'unassigned'
  const skipped = cursor || page_id === 0 ? undefined : walk(sim, userids, { from: 0, most: page_id * most })
  const from = skipped ? (skipped.next ?? userids.length * TURN) : readCursor(cursor, scope)
  const page = walk(sim, userids, { from, most })
  const info = page.rows.map(({ follow }) => ({
    handover_userid: follow.userid,
    external_userid: follow.externalUserid,
    dimission_time: Math.floor((sim.world.staff.find(follow.userid)?.leftAtMs ?? 0) / 1000),
  }))
  return { info, is_last: page.next === undefined, next_cursor: cursorAt(scope, page.next) }
}

export const contactEndpoints: readonly Endpoint[] = [
  { path: 'externalcontact/get_follow_user_list', method: 'GET', right: 'contacts', answer: followUsers },
  { path: 'externalcontact/list', method: 'GET', right: 'contacts', answer: listOf },
  { path: 'externalcontact/get', method: 'GET', right: 'contacts', answer: getOne },
  { path: 'externalcontact/batch/get_by_user', method: 'POST', right: 'contacts', answer: batchByUser },
  { path: 'externalcontact/remark', method: 'POST', right: 'contacts', answer: changeRemark },
  { path: 'externalcontact/get_unassigned_list', method: 'POST', right: 'contacts', answer: unassigned },
]
