import { z } from 'zod'
import type { Client } from './client.ts'
import {
  anyNumber,
  compact,
  id,
  looseObject,
  number,
  optionalText,
  readObject,
  text,
  texts,
} from './parse.ts'
import type { MomentJob, MomentMedia, MomentTaskInput, WecomMomentTasks } from './types-moment-tasks.ts'

const CREATE = 'externalcontact/add_moment_task'
const RESULT = 'externalcontact/get_moment_task_result'
const DONE = 3

const created = z.object({ jobid: id }).transform((raw) => ({ jobId: raw.jobid }))

/** `result` counts only when the job is done, and has an errcode of its own. */
const job = z.object({
  status: number,
  result: looseObject(
    z.object({
      errcode: anyNumber,
      errmsg: text,
      moment_id: optionalText,
      invalid_sender_list: looseObject(z.object({ user_list: texts })),
      invalid_external_contact_list: looseObject(z.object({ tag_list: texts })),
    }),
  ),
})

export function createMomentTasks(client: Client): WecomMomentTasks {
  return {
    async create(input, options) {
      const answer = await client.call({ api: CREATE, body: toBody(input), safe: false }, options)
      return readObject(answer, created, CREATE)
    },
    async readJob(jobId, options) {
      const answer = await client.call({ api: RESULT, query: { jobid: jobId }, safe: true }, options)
      return toJob(readObject(answer, job, RESULT))
    },
    async cancel(momentId, options) {
      const api = 'externalcontact/cancel_moment_task'
      await client.call({ api, body: { moment_id: momentId }, safe: true }, options)
    },
  }
}

function toJob({ status, result }: z.output<typeof job>): MomentJob {
  if (status !== DONE || result === undefined) return { state: status <= 1 ? 'started' : 'running' }
  if (result.errcode !== 0 || result.moment_id === undefined)
    return { state: 'refused', errcode: result.errcode, errmsg: result.errmsg }
  return {
    state: 'done',
    momentId: result.moment_id,
    invalidUserids: result.invalid_sender_list?.user_list ?? [],
    invalidTagIds: result.invalid_external_contact_list?.tag_list ?? [],
  }
}

function toBody({ text, media, senders, tagIds }: MomentTaskInput): Record<string, unknown> {
  const range = {
    ...(senders === undefined
      ? {}
      : { sender_list: compact({ user_list: senders.userids, department_list: senders.departmentIds }) }),
    ...(tagIds === undefined ? {} : { external_contact_list: { tag_list: tagIds } }),
  }
  return {
    ...(text === undefined ? {} : { text: { content: text } }),
    ...(media === undefined ? {} : { attachments: toAttachments(media) }),
    ...(Object.keys(range).length > 0 ? { visible_range: range } : {}),
  }
}

function toAttachments(media: MomentMedia): Record<string, unknown>[] {
  switch (media.kind) {
    case 'images':
      return media.mediaIds.map((mediaId) => ({ msgtype: 'image', image: { media_id: mediaId } }))
    case 'video':
      return [{ msgtype: 'video', video: { media_id: media.mediaId } }]
    case 'link': {
      const { title, url, mediaId } = media
      return [{ msgtype: 'link', link: { title, url, media_id: mediaId } }]
    }
  }
}
