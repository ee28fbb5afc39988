import { z } from 'zod'
import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute } from '../feature.ts'
import { calendarQuery, postCalendar } from './calendar/contract.ts'
import { readCalendar } from './calendar/read-calendar.ts'
import {
  changedPost,
  copyInput,
  decision,
  empty,
  moveInput,
  newPost,
  post,
  postPage,
  postParams,
  postPreview,
  postQuery,
  postSetting,
  reminded,
  templateInput,
} from './contract.ts'
import { previewPost } from './draft/preview-post.ts'
import { copyPost, dropTemplate, keepTemplate } from './draft/copy-post.ts'
import { createPost, lookAtAudience, saveDraft } from './draft/save-draft.ts'
import { approvePost, movePost, rejectPost, submitPost, withdrawPost } from './draft/submit-post.ts'
import { listPosts } from './list-posts.ts'
import { conflict, requirePost, visibleSenders } from './policy.ts'
import { readPostSetting, savePostSetting } from './post-setting.ts'
import { readPost } from './read-post.ts'
import { resultRoutes } from './results/result-routes.ts'
import { cancelPost } from './run/end-post.ts'
import { pollNow } from './run/poll-results.ts'
import { remindSenders } from './run/remind.ts'
import { sendTrial } from './trial/send-trial.ts'

const readers = { roles: ['manager', 'operator', 'admin'] as const, apps: ['console'] as const }
const writers = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }
const deciders = { roles: ['manager', 'admin'] as const, apps: ['console'] as const }
const base = '/api/v1/posts'
const one = { params: postParams, output: post }

const reading: Route<Deps>[] = [
  jsonRoute({
    ...readers,
    method: 'GET',
    path: base,
    summary: 'Planned content, the newest change first',
    query: postQuery,
    output: postPage,
    handle: ({ deps, scope, query }) => listPosts(deps, scope, query),
  }),
  jsonRoute({
    ...readers,
    method: 'GET',
    path: '/api/v1/post-calendar',
    summary: 'Days with their posts, holidays and conflicts',
    query: calendarQuery,
    output: postCalendar,
    handle: ({ deps, scope, query }) => readCalendar(deps, scope, query),
  }),
  jsonRoute({
    ...readers,
    ...one,
    method: 'GET',
    path: `${base}/:id`,
    summary: 'A post, and how it stands',
    handle: ({ deps, scope, params }) => readPost(deps, scope, params.id),
  }),
  jsonRoute({
    ...readers,
    method: 'GET',
    path: `${base}/:id/preview`,
    summary: 'The texts as some of the senders have them',
    params: postParams,
    output: postPreview,
    handle: ({ deps, scope, params }) => previewPost(deps, scope, params.id),
  }),
]

const writing: Route<Deps>[] = [
  jsonRoute({
    ...writers,
    method: 'POST',
    path: base,
    summary: 'Begin a post',
    status: 201,
    body: newPost,
    output: post,
    handle: ({ deps, scope, body }) => createPost(deps, scope, body),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'PUT',
    path: `${base}/:id`,
    summary: 'Save a draft',
    body: changedPost,
    handle: ({ deps, scope, params, body }) => saveDraft(deps, scope, { ...body, id: params.id }),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'POST',
    path: `${base}/:id/copy`,
    summary: 'A new draft like this post or template',
    status: 201,
    body: copyInput,
    handle: ({ deps, scope, params, body }) => copyPost(deps, scope, { id: params.id, day: body.day }),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'POST',
    path: `${base}/:id/template`,
    summary: 'Keep a post as a template',
    status: 201,
    body: templateInput,
    handle: ({ deps, scope, params, body }) =>
      keepTemplate(deps, scope, { id: params.id, title: body.title }),
  }),
  jsonRoute({
    ...writers,
    method: 'DELETE',
    path: `${base}/:id`,
    summary: 'Delete a template',
    params: postParams,
    output: z.object({}),
    handle: async ({ deps, scope, params }) => {
      await dropTemplate(deps, scope, params.id)
      return {}
    },
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'POST',
    path: `${base}/:id/look`,
    summary: 'Count the audience of a draft anew',
    body: empty,
    handle: ({ deps, scope, params }) => lookAtAudience(deps, scope, params.id),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'POST',
    path: `${base}/:id/submit`,
    summary: 'Let a draft go, or to a second person',
    body: empty,
    handle: ({ deps, scope, params }) => submitPost(deps, scope, params.id),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'POST',
    path: `${base}/:id/withdraw`,
    summary: 'Take a post that has not begun back into the composer',
    body: empty,
    handle: ({ deps, scope, params }) => withdrawPost(deps, scope, params.id),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'POST',
    path: `${base}/:id/move`,
    summary: 'Give a post another time',
    body: moveInput,
    handle: ({ deps, scope, params, body }) => movePost(deps, scope, { ...body, id: params.id }),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'POST',
    path: `${base}/:id/cancel`,
    summary: 'Call a post off; what was confirmed stays',
    body: empty,
    handle: ({ deps, scope, params }) => cancelPost(deps, scope, params.id),
  }),
  jsonRoute({
    ...writers,
    method: 'POST',
    path: `${base}/:id/test`,
    summary: 'Send a post to oneself, as a receiver would get it',
    params: postParams,
    body: empty,
    output: z.object({}),
    handle: async ({ deps, scope, params }) => {
      await sendTrial(deps, scope, params.id)
      return {}
    },
  }),
]

const steering: Route<Deps>[] = [
  jsonRoute({
    ...deciders,
    ...one,
    method: 'POST',
    path: `${base}/:id/approve`,
    summary: 'Approve what somebody else has submitted',
    body: decision,
    handle: ({ deps, scope, params, body }) => approvePost(deps, scope, { id: params.id, note: body.note }),
  }),
  jsonRoute({
    ...deciders,
    ...one,
    method: 'POST',
    path: `${base}/:id/reject`,
    summary: 'Send back what somebody else has submitted',
    body: decision,
    handle: ({ deps, scope, params, body }) => rejectPost(deps, scope, { id: params.id, note: body.note }),
  }),
  jsonRoute({
    ...readers,
    method: 'POST',
    path: `${base}/:id/remind`,
    summary: 'Remind those of one’s members who have not confirmed',
    params: postParams,
    body: empty,
    output: reminded,
    handle: async ({ deps, scope, params }) => {
      const found = await requirePost(deps, scope, params.id)
      if (found.state !== 'running') throw conflict('not-in-that-state', { state: found.state })
      const of = visibleSenders(scope, 'r."staffId"')
      const count = await remindSenders(deps, { post: found, by: scope.staffId, of })
      deps.jobs.nudge()
      return { reminded: count }
    },
  }),
  jsonRoute({
    ...readers,
    ...one,
    method: 'POST',
    path: `${base}/:id/refresh`,
    summary: 'Ask WeCom now how a post stands',
    body: empty,
    handle: async ({ deps, scope, params }) => {
      const { corpId, id } = await requirePost(deps, scope, params.id)
      await pollNow(deps, { corpId, postId: id })
      return readPost(deps, scope, id)
    },
  }),
  jsonRoute({
    ...readers,
    method: 'GET',
    path: '/api/v1/post-setting',
    summary: 'Sensitive words, when a second person is needed, WeCom’s limits',
    output: postSetting,
    handle: ({ deps, scope }) => readPostSetting(deps.database.sql, scope.corpId),
  }),
  jsonRoute({
    roles: ['admin'],
    apps: ['console'],
    method: 'PUT',
    path: '/api/v1/post-setting',
    summary: 'Change what posts are held to',
    body: postSetting,
    output: postSetting,
    handle: ({ deps, scope, body }) => savePostSetting(deps, scope, body),
  }),
]

export const postRoutes: Route<Deps>[] = [...reading, ...resultRoutes, ...writing, ...steering]
