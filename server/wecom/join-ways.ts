import { z } from 'zod'
import type { Client } from './client.ts'
import { compact, id, number, optionalText, readObject, text, texts } from './parse.ts'
import type { JoinWay, JoinWayInput, WecomJoinWays } from './types-join-ways.ts'

const paths = {
  create: 'externalcontact/groupchat/add_join_way',
  get: 'externalcontact/groupchat/get_join_way',
  update: 'externalcontact/groupchat/update_join_way',
  delete: 'externalcontact/groupchat/del_join_way',
}
const QR_CODE = 2

const created = z.object({ config_id: id }).transform((raw) => ({ configId: raw.config_id }))

const way = z
  .object({
    config_id: id,
    scene: number,
    remark: text,
    state: text,
    chat_id_list: texts,
    auto_create_room: number,
    room_base_name: text,
    room_base_id: number,
    qr_code: optionalText,
  })
  .transform((raw): JoinWay =>
    compact({
      configId: raw.config_id,
      scene: raw.scene,
      remark: raw.remark,
      state: raw.state,
      chatIds: raw.chat_id_list,
      foundsGroups: raw.auto_create_room === 1,
      newGroupName: raw.room_base_name,
      newGroupNumber: raw.room_base_id,
      qrCodeUrl: raw.qr_code,
    }),
  )

export function createJoinWays(client: Client): WecomJoinWays {
  return {
    async create(input, options) {
      const call = { api: paths.create, body: toBody(input), safe: false }
      return readObject(await client.call(call, options), created, paths.create)
    },
    async get(configId, options) {
      const call = { api: paths.get, body: { config_id: configId }, safe: true }
      return readObject((await client.call(call, options)).join_way, way, paths.get)
    },
    async update({ configId, ...input }, options) {
      const body = { config_id: configId, ...toBody(input) }
      await client.call({ api: paths.update, body, safe: true }, options)
    },
    async delete(configId, options) {
      await client.call({ api: paths.delete, body: { config_id: configId }, safe: true }, options)
    },
  }
}

function toBody(input: JoinWayInput): Record<string, unknown> {
  const { chatIds, remark, state, newGroupName, newGroupNumber, marksSource } = input
  return compact({
    scene: QR_CODE,
    remark,
    auto_create_room: newGroupName === undefined ? 0 : 1,
    room_base_name: newGroupName,
    room_base_id: newGroupNumber,
    chat_id_list: chatIds,
    state,
    mark_source: marksSource,
  })
}
