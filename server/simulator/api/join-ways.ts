// 加入群聊: codes that lead into one of up to five groups, and into a new one when all are full.

import { z } from 'zod'
import { WecomFailure } from '../errors.ts'
import { salt } from '../random.ts'
import { hexText } from '../world/ids.ts'
import type { JoinWay } from '../world/ways.ts'
import { read, type Call, type Endpoint } from './endpoint.ts'
import { findGroup } from './groups.ts'
import { qrAddress } from './qr-address.ts'

const WAY = salt('way')
const MOST_CHATS = 5
const MOST_REMARK = 30

const fieldsSchema = z.looseObject({
  config_id: z.string().optional(),
  scene: z.number().int().optional(),
  remark: z.string().default(''),
  auto_create_room: z.union([z.literal(0), z.literal(1)]).default(1),
  room_base_name: z.string().max(40).default(''),
  room_base_id: z.number().int().min(0).default(0),
  chat_id_list: z.array(z.string()).default([]),
  state: z.string().max(30).default(''),
  mark_source: z.boolean().default(true),
})

/** Both calls give the whole way: what an update leaves out falls back to its default. */
function wayOf(call: Call, configId: string): JoinWay {
  const input = read(fieldsSchema, call.body)
  if (input.scene === undefined) throw new WecomFailure(41038)
  if (input.scene !== 1 && input.scene !== 2) throw new WecomFailure(41040)
  if (input.chat_id_list.length === 0) throw new WecomFailure(40063, { text: 'chat_id_list is empty' })
  if (input.chat_id_list.length > MOST_CHATS) throw new WecomFailure(41091)
  for (const chatId of input.chat_id_list) findGroup(call.sim, chatId)
  return {
    configId,
    scene: input.scene,
    // Over-long remarks are cut, not refused.
    remark: [...input.remark].slice(0, MOST_REMARK).join(''),
    autoCreateRoom: input.auto_create_room,
    roomBaseName: input.room_base_name,
    roomBaseId: input.room_base_id,
    chatIds: input.chat_id_list,
    state: input.state,
    markSource: input.mark_source,
    deleted: false,
  }
}

function named(call: Call): JoinWay {
  const { config_id } = read(z.looseObject({ config_id: z.string().optional() }), call.body)
  if (!config_id) throw new WecomFailure(41043)
  const way = call.sim.world.ways.joinWay(config_id)
  if (!way) throw new WecomFailure(41044)
  return way
}

function add(call: Call): Record<string, unknown> {
  const { corp, world } = call.sim
  if (world.ways.held() >= corp.wayQuota) throw new WecomFailure(41045)
  const way = wayOf(call, hexText(world.seed.seed, WAY, world.ways.made()))
  world.change({ kind: 'join-way', way })
  return { config_id: way.configId }
}

function get(call: Call): Record<string, unknown> {
  const way = named(call)
  return {
    join_way: {
      config_id: way.configId,
      // A mini-program button has no code.
      ...(way.scene === 2 ? { qr_code: qrAddress(call.sim, way.configId) } : {}),
      scene: way.scene,
      remark: way.remark,
      auto_create_room: way.autoCreateRoom,
      room_base_name: way.roomBaseName,
      room_base_id: way.roomBaseId,
      chat_id_list: way.chatIds,
      state: way.state,
      mark_source: way.markSource,
    },
  }
}

function update(call: Call): Record<string, unknown> {
  call.sim.world.change({ kind: 'join-way', way: wayOf(call, named(call).configId) })
  return {}
}

function remove(call: Call): Record<string, unknown> {
  call.sim.world.change({ kind: 'join-way', way: { ...named(call), deleted: true } })
  return {}
}

const endpoint = (name: string, answer: Endpoint['answer']): Endpoint => ({
  path: `externalcontact/groupchat/${name}`,
  method: 'POST',
  right: 'contacts',
  answer,
})

export const joinWayEndpoints: readonly Endpoint[] = [
  endpoint('add_join_way', add),
  endpoint('get_join_way', get),
  endpoint('update_join_way', update),
  endpoint('del_join_way', remove),
]
