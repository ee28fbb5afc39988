import { WecomFailure } from '../errors.ts'
import { firstFile } from '../http-body.ts'
import type { Window } from '../limits.ts'
import { encodeId } from '../world/ids.ts'
import type { MediaFile } from '../world/media.ts'
import { queryText, type Call, type Endpoint } from './endpoint.ts'

const MB = 1024 * 1024
const MOST_BYTES: Record<string, number> = { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB }
const DAY_MS = 86_400_000
const UPLOADIMG_WINDOWS: readonly Window[] = [
  { calls: 1000, windowMs: DAY_MS },
  { calls: 3000, windowMs: 30 * DAY_MS },
]

function keep(call: Call, type: string, attachmentType?: number): MediaFile {
  const most = MOST_BYTES[type]
  if (most === undefined) throw new WecomFailure(40004)
  const file = firstFile(call.raw, call.contentType)
  if (file?.field !== 'media') throw new WecomFailure(40035, { text: 'missing multipart field "media"' })
  if (file.bytes.length <= 5) throw new WecomFailure(40006)
  if (file.bytes.length > most) throw new WecomFailure(45001)
  const { world } = call.sim
  const kept: MediaFile = {
    mediaId: encodeId('3', 'media', { seed: world.seed.seed, index: 1_000_000 + world.media.count() }),
    type,
    fileName: file.fileName,
    contentType: file.contentType,
    bytes: file.bytes,
    createdAtMs: world.clock.now(),
    ...(attachmentType === undefined ? {} : { attachmentType }),
  }
  const { bytes, ...rest } = kept
  world.change({ kind: 'media', media: { ...rest, base64: bytes.toString('base64') } })
  return kept
}

export const mediaEndpoints: readonly Endpoint[] = [
  {
    path: 'media/upload',
    method: 'POST',
    right: 'app',
    answer: (call) => {
      const type = queryText(call, 'type', 40004)
      const kept = keep(call, type)
      return {
        errmsg: '',
        type,
        media_id: kept.mediaId,
        created_at: String(Math.floor(kept.createdAtMs / 1000)),
      }
    },
  },
  {
    path: 'media/upload_attachment',
    method: 'POST',
    right: 'contacts',
    answer: (call) => {
      const type = queryText(call, 'media_type', 40004)
      const attachmentType = Number(queryText(call, 'attachment_type', 40035))
      if (attachmentType !== 1 && attachmentType !== 2) throw new WecomFailure(40005)
      const kept = keep(call, type, attachmentType)
      return { type, media_id: kept.mediaId, created_at: Math.floor(kept.createdAtMs / 1000) }
    },
  },
  {
    path: 'media/uploadimg',
    method: 'POST',
    right: 'app',
    answer: (call) => {
      if (call.sim.limitsOn && !call.sim.limiter.take('uploadimg', UPLOADIMG_WINDOWS))
        throw new WecomFailure(45009)
      const kept = keep(call, 'image')
      return { errmsg: '', url: `https://img.example.com/perm/${kept.mediaId}` }
    },
  },
]
