import { z } from 'zod'
import { toContent } from './attachments.ts'
import type { Client } from './client.ts'
import {
  compact,
  id,
  looseObject,
  moment,
  number,
  optionalMoment,
  optionalText,
  readObject,
  readRows,
  text,
  texts,
  toPage,
} from './parse.ts'
import type { CallOptions } from './types.ts'
import type {
  MassMessage,
  MassMessageResult,
  MassMessageRow,
  MassMessageTask,
  WecomGroupMessages,
} from './types-group-messages.ts'

const LIST = 'externalcontact/get_groupmsg_list_v2'
const TASKS = 'externalcontact/get_groupmsg_task'
const RESULTS = 'externalcontact/get_groupmsg_send_result'
/** The largest pages; asking for more gives the default, not the maximum. */
const limits = { list: 100, tasks: 1000, results: 1000 }
const chatType = { customers: 'single', groups: 'group' } as const

const created = z
  .object({ msgid: id, fail_list: texts })
  .transform((raw) => ({ msgid: raw.msgid, unreachable: raw.fail_list }))

const listRow = z
  .object({
    msgid: id,
    creator: optionalText,
    create_time: moment,
    create_type: number,
    text: looseObject(z.object({ content: text })),
  })
  .transform((raw): MassMessageRow =>
    compact({
      msgid: raw.msgid,
      creator: raw.creator,
      createdAt: raw.create_time,
      createType: raw.create_type,
      text: raw.text?.content ?? '',
    }),
  )

const taskRow = z
  .object({ userid: id, status: number, send_time: optionalMoment })
  .transform((raw): MassMessageTask =>
    compact({ userid: raw.userid, status: raw.status, sentAt: raw.send_time }),
  )

const resultRow = z
  .object({
    userid: id,
    external_userid: optionalText,
    chat_id: optionalText,
    status: number,
    send_time: optionalMoment,
  })
  .refine((raw) => raw.external_userid !== undefined || raw.chat_id !== undefined)
  .transform((raw): MassMessageResult =>
    compact({
      userid: raw.userid,
      externalUserid: raw.external_userid,
      chatId: raw.chat_id,
      status: raw.status,
      sentAt: raw.send_time,
    }),
  )

export function createGroupMessages(client: Client): WecomGroupMessages {
  const read = (api: string, body: Record<string, unknown>, options?: CallOptions) =>
    client.call({ api, body, safe: true }, options)

  return {
    async create(message, options) {
      const api = 'externalcontact/add_msg_template'
      const answer = await client.call({ api, body: toBody(message), safe: false }, options)
      return readObject(answer, created, api)
    },
    async list({ to, fromAt, toAt, creator, filter = 2, cursor = '' }, options) {
      const body = {
        chat_type: chatType[to],
        start_time: Math.floor(fromAt / 1000),
        end_time: Math.floor(toAt / 1000),
        ...(creator === undefined ? {} : { creator }),
        filter_type: filter,
        limit: limits.list,
        cursor,
      }
      const answer = await read(LIST, body, options)
      const where = { api: LIST, idOf: (row: Record<string, unknown>) => row.msgid }
      return toPage(readRows(answer.group_msg_list, listRow, where), answer.next_cursor)
    },
    async listTasks({ msgid, cursor = '' }, options) {
      const answer = await read(TASKS, { msgid, limit: limits.tasks, cursor }, options)
      const where = { api: TASKS, idOf: (row: Record<string, unknown>) => row.userid }
      return toPage(readRows(answer.task_list, taskRow, where), answer.next_cursor)
    },
    async listResults({ msgid, userid, cursor = '' }, options) {
      const answer = await read(RESULTS, { msgid, userid, limit: limits.results, cursor }, options)
      const where = {
        api: RESULTS,
        idOf: (row: Record<string, unknown>) => row.external_userid ?? row.chat_id,
      }
      return toPage(readRows(answer.send_list, resultRow, where), answer.next_cursor)
    },
    async remind(msgid, options) {
      await client.call(
        { api: 'externalcontact/remind_groupmsg_send', body: { msgid }, safe: false },
        options,
      )
    },
    async cancel(msgid, options) {
      // Cancelling twice ends in the same state.
      await client.call({ api: 'externalcontact/cancel_groupmsg_send', body: { msgid }, safe: true }, options)
    },
  }
}

function toBody(message: MassMessage): Record<string, unknown> {
  const content = toContent(message)
  if (message.to === 'groups') {
    const { sender, chatIds } = message
    return { chat_type: chatType.groups, sender, ...compact({ chat_id_list: chatIds }), ...content }
  }
  const { externalUserids, sender, mayChoose = false } = message
  return {
    chat_type: chatType.customers,
    external_userid: externalUserids,
    ...compact({ sender }),
    allow_select: mayChoose,
    ...content,
  }
}
