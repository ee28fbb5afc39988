import type { Post } from '../../server/features/posts/contract.ts'
import { newId } from '../../server/platform/new-id.ts'
import { corpId } from '../support/service.ts'
import type { Access, Call, Stage } from './access-table.ts'

// Columns as in `callers`. The post of these calls is the operator's, of the whole corp, and out of the draft.
const readers = (ok = 200): Access['statuses'] => [401, 403, 403, ok, ok, ok, ok, 401]
const writers = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, ok, ok, 401]
const chatOnly = (ok = 200): Access['statuses'] => [401, ok, ok, ok, ok, ok, ok, 401]
const group = (ok = 200): Access['statuses'] => [401, ok, 404, ok, 404, ok, ok, 401]
const admins = (ok = 200): Access['statuses'] => [401, 403, 403, 403, 403, 403, ok, 401]
/** A manager's units do not hold the whole corp. */
const deciders: Access['statuses'] = [401, 403, 403, 403, 403, 403, 200, 401]

const base = '/api/v1/posts'

async function makePost({ service, operator }: Stage, state: string): Promise<Post> {
  const reply = await operator.send('POST', base, {
    kind: 'moment',
    draft: { content: { text: '到店试驾' } },
  })
  const post = reply.json<Post>()
  await service.database.db.post.update({ where: { corpId_id: { corpId, id: post.id } }, data: { state } })
  return post
}

const of =
  (rest: string, { state = 'running', body }: { state?: string; body?: unknown } = {}) =>
  async (stage: Stage): Promise<Call> => {
    const { id } = await makePost(stage, state)
    return { path: `${base}/${id}${rest}`, ...(body === undefined ? {} : { body }) }
  }

export const postAccess: Record<string, Access> = {
  [`GET ${base}`]: { statuses: readers(), call: () => ({ path: base }) },
  'GET /api/v1/post-calendar': {
    statuses: readers(),
    call: () => ({ path: '/api/v1/post-calendar?from=2026-05-01&to=2026-05-31' }),
  },
  [`GET ${base}/:id`]: { statuses: readers(), call: of('') },
  [`GET ${base}/:id/targets`]: { statuses: readers(), call: of('/targets') },
  [`GET ${base}/:id/parts`]: { statuses: readers(), call: of('/parts') },
  [`GET ${base}/:id/preview`]: { statuses: readers(), call: of('/preview') },
  [`GET ${base}/:id/funnel`]: { statuses: readers(), call: of('/funnel') },
  [`GET ${base}/:id/moment`]: { statuses: readers(), call: of('/moment') },
  [`GET ${base}/:id/moment/publishers`]: { statuses: readers(), call: of('/moment/publishers') },
  [`GET ${base}/:id/moment/reactions`]: { statuses: readers(), call: of('/moment/reactions') },
  [`GET ${base}/:id/moment/customers`]: { statuses: readers(), call: of('/moment/customers') },
  [`POST ${base}`]: { statuses: writers(201), call: () => ({ path: base, body: { kind: 'moment' } }) },
  [`PUT ${base}/:id`]: {
    statuses: writers(),
    async call(stage) {
      const { id, version, draft } = await makePost(stage, 'draft')
      return { path: `${base}/${id}`, body: { version, kind: 'moment', draft } }
    },
  },
  [`POST ${base}/:id/copy`]: { statuses: writers(201), call: of('/copy', { body: {} }) },
  [`POST ${base}/:id/template`]: {
    statuses: writers(201),
    call: of('/template', { body: { title: '每月试驾' } }),
  },
  [`DELETE ${base}/:id`]: { statuses: writers(), call: of('', { state: 'template' }) },
  [`POST ${base}/:id/look`]: { statuses: writers(), call: of('/look', { state: 'draft', body: {} }) },
  // Nobody has counted it yet.
  [`POST ${base}/:id/submit`]: { statuses: writers(409), call: of('/submit', { state: 'draft', body: {} }) },
  [`POST ${base}/:id/withdraw`]: {
    statuses: writers(),
    call: of('/withdraw', { state: 'waiting', body: {} }),
  },
  [`POST ${base}/:id/move`]: {
    statuses: writers(),
    async call(stage) {
      const { id, version } = await makePost(stage, 'draft')
      const startsAt = new Date(stage.service.clock.nowMs() + 3_600_000).toISOString()
      return { path: `${base}/${id}/move`, body: { version, startsAt } }
    },
  },
  [`POST ${base}/:id/cancel`]: { statuses: writers(), call: of('/cancel', { body: {} }) },
  [`POST ${base}/:id/test`]: { statuses: writers(), call: of('/test', { body: {} }) },
  [`POST ${base}/:id/approve`]: { statuses: deciders, call: of('/approve', { state: 'waiting', body: {} }) },
  // What an admin sends back is a draft, which an admin still sees.
  [`POST ${base}/:id/reject`]: { statuses: deciders, call: of('/reject', { state: 'waiting', body: {} }) },
  [`POST ${base}/:id/remind`]: { statuses: readers(), call: of('/remind', { body: {} }) },
  [`POST ${base}/:id/refresh`]: { statuses: readers(), call: of('/refresh', { body: {} }) },
  'GET /api/v1/post-setting': { statuses: readers(), call: () => ({ path: '/api/v1/post-setting' }) },
  'PUT /api/v1/post-setting': {
    statuses: admins(),
    call: () => ({ path: '/api/v1/post-setting', body: { sensitiveWords: [] } }),
  },
  'GET /api/v1/own-posts': { statuses: chatOnly(), call: () => ({ path: '/api/v1/own-posts' }) },
  'POST /api/v1/own-posts/:id/announced': {
    statuses: [401, 200, 404, 404, 404, 404, 404, 401],
    call: announcement,
  },
  'GET /api/v1/groups/:chatId/posts': {
    statuses: group(),
    call: ({ own }) => ({ path: `/api/v1/groups/${own.chatId}/posts` }),
  },
}

/** One that the owner of the group has not marked yet. */
async function announcement(stage: Stage): Promise<Call> {
  const { db } = stage.service.database
  const { id: postId } = await makePost(stage, 'running')
  await db.post.update({ where: { corpId_id: { corpId, id: postId } }, data: { kind: 'announcement' } })
  const { chatId, staffId } = stage.own
  const partId = newId(stage.service.clock.nowMs())
  await db.postPart.create({
    data: {
      corpId,
      id: partId,
      postId,
      staffId,
      arm: 'a',
      size: 1,
      state: 'out',
      outAt: stage.service.clock.now(),
    },
  })
  await db.postTarget.create({
    data: { corpId, postId, targetId: chatId, chatId, staffId, partId, planNumber: 1, state: 'out' },
  })
  return { path: `/api/v1/own-posts/${postId}/announced`, body: { chatId } }
}
