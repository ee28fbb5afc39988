import type { PostAttachment } from '../../../domain/post/content.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Attachment, MomentMedia } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'

/** A media id lives three days; a new one is made with half a day to spare. */
const RENEW_AFTER_MS = 60 * 3_600_000

type Use = 'image' | 'video' | 'file' | 'moment-image' | 'moment-video' | 'picture'
interface Wanted {
  corpId: string
  hash: string
  use: Use
  fileName: string
  /** After WeCom has refused an id: upload once more. */
  isFresh: boolean
}

/** What WeCom knows a stored file by; uploaded when it does not know it (any more). */
export async function mediaOf(deps: Deps, { corpId, hash, use, fileName, isFresh }: Wanted): Promise<string> {
  const { db } = deps.database
  const name = use === 'file' ? fileName : ''
  const key = { corpId_hash_kind: { corpId, hash, kind: name === '' ? use : `${use} ${name}` } }
  const known = await db.mediaUpload.findUnique({ where: key })
  const ageMs = known ? deps.clock.nowMs() - known.uploadedAt.getTime() : Infinity
  if (known && (use === 'picture' || (!isFresh && ageMs < RENEW_AFTER_MS))) return known.mediaId
  const blob = await db.blob.findUnique({ where: { corpId_hash: { corpId, hash } } })
  if (!blob) throw new AppError('not-found', { log: 'a file of a post is gone' })
  const mediaId = await upload(deps, {
    corpId,
    use,
    fileName: nameOf(fileName, blob.contentType),
    bytes: blob.bytes,
  })
  const stored = { mediaId, uploadedAt: deps.clock.now() }
  await db.mediaUpload.upsert({ where: key, create: { ...key.corpId_hash_kind, ...stored }, update: stored })
  return mediaId
}

async function upload(
  deps: Deps,
  {
    corpId,
    use,
    fileName: filename,
    bytes,
  }: { corpId: string; use: Use; fileName: string; bytes: Uint8Array },
): Promise<string> {
  const { media } = deps.wecomOf(corpId)
  switch (use) {
    case 'picture':
      return (await media.uploadPicture({ filename, bytes })).url
    case 'moment-image':
      return (await media.uploadForMoment({ kind: 'image', filename, bytes })).mediaId
    case 'moment-video':
      return (await media.uploadForMoment({ kind: 'video', filename, bytes })).mediaId
    case 'image':
    case 'video':
    case 'file':
      return (await media.upload({ kind: use, filename, bytes })).mediaId
  }
}

/** WeCom tells the kind by the ending. */
function nameOf(fileName: string, contentType: string): string {
  if (/\.\w{2,5}$/.test(fileName)) return fileName
  const ending = contentType === 'image/png' ? 'png' : contentType === 'image/jpeg' ? 'jpg' : 'mp4'
  return `${fileName}.${ending}`
}

interface Job {
  corpId: string
  attachments: readonly PostAttachment[]
  isFresh: boolean
}

/** The attachments of a mass message as WeCom takes them. */
export async function attachmentsFor(
  deps: Deps,
  { corpId, attachments, isFresh }: Job,
): Promise<Attachment[]> {
  const made: Attachment[] = []
  const media = (hash: string, use: Use, fileName = hash.slice(0, 16)) =>
    mediaOf(deps, { corpId, hash, use, fileName, isFresh })
  for (const one of attachments)
    switch (one.kind) {
      case 'image':
        made.push({ kind: 'image', mediaId: await media(one.hash, 'image', one.fileName) })
        break
      case 'video':
        made.push({ kind: 'video', mediaId: await media(one.hash, 'video', one.fileName) })
        break
      case 'file':
        made.push({ kind: 'file', mediaId: await media(one.hash, 'file', one.fileName) })
        break
      case 'link': {
        const { title, url, description, cover } = one
        const picUrl = cover === null ? {} : { picUrl: await media(cover, 'picture') }
        made.push({ kind: 'link', title, url, ...(description === '' ? {} : { description }), ...picUrl })
        break
      }
      case 'miniprogram': {
        const { title, appId, page, cover } = one
        made.push({ kind: 'miniprogram', title, appId, page, picMediaId: await media(cover ?? '', 'image') })
        break
      }
    }
  return made
}

/** The attachments of a moment; its media ids are of another kind. */
export async function momentMediaFor(
  deps: Deps,
  { corpId, attachments, isFresh }: Job,
): Promise<MomentMedia | undefined> {
  const media = (hash: string, use: Use, fileName = hash.slice(0, 16)) =>
    mediaOf(deps, { corpId, hash, use, fileName, isFresh })
  const [first] = attachments
  if (first?.kind === 'video')
    return { kind: 'video', mediaId: await media(first.hash, 'moment-video', first.fileName) }
  if (first?.kind === 'link') {
    const { title, url, cover } = first
    return { kind: 'link', title, url, mediaId: await media(cover ?? '', 'moment-image') }
  }
  const mediaIds: string[] = []
  for (const one of attachments)
    if (one.kind === 'image') mediaIds.push(await media(one.hash, 'moment-image', one.fileName))
  return mediaIds.length === 0 ? undefined : { kind: 'images', mediaIds }
}
