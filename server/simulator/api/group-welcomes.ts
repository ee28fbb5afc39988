// 入群欢迎语素材: group owners choose one in the client; nothing is sent by these calls.

import { z } from 'zod'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import { encodeId } from '../world/ids.ts'
import type { GroupWelcome } from '../world/group-welcomes.ts'
import { freshMedia } from './attachments.ts'
import { read, type Call, type Endpoint } from './endpoint.ts'

const MOST = 100
/** Besides the text only one kind: the first of these that is given. */
const KINDS = ['image', 'link', 'miniprogram', 'file', 'video'] as const

const part = z.record(z.string(), z.unknown()).optional()
const fieldsSchema = z.looseObject({
  template_id: z.string().optional(),
  text: z.looseObject({ content: z.string() }).optional(),
  image: part,
  link: part,
  miniprogram: part,
  file: part,
  video: part,
})

function checkMedia(sim: Simulation, body: Record<string, unknown>): void {
  for (const key of ['media_id', 'pic_media_id']) {
    const id = body[key]
    if (typeof id === 'string' && id !== '') freshMedia(sim, id)
  }
}

function contentOf(call: Call, mostBytes: number): Pick<GroupWelcome, 'text' | 'kind' | 'body'> {
  const input = read(fieldsSchema, call.body)
  const text = input.text?.content ?? ''
  const kind = KINDS.find((one) => input[one] !== undefined)
  const body = kind === undefined ? undefined : input[kind]
  if (text === '' && body === undefined) throw new WecomFailure(40063)
  if (Buffer.byteLength(text) > mostBytes) throw new WecomFailure(45002)
  if (body) checkMedia(call.sim, body)
  return { text, ...(kind === undefined || body === undefined ? {} : { kind, body }) }
}

function named(call: Call): GroupWelcome {
  const { template_id } = read(fieldsSchema, call.body)
  if (!template_id) throw new WecomFailure(40063, { text: 'template_id is empty' })
  const template = call.sim.world.groupWelcomes.find(template_id)
  if (!template) throw new WecomFailure(40035, { text: 'invalid template_id' })
  if (template.agentId !== call.app.agentId) throw new WecomFailure(41058)
  return template
}

function add(call: Call): Record<string, unknown> {
  const { groupWelcomes, seed } = call.sim.world
  if (groupWelcomes.live().length >= MOST) throw new WecomFailure(41055)
  const index = groupWelcomes.made() + 1_000_000_000
  const template: GroupWelcome = {
    ...contentOf(call, 3000),
    templateId: encodeId('msg', 'message', { seed: seed.seed, index }),
    agentId: call.app.agentId,
    deleted: false,
  }
  call.sim.world.change({ kind: 'group-welcome', template })
  return { template_id: template.templateId }
}

function edit(call: Call): Record<string, unknown> {
  const { agentId, templateId } = named(call)
  // The page of this call says 4000 where that of the other says 3000.
  const template = { ...contentOf(call, 4000), agentId, templateId, deleted: false }
  call.sim.world.change({ kind: 'group-welcome', template })
  return {}
}

function get(call: Call): Record<string, unknown> {
  const { body, kind, text } = named(call)
  const { media_id, ...rest } = body ?? {}
  const shown =
    kind === 'image' && media_id ? { pic_url: `https://img.example.com/${String(media_id)}` } : rest
  const media = kind === 'image' || media_id === undefined ? {} : { media_id }
  return {
    ...(text === '' ? {} : { text: { content: text } }),
    ...(kind === undefined ? {} : { [kind]: { ...shown, ...media } }),
  }
}

function remove(call: Call): Record<string, unknown> {
  call.sim.world.change({ kind: 'group-welcome', template: { ...named(call), deleted: true } })
  return {}
}

const endpoint = (name: string, answer: Endpoint['answer']): Endpoint => ({
  path: `externalcontact/group_welcome_template/${name}`,
  method: 'POST',
  right: 'contacts',
  answer,
})

export const groupWelcomeEndpoints: readonly Endpoint[] = [
  endpoint('add', add),
  endpoint('edit', edit),
  endpoint('get', get),
  endpoint('del', remove),
]
