import { z } from 'zod'
import type { Client } from './client.ts'
import {
  compact,
  id,
  number,
  numbers,
  optionalText,
  readObject,
  readRows,
  text,
  texts,
  toPage,
} from './parse.ts'
import type { ContactWay, ContactWayChange, ContactWayInput, WecomContactWays } from './types-contact-ways.ts'

const paths = {
  create: 'externalcontact/add_contact_way',
  get: 'externalcontact/get_contact_way',
  list: 'externalcontact/list_contact_way',
  update: 'externalcontact/update_contact_way',
  delete: 'externalcontact/del_contact_way',
}
const TYPE = { single: 1, several: 2 }
const QR_CODE = 2
const PAGE = 1000

const created = z
  .object({ config_id: id, qr_code: optionalText })
  .transform((raw) => compact({ configId: raw.config_id, qrCodeUrl: raw.qr_code }))

const way = z
  .object({
    config_id: id,
    type: number,
    scene: number,
    remark: text,
    state: text,
    user: texts,
    party: numbers,
    skip_verify: z.boolean().catch(true),
    qr_code: optionalText,
  })
  .transform((raw): ContactWay =>
    compact({
      configId: raw.config_id,
      type: raw.type,
      scene: raw.scene,
      remark: raw.remark,
      state: raw.state,
      userids: raw.user,
      departmentIds: raw.party,
      skipVerify: raw.skip_verify,
      qrCodeUrl: raw.qr_code,
    }),
  )

const listed = z.object({ config_id: id }).transform((raw) => ({ configId: raw.config_id }))

export function createContactWays(client: Client): WecomContactWays {
  return {
    async create(input, options) {
      const call = { api: paths.create, body: toBody(input), safe: false }
      return readObject(await client.call(call, options), created, paths.create)
    },
    async get(configId, options) {
      const call = { api: paths.get, body: { config_id: configId }, safe: true }
      return readObject((await client.call(call, options)).contact_way, way, paths.get)
    },
    async list({ fromAt, toAt, cursor = '' }, options) {
      const body = {
        start_time: Math.floor(fromAt / 1000),
        end_time: Math.floor(toAt / 1000),
        cursor,
        limit: PAGE,
      }
      const answer = await client.call({ api: paths.list, body, safe: true }, options)
      const where = { api: paths.list, idOf: (row: Record<string, unknown>) => row.config_id }
      return toPage(readRows(answer.contact_way, listed, where), answer.next_cursor)
    },
    async update({ configId, ...change }, options) {
      const body = { config_id: configId, ...toChange(change) }
      await client.call({ api: paths.update, body, safe: true }, options)
    },
    async delete(configId, options) {
      await client.call({ api: paths.delete, body: { config_id: configId }, safe: true }, options)
    },
  }
}

function toBody({ kind, isExclusive, marksSource, ...rest }: ContactWayInput): Record<string, unknown> {
  return {
    type: TYPE[kind],
    scene: QR_CODE,
    ...toChange(rest),
    ...compact({ is_exclusive: isExclusive, mark_source: marksSource }),
  }
}

function toChange(change: ContactWayChange): Record<string, unknown> {
  const { remark, state, userids, departmentIds, skipVerify } = change
  return compact({ remark, state, user: userids, party: departmentIds, skip_verify: skipVerify })
}
