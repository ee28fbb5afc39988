import { z } from 'zod'
import type { Client } from './client.ts'
import {
  compact,
  id,
  looseObject,
  moment,
  number,
  numbers,
  optionalText,
  readObject,
  readRows,
  text,
  texts,
  toPage,
} from './parse.ts'
import type {
  AcquiredCustomer,
  AcquisitionLink,
  AcquisitionLinkInput,
  WecomAcquisition,
} from './types-acquisition.ts'

const AREA = 'externalcontact/customer_acquisition'
const QUOTA = 'externalcontact/customer_acquisition_quota'
const limits = { links: 100, customers: 1000 }
const CHOSEN_PEOPLE = 2

const link = z
  .object({ link_id: id, link_name: text, url: text, create_time: moment })
  .transform((raw): AcquisitionLink => ({
    linkId: raw.link_id,
    name: raw.link_name,
    url: raw.url,
    createdAt: raw.create_time,
  }))

/** `get` leaves the id out. */
const found = z.object({
  link: z.object({ link_name: text, url: text, create_time: moment }),
  range: looseObject(z.object({ user_list: texts, department_list: numbers })),
})

const customer = z
  .object({ external_userid: id, userid: id, chat_status: number, state: optionalText })
  .transform((raw): AcquiredCustomer =>
    compact({
      externalUserid: raw.external_userid,
      userid: raw.userid,
      chatStatus: raw.chat_status,
      state: raw.state,
    }),
  )

const counts = z
  .object({ click_link_customer_cnt: number, new_customer_cnt: number })
  .transform((raw) => ({ clicked: raw.click_link_customer_cnt, added: raw.new_customer_cnt }))

const quota = z.object({ total: number, balance: number })

export function createAcquisition(client: Client): WecomAcquisition {
  return {
    async create(input, options) {
      const api = `${AREA}/create_link`
      const answer = await client.call({ api, body: toBody(input), safe: false }, options)
      return readObject(answer.link, link, api)
    },
    async get(linkId, options) {
      const api = `${AREA}/get`
      const answer = await client.call({ api, body: { link_id: linkId }, safe: true }, options)
      const { link: one, range } = readObject(answer, found, api)
      return {
        linkId,
        name: one.link_name,
        url: one.url,
        createdAt: one.create_time,
        userids: range?.user_list ?? [],
        departmentIds: range?.department_list ?? [],
      }
    },
    async list(cursor = '', options) {
      const api = `${AREA}/list_link`
      const answer = await client.call({ api, body: { limit: limits.links, cursor }, safe: true }, options)
      const row = id.transform((linkId) => ({ linkId }))
      return toPage(readRows(answer.link_id_list, row, { api, idOf: () => undefined }), answer.next_cursor)
    },
    async update({ linkId, ...input }, options) {
      const body = { link_id: linkId, ...toBody(input) }
      await client.call({ api: `${AREA}/update_link`, body, safe: true }, options)
    },
    async delete(linkId, options) {
      await client.call({ api: `${AREA}/delete_link`, body: { link_id: linkId }, safe: true }, options)
    },
    async listCustomers({ linkId, cursor = '' }, options) {
      const api = `${AREA}/customer`
      const body = { link_id: linkId, limit: limits.customers, cursor }
      const answer = await client.call({ api, body, safe: true }, options)
      const where = { api, idOf: (row: Record<string, unknown>) => row.external_userid }
      return toPage(readRows(answer.customer_list, customer, where), answer.next_cursor)
    },
    async count({ linkId, fromAt, toAt }, options) {
      const api = `${AREA}/statistic`
      const span = { start_time: Math.floor(fromAt / 1000), end_time: Math.floor(toAt / 1000) }
      const answer = await client.call({ api, body: { link_id: linkId, ...span }, safe: true }, options)
      return readObject(answer, counts, api)
    },
    async quota(options) {
      return readObject(await client.call({ api: QUOTA, safe: true }, options), quota, QUOTA)
    },
  }
}

function toBody(input: AcquisitionLinkInput): Record<string, unknown> {
  const { name, userids, departmentIds, skipVerify, marksSource, firstUserids } = input
  return compact({
    link_name: name,
    range: compact({ user_list: userids, department_list: departmentIds }),
    skip_verify: skipVerify,
    priority_option:
      firstUserids === undefined
        ? undefined
        : { priority_type: CHOSEN_PEOPLE, priority_userid_list: firstUserids },
    mark_source: marksSource,
  })
}
