// Making moments for members to publish: a job at first, a moment once the job is done.

import { z } from 'zod'
import { inRange } from '../corp.ts'
import { WecomFailure } from '../errors.ts'
import type { Window } from '../limits.ts'
import type { Simulation } from '../simulation.ts'
import { departmentById, subtree } from '../world/departments.ts'
import { encodeId, hexText } from '../world/ids.ts'
import type { MomentJob } from '../world/moment-jobs.ts'
import type { Moment } from '../world/moments.ts'
import { salt } from '../random.ts'
import { attachmentSchema, freshMedia, type Attachment } from './attachments.ts'
import { OK, queryText, read, type Call, type Endpoint } from './endpoint.ts'

const DAY_MS = 86_400_000
const CREATIONS: readonly Window[] = [
  { calls: 10, windowMs: 60_000 },
  { calls: 100_000, windowMs: 30 * DAY_MS },
]
const FOR_MOMENTS = 1
const JOB = salt('moment job')

const createSchema = z.looseObject({
  text: z.looseObject({ content: z.string() }).optional(),
  attachments: z.array(attachmentSchema).default([]),
  visible_range: z
    .looseObject({
      sender_list: z
        .looseObject({
          user_list: z.array(z.string()).max(100_000).default([]),
          department_list: z.array(z.number().int()).default([]),
        })
        .optional(),
      external_contact_list: z.looseObject({ tag_list: z.array(z.string()).default([]) }).optional(),
    })
    .optional(),
})
type CreateInput = z.output<typeof createSchema>

/** Nine pictures, or one video, or one link; each uploaded for moments. */
function checkAttachments(sim: Simulation, attachments: readonly Attachment[]): void {
  if (attachments.length > 9) throw new WecomFailure(41064)
  const kinds = new Set(attachments.map((one) => one.msgtype))
  const [kind] = kinds
  if (kinds.size > 1 || (kind !== undefined && kind !== 'image' && kind !== 'video' && kind !== 'link'))
    throw new WecomFailure(41065)
  if (kind !== 'image' && attachments.length > 1) throw new WecomFailure(41064)
  for (const one of attachments) {
    const mediaId = one.image?.media_id ?? one.video?.media_id ?? one.link?.media_id
    if (mediaId === undefined) throw new WecomFailure(40007)
    const file = freshMedia(sim, mediaId, FOR_MOMENTS)
    if (kind === 'video' && file.type !== 'video') throw new WecomFailure(41090)
    if (one.link && [...one.link.title].length > 64)
      throw new WecomFailure(40035, { text: 'link title is longer than 64 characters' })
  }
}

interface Senders {
  good: string[]
  badUsers: string[]
  badDepartments: number[]
}

/** Without a list every member in range; those without the customer-contact function cannot publish. */
function sendersOf(sim: Simulation, input: CreateInput): Senders {
  const named = input.visible_range?.sender_list
  const all = sim.world.staff.all().filter((one) => inRange(sim.corp, one) && one.customerContact)
  const users = named?.user_list ?? []
  const departments = named?.department_list ?? []
  if (users.length === 0 && departments.length === 0)
    return { good: all.map((one) => one.userid), badUsers: [], badDepartments: [] }
  const known = new Map(all.map((one) => [one.userid.toLowerCase(), one.userid]))
  const found = users.flatMap((one) => known.get(one.toLowerCase()) ?? [])
  const below = new Set(departments.flatMap((id) => subtree(id).map((one) => one.id)))
  const members = all.filter((one) => one.departments.some((id) => below.has(id)))
  return {
    good: [...new Set([...found, ...members.map((one) => one.userid)])],
    badUsers: users.filter((one) => !known.has(one.toLowerCase())),
    badDepartments: departments.filter((id) => !departmentById(id)),
  }
}

function momentOf(call: Call, input: CreateInput, parts: { senders: string[]; tagIds: string[] }): Moment {
  const { seed, moments, clock } = call.sim.world
  const video = input.attachments.find((one) => one.video)?.video?.media_id
  const link = input.attachments.find((one) => one.link)?.link
  const doneAtMs = clock.now() + call.sim.corp.dispatchMs
  return {
    momentId: encodeId('mom', 'moment', { seed: seed.seed, index: moments.count() + 100_000 }),
    creator: '',
    createTime: Math.floor(doneAtMs / 1000),
    createType: 0,
    visibleType: input.visible_range?.external_contact_list?.tag_list.length ? 0 : 1,
    text: input.text?.content ?? '',
    images: input.attachments.flatMap((one) => one.image?.media_id ?? []),
    ...(video === undefined ? {} : { video: { mediaId: video, thumbMediaId: video } }),
    ...(link === undefined ? {} : { link: { title: link.title, url: link.url } }),
    tasks: parts.senders.map((userid) => ({ userid, published: false })),
    tagIds: parts.tagIds,
    madeAtMs: doneAtMs,
    dispatchedAtMs: doneAtMs + call.sim.corp.dispatchMs,
  }
}

function create(call: Call): Record<string, unknown> {
  const { sim } = call
  const { clock, momentJobs, seed, tags } = sim.world
  const input = read(createSchema, call.body)
  const text = input.text?.content ?? ''
  if (text === '' && input.attachments.length === 0) throw new WecomFailure(41089)
  if ([...text].length > 2000 || Buffer.byteLength(text) > 4000) throw new WecomFailure(45002)
  checkAttachments(sim, input.attachments)
  if (sim.limitsOn && !sim.limiter.take('moment tasks', CREATIONS)) throw new WecomFailure(45009)
  const wantedTags = input.visible_range?.external_contact_list?.tag_list ?? []
  const tagIds = wantedTags.filter((id) => tags.isLive(id))
  const senders = sendersOf(sim, input)
  // Which codes the inner result has is not published; these say the same about a list elsewhere.
  const errcode = senders.good.length === 0 ? 40031 : wantedTags.length > 0 && tagIds.length === 0 ? 40068 : 0
  const moment = errcode === 0 ? momentOf(call, input, { senders: senders.good, tagIds }) : undefined
  if (moment) sim.world.change({ kind: 'moment', moment })
  const job: MomentJob = {
    jobid: hexText(seed.seed, JOB, momentJobs.count()),
    atMs: clock.now(),
    doneAtMs: clock.now() + sim.corp.dispatchMs,
    errcode,
    ...(moment ? { momentId: moment.momentId } : {}),
    badUsers: senders.badUsers,
    badDepartments: senders.badDepartments,
    badTags: wantedTags.filter((id) => !tags.isLive(id)),
  }
  sim.world.change({ kind: 'moment-job', job })
  return { jobid: job.jobid }
}

/** 1 started · 2 running · 3 done. A job is known for a day. */
function result(call: Call): Record<string, unknown> {
  const { clock, momentJobs } = call.sim.world
  const job = momentJobs.find(queryText(call, 'jobid', 40063))
  const now = clock.now()
  if (!job || job.atMs + DAY_MS <= now) throw new WecomFailure(40035, { text: 'invalid jobid' })
  const type = 'add_moment_task'
  if (now < job.doneAtMs) return { status: now - job.atMs < (job.doneAtMs - job.atMs) / 2 ? 1 : 2, type }
  const inner =
    job.errcode === 0 ? OK : { errcode: job.errcode, errmsg: new WecomFailure(job.errcode).message }
  return {
    status: 3,
    type,
    result: {
      ...inner,
      ...(job.momentId === undefined ? {} : { moment_id: job.momentId }),
      invalid_sender_list: { user_list: job.badUsers, department_list: job.badDepartments },
      invalid_external_contact_list: { tag_list: job.badTags },
    },
  }
}

/** Who has published keeps the copy; the others cannot any more. */
function cancel(call: Call): Record<string, unknown> {
  const { moment_id } = read(z.looseObject({ moment_id: z.string().optional() }), call.body)
  if (!moment_id) throw new WecomFailure(41059)
  const moment = call.sim.world.moments.find(moment_id)
  if (!moment) throw new WecomFailure(41060)
  if (moment.createType === 1) throw new WecomFailure(41067)
  call.sim.world.change({ kind: 'moment', moment: { ...moment, cancelled: true } })
  return {}
}

export const momentTaskEndpoints: readonly Endpoint[] = [
  { path: 'externalcontact/add_moment_task', method: 'POST', right: 'contacts', answer: create },
  { path: 'externalcontact/get_moment_task_result', method: 'GET', right: 'contacts', answer: result },
  { path: 'externalcontact/cancel_moment_task', method: 'POST', right: 'contacts', answer: cancel },
]
