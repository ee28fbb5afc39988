import { z } from 'zod'
import type { Client } from './client.ts'
import { batchRow, contact, detailFollow, unassigned } from './contacts-rows.ts'
import { isNoRelation } from './error-kinds.ts'
import { isWecomError } from './error.ts'
import { isRecord } from './http.ts'
import { eachPage } from './pages.ts'
import { id, readObject, readRows, texts, toPage, unreadable } from './parse.ts'
import type { BatchPage, CallOptions, ContactDetail, WecomContacts } from './types.ts'

const BATCH = 'externalcontact/batch/get_by_user'
const GET = 'externalcontact/get'
const ids = z.array(id)
const failInfo = z.object({ unlicensed_userid_list: texts }).catch({ unlicensed_userid_list: [] })

function externalIdOf(row: Record<string, unknown>): unknown {
  return isRecord(row.external_contact) ? row.external_contact.external_userid : row.external_userid
}

export function createContacts(client: Client): WecomContacts {
  async function batchByUsers(
    input: { userids: string[]; cursor?: string },
    options?: CallOptions,
  ): Promise<BatchPage> {
    const body = { userid_list: input.userids, cursor: input.cursor ?? '', limit: 100 }
    try {
      const answer = await client.call({ api: BATCH, body, safe: true }, options)
      const rows = readRows(answer.external_contact_list, batchRow, { api: BATCH, idOf: externalIdOf })
      return {
        ...toPage(rows, answer.next_cursor),
        unlicensed: failInfo.parse(answer.fail_info).unlicensed_userid_list,
      }
    } catch (error) {
      if (isEmptyAnswer(error)) return { rows: [], invalidRows: [], unlicensed: [] }
      throw error
    }
  }

  /** One page holds 500 followers. */
  async function get(externalUserid: string, options?: CallOptions): Promise<ContactDetail> {
    const read = async (cursor: string | undefined) => {
      const query = { external_userid: externalUserid, ...(cursor ? { cursor } : {}) }
      const answer = await client.call({ api: GET, query, safe: true }, options)
      const follows = readRows(answer.follow_user, detailFollow, { api: GET, idOf: (row) => row.userid })
      return {
        ...toPage(follows, answer.next_cursor),
        contact: readObject(answer.external_contact, contact, GET),
      }
    }
    let detail: ContactDetail | undefined
    for await (const page of eachPage(GET, undefined, read)) {
      detail ??= { contact: page.contact, follows: [], invalidRows: [] }
      detail.follows.push(...page.rows)
      detail.invalidRows.push(...page.invalidRows)
    }
    if (!detail) throw unreadable(GET, 'no page')
    return detail
  }

  return {
    async listFollowUsers(options) {
      const api = 'externalcontact/get_follow_user_list'
      const answer = await client.call({ api, safe: true }, options)
      return readObject(answer.follow_user ?? [], ids, api)
    },
    batchByUsers,
    batchPages: ({ userids, cursor }, options) =>
      eachPage(BATCH, cursor, (next) =>
        batchByUsers({ userids, ...(next === undefined ? {} : { cursor: next }) }, options),
      ),
    get,
    async list(userid, options) {
      const api = 'externalcontact/list'
      try {
        const answer = await client.call({ api, query: { userid }, safe: true }, options)
        return readObject(answer.external_userid ?? [], ids, api)
      } catch (error) {
        if (isEmptyAnswer(error)) return []
        throw error
      }
    },
    async remark(input, options) {
      const { userid, externalUserid, remark, description, company, mobiles, picMediaId } = input
      const body = {
        userid,
        external_userid: externalUserid,
        ...(remark === undefined ? {} : { remark }),
        ...(description === undefined ? {} : { description }),
        ...(company === undefined ? {} : { remark_company: company }),
        // The documented way to clear the list is one empty string.
        ...(mobiles === undefined ? {} : { remark_mobiles: mobiles.length > 0 ? mobiles : [''] }),
        ...(picMediaId === undefined ? {} : { remark_pic_mediaid: picMediaId }),
      }
      await client.call({ api: 'externalcontact/remark', body, safe: false }, options)
    },
    async listUnassigned(cursor, options) {
      const api = 'externalcontact/get_unassigned_list'
      const body = { page_size: 1000, ...(cursor ? { cursor } : { page_id: 0 }) }
      const answer = await client.call({ api, body, safe: true }, options)
      const rows = readRows(answer.info, unassigned, { api, idOf: (row) => row.external_userid })
      return toPage(rows, answer.is_last === true ? undefined : answer.next_cursor)
    },
  }
}

/** A member without contacts is answered with an error instead of an empty list. */
function isEmptyAnswer(error: unknown): boolean {
  return isWecomError(error) && isNoRelation(error.errcode)
}
