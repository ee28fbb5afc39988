// 获客助手: links that a stranger opens to add a member.

import { z } from 'zod'
import { shanghaiMidnight } from '../clock.ts'
import { WecomFailure } from '../errors.ts'
import { salt } from '../random.ts'
import { singleChatId } from '../world/chats.ts'
import { hexText } from '../world/ids.ts'
import type { AcquisitionLink } from '../world/acquisition.ts'
import { limitOr, pageOf, read, staffInRange, type Call, type Endpoint } from './endpoint.ts'
import { membersOf } from './way-members.ts'

const LINK = salt('acquisition')
const MOST_MEMBERS = 500
const DAY_S = 86_400
const SPAN_S = 30 * DAY_S

const rangeSchema = z.looseObject({
  user_list: z.array(z.string()).default([]),
  department_list: z.array(z.number().int()).default([]),
})
const fieldsSchema = z.looseObject({
  link_id: z.string().optional(),
  link_name: z.string().max(30).optional(),
  range: rangeSchema.optional(),
  skip_verify: z.boolean().optional(),
  mark_source: z.boolean().optional(),
  priority_option: z
    .looseObject({
      priority_type: z.number().int().min(1).max(2),
      priority_userid_list: z.array(z.string()).default([]),
    })
    .optional(),
})

function checkRange(call: Call, link: AcquisitionLink): void {
  for (const userid of link.userids)
    if (!staffInRange(call.sim, userid).customerContact) throw new WecomFailure(84074)
  const members = membersOf(call.sim, link)
  if (members === 'no such department') throw new WecomFailure(60123)
  if (members.length === 0) throw new WecomFailure(40063, { text: 'range is empty' })
  if (members.length > MOST_MEMBERS) throw new WecomFailure(40058)
}

function merged(link: AcquisitionLink, input: z.output<typeof fieldsSchema>): AcquisitionLink {
  const priority = input.priority_option
  return {
    ...link,
    name: input.link_name ?? link.name,
    skipVerify: input.skip_verify ?? link.skipVerify,
    markSource: input.mark_source ?? link.markSource,
    userids: input.range?.user_list ?? link.userids,
    departments: input.range?.department_list ?? link.departments,
    ...(priority
      ? { priorityType: priority.priority_type, priorityUserids: priority.priority_userid_list }
      : {}),
  }
}

function named(call: Call): AcquisitionLink {
  const { link_id } = read(fieldsSchema, call.body)
  if (!link_id) throw new WecomFailure(40063, { text: 'link_id is empty' })
  const link = call.sim.world.acquisition.find(link_id)
  if (!link) throw new WecomFailure(40035, { text: 'invalid link_id' })
  return link
}

function create(call: Call): Record<string, unknown> {
  const { acquisition, nowSeconds, seed } = call.sim.world
  const input = read(fieldsSchema, call.body)
  if (!input.link_name) throw new WecomFailure(40063, { text: 'link_name is empty' })
  const linkId = `ca${hexText(seed.seed, LINK, acquisition.made()).slice(0, 14)}`
  const empty: AcquisitionLink = {
    linkId,
    name: '',
    url: `https://work.weixin.qq.com/ca/${linkId}`,
    createTime: nowSeconds(),
    skipVerify: true,
    markSource: true,
    userids: [],
    departments: [],
    priorityUserids: [],
    deleted: false,
  }
  const link = merged(empty, input)
  checkRange(call, link)
  call.sim.world.change({ kind: 'acquisition-link', link })
  const { createTime, name, url } = link
  return { link: { link_id: linkId, link_name: name, url, create_time: createTime } }
}

function update(call: Call): Record<string, unknown> {
  const link = merged(named(call), read(fieldsSchema, call.body))
  checkRange(call, link)
  call.sim.world.change({ kind: 'acquisition-link', link })
  return {}
}

function get(call: Call): Record<string, unknown> {
  const link = named(call)
  return {
    link: {
      link_name: link.name,
      url: link.url,
      create_time: link.createTime,
      skip_verify: link.skipVerify,
      mark_source: link.markSource,
    },
    range: { user_list: link.userids, department_list: link.departments },
    ...(link.priorityType === undefined
      ? {}
      : {
          priority_option: {
            priority_type: link.priorityType,
            priority_userid_list: link.priorityUserids,
          },
        }),
  }
}

const pageSchema = z.looseObject({ cursor: z.string().optional(), limit: z.number().int().optional() })

function list(call: Call): Record<string, unknown> {
  const { cursor, limit } = read(pageSchema, call.body)
  const links = call.sim.world.acquisition.links()
  const page = pageOf(links, { cursor, limit: limitOr(limit, { most: 100, default: 100 }), scope: 'links' })
  return { link_id_list: page.rows.map((one) => one.linkId), next_cursor: page.next }
}

function remove(call: Call): Record<string, unknown> {
  call.sim.world.change({ kind: 'acquisition-link', link: { ...named(call), deleted: true } })
  return {}
}

function customers(call: Call): Record<string, unknown> {
  const link = named(call)
  const { cursor, limit } = read(pageSchema, call.body)
  const { acquisition, chats } = call.sim.world
  const came = acquisition.clicks(link.linkId).flatMap((one) => one.came ?? [])
  const most = { most: 1000, default: 1000 }
  const page = pageOf(came, { cursor, limit: limitOr(limit, most), scope: link.linkId })
  return {
    customer_list: page.rows.map(({ externalUserid, state, userid }) => {
      const talk = chats.written(singleChatId(userid, externalUserid))
      const talked = talk.some((one) => one.sender === externalUserid)
      return { external_userid: externalUserid, userid, chat_status: talked ? 1 : 0, state }
    }),
    next_cursor: page.next,
  }
}

function statistic(call: Call): Record<string, unknown> {
  const link = named(call)
  const schema = z.looseObject({ start_time: z.number().int(), end_time: z.number().int() })
  const { end_time, start_time } = read(schema, call.body, 40063)
  const { acquisition, clock } = call.sim.world
  const from = shanghaiMidnight(start_time * 1000)
  const to = shanghaiMidnight(end_time * 1000) + DAY_S * 1000
  const oldest = shanghaiMidnight(clock.now()) - 180 * DAY_S * 1000
  if (to <= from || to - from > (SPAN_S + DAY_S) * 1000 || from < oldest)
    throw new WecomFailure(40035, { text: 'invalid time range: 30 days at most, 180 days back' })
  const clicks = acquisition.clicks(link.linkId).filter((one) => one.atMs >= from && one.atMs < to)
  return {
    click_link_customer_cnt: clicks.length,
    new_customer_cnt: clicks.filter((one) => one.came).length,
  }
}

function quota(call: Call): Record<string, unknown> {
  const { corp, world } = call.sim
  const balance = Math.max(0, corp.acquisitionTotal - world.acquisition.used())
  const expires = new Date(world.clock.now())
  const expire_date = Math.floor(Date.UTC(expires.getUTCFullYear() + 1, 0, 1) / 1000) - 8 * 3600
  return { total: corp.acquisitionTotal, balance, quota_list: [{ expire_date, balance }] }
}

const endpoint = (name: string, answer: Endpoint['answer']): Endpoint => ({
  path: `externalcontact/customer_acquisition/${name}`,
  method: 'POST',
  right: 'contacts',
  answer,
})

export const acquisitionEndpoints: readonly Endpoint[] = [
  endpoint('list_link', list),
  endpoint('get', get),
  endpoint('create_link', create),
  endpoint('update_link', update),
  endpoint('delete_link', remove),
  endpoint('customer', customers),
  endpoint('statistic', statistic),
  {
    path: 'externalcontact/customer_acquisition_quota',
    method: 'GET',
    right: 'contacts',
    answer: quota,
  },
]
