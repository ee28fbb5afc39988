import { z } from 'zod'
import type { Client } from './client.ts'
import { eachPage } from './pages.ts'
import { anyNumber, compact, id, optionalMoment, readRows, toPage } from './parse.ts'
import { transferRefusal } from './transfer-codes.ts'
import type { CallOptions } from './types.ts'
import type {
  GroupRefusal,
  TransferFamily,
  TransferPair,
  TransferResult,
  TransferStart,
  WecomTransfers,
} from './types-transfers.ts'

const PATHS: Record<TransferFamily, Record<'start' | 'results' | 'groups', string>> = {
  onjob: {
    start: 'externalcontact/transfer_customer',
    results: 'externalcontact/transfer_result',
    groups: 'externalcontact/groupchat/onjob_transfer',
  },
  resigned: {
    start: 'externalcontact/resigned/transfer_customer',
    results: 'externalcontact/resigned/transfer_result',
    groups: 'externalcontact/groupchat/transfer',
  },
}

const startRow = z.object({ external_userid: id, errcode: anyNumber }).transform((raw): TransferStart => ({
  externalUserid: raw.external_userid,
  errcode: raw.errcode,
  refusal: raw.errcode === 0 ? null : transferRefusal(raw.errcode),
}))

const STATES: Record<number, TransferResult['state']> = {
  1: 'done',
  2: 'waiting',
  3: 'refused',
  4: 'full',
  5: 'none',
}

/** takeover_time is 0 where there is none. */
const resultRow = z
  .object({ external_userid: id, status: anyNumber, takeover_time: optionalMoment })
  .transform((raw): TransferResult =>
    compact({
      externalUserid: raw.external_userid,
      state: STATES[raw.status] ?? 'unknown',
      at: raw.takeover_time,
    }),
  )

const failedChat = z.object({ chat_id: id, errcode: anyNumber }).transform((raw): GroupRefusal => ({
  chatId: raw.chat_id,
  errcode: raw.errcode,
  refusal: transferRefusal(raw.errcode),
}))

/** Handing customers and groups to other members. Never repeated blindly: WeCom knows no request ids. */
export function createTransfers(client: Client): WecomTransfers {
  async function results(input: TransferPair & { cursor?: string }, options?: CallOptions) {
    const api = PATHS[input.family].results
    const body = {
      handover_userid: input.from,
      takeover_userid: input.to,
      ...(input.cursor ? { cursor: input.cursor } : {}),
    }
    const answer = await client.call({ api, body, safe: true }, options)
    const rows = readRows(answer.customer, resultRow, { api, idOf: (row) => row.external_userid })
    return toPage(rows, answer.next_cursor)
  }
  return {
    async startCustomers({ family, from, to, externalUserids, message }, options) {
      const api = PATHS[family].start
      const body = {
        handover_userid: from,
        takeover_userid: to,
        external_userid: externalUserids,
        ...(message !== undefined && family === 'onjob' ? { transfer_success_msg: message } : {}),
      }
      const answer = await client.call({ api, body, safe: false }, options)
      return readRows(answer.customer, startRow, { api, idOf: (row) => row.external_userid })
    },
    results,
    resultPages: (input, options) =>
      eachPage(PATHS[input.family].results, undefined, (cursor) =>
        results(compact({ ...input, cursor }), options),
      ),
    async moveGroups({ family, chatIds, newOwner }, options) {
      const api = PATHS[family].groups
      const body = { chat_id_list: chatIds, new_owner: newOwner }
      const answer = await client.call({ api, body, safe: false }, options)
      return readRows(answer.failed_chat_list, failedChat, { api, idOf: (row) => row.chat_id })
    },
  }
}
