import { z } from 'zod'
import type { Client } from './client.ts'
import { id, moment, readObject } from './parse.ts'
import type { WecomMedia } from './types.ts'

/** Up to 20 MB over an office line. */
const UPLOAD_TIMEOUT_MS = 120_000

const uploaded = z
  .object({ media_id: id, created_at: moment })
  .transform((raw) => ({ mediaId: raw.media_id, createdAt: raw.created_at }))

const picture = z.object({ url: id }).transform((raw) => ({ url: raw.url }))
const MOMENT = 1

export function createMedia(client: Client): WecomMedia {
  return {
    async upload({ kind, filename, bytes }, options) {
      const api = 'media/upload'
      const body = formOf(filename, bytes)
      // A second upload only makes a second id, which dies after three days.
      const call = { api, query: { type: kind }, body, safe: true, timeoutMs: UPLOAD_TIMEOUT_MS }
      return readObject(await client.call(call, options), uploaded, api)
    },
    async uploadForMoment({ kind, filename, bytes }, options) {
      const api = 'media/upload_attachment'
      const query = { media_type: kind, attachment_type: MOMENT }
      const call = { api, query, body: formOf(filename, bytes), safe: true, timeoutMs: UPLOAD_TIMEOUT_MS }
      return readObject(await client.call(call, options), uploaded, api)
    },
    async uploadPicture({ filename, bytes }, options) {
      const api = 'media/uploadimg'
      // Each one counts: 1000 a day.
      const call = { api, body: formOf(filename, bytes), safe: false, timeoutMs: UPLOAD_TIMEOUT_MS }
      return readObject(await client.call(call, options), picture, api)
    },
  }
}

function formOf(filename: string, bytes: Uint8Array): FormData {
  const form = new FormData()
  form.append('media', new Blob([new Uint8Array(bytes)]), filename)
  return form
}
