import type { Client } from './client.ts'
import { momentCustomer, momentReaction, momentRow, momentTask, momentViewer } from './moments-rows.ts'
import { eachPage } from './pages.ts'
import { compact, readRows, toPage, unreadable } from './parse.ts'
import type { CallOptions, Moment, MomentOfMember, MomentQuery, Page, WecomMoments } from './types.ts'

const LIST = 'externalcontact/get_moment_list'
/** WeCom refuses longer spans; both ends are included. */
const SPAN_SEC = 30 * 86_400
/** The page sizes allowed now. Asking for more gives the default, not the maximum. */
const limits = { moments: 20, tasks: 1000, customers: 1000, viewers: 5000 }

export function createMoments(client: Client): WecomMoments {
  async function read(api: string, body: Record<string, unknown>, options?: CallOptions) {
    return client.call({ api, body, safe: true }, options)
  }

  /** The cursor is ours: the start of the span being read, a dot, and WeCom's cursor within it. */
  async function list(query: MomentQuery, options?: CallOptions): Promise<Page<Moment>> {
    const end = Math.floor(query.toAt / 1000)
    const turn = readCursor(query)
    const spanEnd = Math.min(end, turn.start + SPAN_SEC - 1)
    const answer = await read(
      LIST,
      {
        start_time: turn.start,
        end_time: spanEnd,
        ...(query.creator === undefined ? {} : { creator: query.creator }),
        filter_type: query.filter ?? 2,
        cursor: turn.cursor,
        limit: limits.moments,
      },
      options,
    )
    const rows = readRows(answer.moment_list, momentRow, { api: LIST, idOf: (row) => row.moment_id })
    const page = toPage(rows, answer.next_cursor)
    if (page.nextCursor !== undefined) return { ...rows, nextCursor: `${turn.start}.${page.nextCursor}` }
    return spanEnd < end ? { ...rows, nextCursor: `${spanEnd + 1}.` } : rows
  }

  const ofMember = ({ momentId, userid }: MomentOfMember) => ({ moment_id: momentId, userid })

  return {
    list,
    pages: (query, options) =>
      eachPage(LIST, query.cursor, (cursor) => list(compact({ ...query, cursor }), options)),
    async listTasks({ momentId, cursor = '' }, options) {
      const api = 'externalcontact/get_moment_task'
      const answer = await read(api, { moment_id: momentId, cursor, limit: limits.tasks }, options)
      return toPage(
        readRows(answer.task_list, momentTask, { api, idOf: (row) => row.userid }),
        answer.next_cursor,
      )
    },
    async listCustomers({ cursor = '', ...of }, options) {
      const api = 'externalcontact/get_moment_customer_list'
      const answer = await read(api, { ...ofMember(of), cursor, limit: limits.customers }, options)
      const rows = readRows(answer.customer_list, momentCustomer, { api, idOf: (row) => row.external_userid })
      return toPage(rows, answer.next_cursor)
    },
    async listSendResult({ cursor = '', ...of }, options) {
      const api = 'externalcontact/get_moment_send_result'
      const answer = await read(api, { ...ofMember(of), cursor, limit: limits.viewers }, options)
      const rows = readRows(answer.customer_list, momentViewer, { api, idOf: (row) => row.external_userid })
      return toPage(rows, answer.next_cursor)
    },
    async getComments(of, options) {
      const api = 'externalcontact/get_moment_comments'
      const answer = await read(api, ofMember(of), options)
      const where = { api, idOf: (row: Record<string, unknown>) => row.external_userid ?? row.userid }
      const comments = readRows(answer.comment_list, momentReaction, where)
      const likes = readRows(answer.like_list, momentReaction, where)
      return {
        comments: comments.rows,
        likes: likes.rows,
        invalidRows: [...comments.invalidRows, ...likes.invalidRows],
      }
    },
  }
}

function readCursor(query: MomentQuery): { start: number; cursor: string } {
  if (query.cursor === undefined) return { start: Math.floor(query.fromAt / 1000), cursor: '' }
  const parts = /^(\d+)\.(.*)$/s.exec(query.cursor)
  if (!parts?.[1]) throw unreadable(LIST, 'the cursor does not come from this list')
  return { start: Number(parts[1]), cursor: parts[2] ?? '' }
}
