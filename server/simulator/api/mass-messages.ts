// 企业群发: the corp writes a message; WeCom makes a task for each member, who sends it or does not.

import { z } from 'zod'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import { encodeId } from '../world/ids.ts'
import type { MassMessage, MassTask } from '../world/mass-messages.ts'
import { foldUserid } from '../world/staff.ts'
import { attachmentSchema, checkAttachments } from './attachments.ts'
import { limitOr, pageOf, read, staffInRange, type Call, type Endpoint } from './endpoint.ts'
import { chooseCustomers, chooseGroups, type Chosen } from './mass-recipients.ts'

const createSchema = z.looseObject({
  chat_type: z.enum(['single', 'group']).default('single'),
  external_userid: z.array(z.string()).max(10_000).optional(),
  chat_id_list: z.array(z.string()).max(2000).optional(),
  tag_filter: z
    .looseObject({ group_list: z.array(z.looseObject({ tag_list: z.array(z.string()).max(100) })).max(20) })
    .optional(),
  sender: z.string().optional(),
  allow_select: z.boolean().default(false),
  text: z.looseObject({ content: z.string() }).optional(),
  attachments: z.array(attachmentSchema).optional(),
})
type CreateInput = z.output<typeof createSchema>

function choose(sim: Simulation, input: CreateInput): Chosen {
  const sender = input.sender ? staffInRange(sim, input.sender) : undefined
  if (sender && !sender.customerContact) throw new WecomFailure(84074)
  if (input.chat_type === 'group') {
    if (!sender) throw new WecomFailure(40063, { text: 'sender is required for chat_type group' })
    return chooseGroups(sim, sender.userid, input.chat_id_list ?? [])
  }
  const tagLists = (input.tag_filter?.group_list ?? []).map((one) => one.tag_list)
  const ids = input.external_userid ?? []
  if (!sender && ids.length === 0 && tagLists.length === 0)
    throw new WecomFailure(40063, { text: 'external_userid, sender and tag_filter are all empty' })
  return chooseCustomers(sim, { sender: sender?.userid, ids, tagLists })
}

function create(call: Call): Record<string, unknown> {
  const { sim } = call
  const { clock, massMessages, seed } = sim.world
  const input = read(createSchema, call.body)
  const text = input.text?.content ?? ''
  const attachments = input.attachments ?? []
  if (text === '' && attachments.length === 0) throw new WecomFailure(40063)
  if (Buffer.byteLength(text) > 4000) throw new WecomFailure(45002)
  checkAttachments(sim, attachments)
  const chosen = choose(sim, input)
  if (chosen.bySender.size === 0) throw new WecomFailure(41048, { extra: { fail_list: chosen.failed } })
  const msgid = encodeId('msg', 'mass', { seed: seed.seed, index: massMessages.count() })
  const tasks = [...chosen.bySender].map(([userid, targets]): MassTask => ({
    userid,
    targets,
    state: 'waiting',
    results: [],
  }))
  const message: MassMessage = {
    msgid,
    chatType: input.chat_type,
    createTime: sim.world.nowSeconds(),
    createType: 0,
    text,
    attachments,
    allowSelect: input.chat_type === 'single' && input.allow_select,
    dispatchedAtMs: clock.now() + sim.corp.dispatchMs,
    tasks,
    cancelled: false,
    remindedAtMs: [],
  }
  sim.world.change({ kind: 'mass-message', message })
  return { fail_list: chosen.failed, msgid }
}

const SPAN_S = 31 * 86_400

const listSchema = z.looseObject({
  chat_type: z.enum(['single', 'group']),
  start_time: z.number().int(),
  end_time: z.number().int(),
  creator: z.string().optional(),
  filter_type: z.number().int().min(0).max(2).default(2),
  cursor: z.string().optional(),
  limit: z.number().int().optional(),
})

function list(call: Call): Record<string, unknown> {
  const input = read(listSchema, call.body, 40063)
  if (input.end_time < input.start_time || input.end_time - input.start_time > SPAN_S)
    throw new WecomFailure(40035, { text: 'invalid time range: at most one month' })
  const messages = call.sim.world.massMessages
    .all()
    .filter((one) => one.chatType === input.chat_type)
    .filter((one) => one.createTime >= input.start_time && one.createTime <= input.end_time)
    .filter((one) => input.filter_type === 2 || one.createType === input.filter_type)
    .filter((one) => !input.creator || foldUserid(one.creator ?? '') === foldUserid(input.creator))
    .sort((a, b) => b.createTime - a.createTime)
  const scope = `${input.chat_type} ${input.start_time} ${input.end_time} ${input.creator ?? ''} ${input.filter_type}`
  const limit = limitOr(input.limit, { most: 100, default: 50 })
  const page = pageOf(messages, { cursor: input.cursor, limit, scope })
  return {
    next_cursor: page.next,
    group_msg_list: page.rows.map((one) => ({
      msgid: one.msgid,
      ...(one.creator === undefined ? {} : { creator: one.creator }),
      create_time: one.createTime,
      create_type: one.createType,
      ...(one.text === '' ? {} : { text: { content: one.text } }),
      attachments: one.attachments,
    })),
  }
}

const oneSchema = z.looseObject({
  msgid: z.string().optional(),
  userid: z.string().optional(),
  cursor: z.string().optional(),
  limit: z.number().int().optional(),
})

function findMessage(sim: Simulation, msgid: string | undefined): MassMessage {
  if (!msgid) throw new WecomFailure(41046)
  const message = sim.world.massMessages.find(msgid)
  if (!message) throw new WecomFailure(41047)
  return message
}

/** Who asks too soon after the creation is told to come back. */
function dispatched(sim: Simulation, msgid: string | undefined): MassMessage {
  const message = findMessage(sim, msgid)
  if (message.dispatchedAtMs > sim.world.clock.now()) throw new WecomFailure(41063)
  return message
}

const seconds = (ms: number | undefined): { send_time?: number } =>
  ms === undefined ? {} : { send_time: Math.floor(ms / 1000) }

/** A member's task is 0 or 2 here; the recipients of the next endpoint count differently. */
function listTasks(call: Call): Record<string, unknown> {
  const input = read(oneSchema, call.body)
  const message = dispatched(call.sim, input.msgid)
  const limit = limitOr(input.limit, { most: 1000, default: 500 })
  const page = pageOf(message.tasks, { cursor: input.cursor, limit, scope: message.msgid })
  return {
    next_cursor: page.next,
    task_list: page.rows.map((one) => ({
      userid: one.userid,
      status: one.state === 'sent' ? 2 : 0,
      ...seconds(one.sentAtMs),
    })),
  }
}

function listResults(call: Call): Record<string, unknown> {
  const input = read(oneSchema, call.body)
  const message = dispatched(call.sim, input.msgid)
  if (!input.userid) throw new WecomFailure(41009)
  const wanted = foldUserid(input.userid)
  const task = message.tasks.find((one) => foldUserid(one.userid) === wanted)
  if (!task) throw new WecomFailure(40003)
  const byId = new Map(task.results.map((one) => [one.id, one]))
  const limit = limitOr(input.limit, { most: 1000, default: 500 })
  const scope = `${message.msgid} ${task.userid}`
  const page = pageOf(task.targets, { cursor: input.cursor, limit, scope })
  return {
    next_cursor: page.next,
    send_list: page.rows.map((id) => {
      const result = byId.get(id)
      return {
        ...(message.chatType === 'group' ? { chat_id: id } : { external_userid: id }),
        userid: task.userid,
        status: result?.status ?? 0,
        ...seconds(result?.atMs),
      }
    }),
  }
}

const REMINDERS = 3
const DAY_MS = 86_400_000

function remind(call: Call): Record<string, unknown> {
  const message = findMessage(call.sim, read(oneSchema, call.body).msgid)
  if (message.cancelled) throw new WecomFailure(41093)
  const now = call.sim.world.clock.now()
  const recent = message.remindedAtMs.filter((one) => one > now - DAY_MS)
  if (recent.length >= REMINDERS) throw new WecomFailure(41094)
  const patch = { remindedAtMs: [...recent, now] }
  call.sim.world.change({ kind: 'mass-patch', msgid: message.msgid, patch })
  return {}
}

/** What has been sent stays sent. */
function cancel(call: Call): Record<string, unknown> {
  const message = findMessage(call.sim, read(oneSchema, call.body).msgid)
  if (message.cancelled) throw new WecomFailure(41093)
  call.sim.world.change({ kind: 'mass-patch', msgid: message.msgid, patch: { cancelled: true } })
  return {}
}

const endpoint = (name: string, answer: Endpoint['answer']): Endpoint => ({
  path: `externalcontact/${name}`,
  method: 'POST',
  right: 'contacts',
  answer,
})

export const massMessageEndpoints: readonly Endpoint[] = [
  endpoint('add_msg_template', create),
  endpoint('get_groupmsg_list_v2', list),
  endpoint('get_groupmsg_task', listTasks),
  endpoint('get_groupmsg_send_result', listResults),
  endpoint('remind_groupmsg_send', remind),
  endpoint('cancel_groupmsg_send', cancel),
]
