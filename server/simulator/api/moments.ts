import { z } from 'zod'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import { canSee, isChosen } from '../world/moment-audience.ts'
import type { Moment } from '../world/moments.ts'
import { foldUserid } from '../world/staff.ts'
import { limitOr, pageOf, read, readCursor, writeCursor, type Call, type Endpoint } from './endpoint.ts'

const SPAN_S = 30 * 86_400

const listSchema = z.looseObject({
  start_time: z.number().int(),
  end_time: z.number().int(),
  creator: z.string().optional(),
  filter_type: z.number().int().min(0).max(2).default(2),
  cursor: z.string().optional(),
  limit: z.number().int().optional(),
})

function momentShape(moment: Moment, timesAsText: boolean): Record<string, unknown> {
  const { images, link, location, video } = moment
  return {
    moment_id: moment.momentId,
    // One that the API made has no creator.
    ...(moment.creator === '' ? {} : { creator: moment.creator }),
    create_time: timesAsText ? String(moment.createTime) : moment.createTime,
    create_type: moment.createType,
    visible_type: moment.visibleType,
    text: { content: moment.text },
    ...(images.length === 0 ? {} : { image: images.map((media_id) => ({ media_id })) }),
    ...(video === undefined
      ? {}
      : { video: { media_id: video.mediaId, thumb_media_id: video.thumbMediaId } }),
    ...(link === undefined ? {} : { link }),
    ...(location === undefined ? {} : { location }),
  }
}

function listMoments(call: Call): Record<string, unknown> {
  const input = read(listSchema, call.body, 40063)
  if (input.end_time < input.start_time || input.end_time - input.start_time > SPAN_S) {
    throw new WecomFailure(40035, { text: 'invalid time range: at most 30 days' })
  }
  const now = call.sim.world.clock.now()
  const rows = call.sim.world.moments
    .all()
    .filter((one) => (one.madeAtMs ?? 0) <= now)
    .filter((one) => one.createTime >= input.start_time && one.createTime <= input.end_time)
    .filter((one) => input.filter_type === 2 || one.createType === input.filter_type)
    .filter((one) => !input.creator || foldUserid(one.creator) === foldUserid(input.creator))
    .sort((a, b) => b.createTime - a.createTime)
  const scope = `${input.start_time} ${input.end_time} ${input.creator ?? ''} ${input.filter_type}`
  const page = pageOf(rows, {
    cursor: input.cursor,
    limit: limitOr(input.limit, { most: 20, default: 20 }),
    scope,
  })
  return {
    next_cursor: page.next,
    moment_list: page.rows.map((one) => momentShape(one, call.sim.corp.momentTimesAsText)),
  }
}

const oneSchema = z.looseObject({
  moment_id: z.string().optional(),
  userid: z.string().optional(),
  cursor: z.string().optional(),
  limit: z.number().int().optional(),
})

function findMoment(sim: Simulation, momentId: string | undefined): Moment {
  if (momentId === undefined || momentId === '') throw new WecomFailure(41059)
  const moment = sim.world.moments.find(momentId)
  const now = sim.world.clock.now()
  if (!moment || (moment.madeAtMs ?? 0) > now) throw new WecomFailure(41060)
  if ((moment.dispatchedAtMs ?? 0) > now) throw new WecomFailure(41079)
  return moment
}

/** A member's copy of a moment: only a publisher has one, and only after publishing. */
function publishedCopy(call: Call): { moment: Moment; userid: string; input: z.output<typeof oneSchema> } {
  const input = read(oneSchema, call.body)
  const moment = findMoment(call.sim, input.moment_id)
  if (!input.userid) throw new WecomFailure(41009)
  const wanted = foldUserid(input.userid)
  const task = moment.tasks.find((one) => foldUserid(one.userid) === wanted)
  if (!task) throw new WecomFailure(41061)
  if (!task.published) throw new WecomFailure(41062)
  return { moment, userid: task.userid, input }
}

function listTasks(call: Call): Record<string, unknown> {
  const input = read(oneSchema, call.body)
  const moment = findMoment(call.sim, input.moment_id)
  if (moment.createType === 1) throw new WecomFailure(41067)
  const limit = limitOr(input.limit, { most: 1000, default: 500 })
  const page = pageOf(moment.tasks, { cursor: input.cursor, limit, scope: moment.momentId })
  return {
    next_cursor: page.next,
    task_list: page.rows.map((one) => ({ userid: one.userid, publish_status: one.published ? 1 : 0 })),
  }
}

/** For whom a copy was chosen: every customer of the publisher, or those with one of its tags. */
function listCustomers(call: Call): Record<string, unknown> {
  const { input, moment, userid } = publishedCopy(call)
  const scope = `${moment.momentId} ${userid}`
  const limit = limitOr(input.limit, { most: 1000, default: 500 })
  const page = call.sim.world.follows.page(userid, readCursor(input.cursor, scope), limit)
  return {
    next_cursor: page.next === undefined ? '' : writeCursor(scope, page.next),
    customer_list: page.rows
      .filter((row) => isChosen(moment, row))
      .map(({ contact }) => ({ userid, external_userid: contact.externalUserid })),
  }
}

/** Who can see a copy. */
function listResult(call: Call): Record<string, unknown> {
  const { input, moment, userid } = publishedCopy(call)
  const { corp, world } = call.sim
  const scope = `${moment.momentId} ${userid}`
  const limit = limitOr(input.limit, { most: 5000, default: 3000 })
  const page = world.follows.page(userid, readCursor(input.cursor, scope), limit)
  const perMonth = corp.momentsPerMonth
  const seen = page.rows.filter((row) => canSee(world, moment, { row, userid, perMonth }))
  return {
    next_cursor: page.next === undefined ? '' : writeCursor(scope, page.next),
    customer_list: seen.map(({ contact }) => ({ external_userid: contact.externalUserid })),
  }
}

function listReactions(call: Call): Record<string, unknown> {
  const { moment, userid } = publishedCopy(call)
  const shape = (kind: 'like' | 'comment'): Record<string, unknown>[] =>
    call.sim.world.moments
      .reactions(moment, userid)
      .filter((one) => one.kind === kind)
      .map((one) => ({
        ...('externalUserid' in one.by
          ? { external_userid: one.by.externalUserid }
          : { userid: one.by.userid }),
        create_time: one.createTime,
      }))
  return { comment_list: shape('comment'), like_list: shape('like') }
}

export const momentEndpoints: readonly Endpoint[] = [
  { path: 'externalcontact/get_moment_list', method: 'POST', right: 'contacts', answer: listMoments },
  { path: 'externalcontact/get_moment_task', method: 'POST', right: 'contacts', answer: listTasks },
  {
    path: 'externalcontact/get_moment_customer_list',
    method: 'POST',
    right: 'contacts',
    answer: listCustomers,
  },
  { path: 'externalcontact/get_moment_send_result', method: 'POST', right: 'contacts', answer: listResult },
  { path: 'externalcontact/get_moment_comments', method: 'POST', right: 'contacts', answer: listReactions },
]
