import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import { addEdition, publish, readNewest } from './editions.ts'
import { readScriptSetting } from './script-setting.ts'

/** WeCom, 上传临时素材: images are JPG or PNG, more than 5 bytes and at most 10 MB. */
const MAX_BYTES = 10 * 1024 * 1024
/** A media id lives three days; a new one is made with half a day to spare. */
const RENEW_AFTER_MS = 60 * 3_600_000

interface Which {
  corpId: string
  id: string
}

/** A new picture is a new edition, like a new text. */
export async function storeImage(
  deps: Deps,
  { corpId, id, staffId = null }: Which & { staffId?: string | null },
  stream: Readable,
): Promise<void> {
  const bytes = await readLimited(stream)
  const contentType = imageType(bytes)
  if (contentType === null)
    throw new AppError('invalid-input', {
      log: 'not a picture',
      tell: { field: 'image', needs: 'jpg or png' },
    })
  const hash = createHash('sha256').update(bytes).digest('hex')
  const now = deps.clock.now()
  const { needsApproval } = await readScriptSetting(deps, corpId)
  await deps.database.db.$transaction(async (tx) => {
    const blob = {
      corpId,
      hash,
      contentType,
      byteSize: bytes.length,
      bytes: Uint8Array.from(bytes),
      createdAt: now,
    }
    await tx.blob.upsert({ where: { corpId_hash: { corpId, hash } }, create: blob, update: {} })
    const script = await tx.script.findUnique({ where: { corpId_id: { corpId, id } } })
    if (!script) throw new AppError('not-found', { log: 'no such script' })
    const content = { ...(await readNewest(tx, script)), imageHash: hash }
    const state = needsApproval ? 'pending' : 'approved'
    const edition = { corpId, scriptId: id, version: script.edition + 1, content, at: now }
    await addEdition(tx, { ...edition, state, editedBy: staffId })
    await tx.script.update({
      where: { corpId_id: { corpId, id } },
      data: {
        edition: edition.version,
        approval: state,
        ...(script.isPublished ? {} : { imageHash: hash }),
      },
    })
    if (state === 'approved') await publish(tx, edition)
  })
}

export async function readImage(
  deps: Deps,
  which: Which,
): Promise<{ hash: string; contentType: string; bytes: Uint8Array }> {
  const { hash } = await requireImage(deps, which)
  const blob = await deps.database.db.blob.findUnique({
    where: { corpId_hash: { corpId: which.corpId, hash } },
  })
  if (!blob) throw new AppError('not-found', { log: 'picture is gone' })
  return { hash, contentType: blob.contentType, bytes: blob.bytes }
}

/** A media id with which the chat window can send the picture; uploaded to WeCom when there is none that lives. */
export async function mediaIdOf(deps: Deps, which: Which): Promise<string> {
  const { corpId } = which
  const { hash, contentType, bytes } = await readImage(deps, which)
  const { db } = deps.database
  const key = { corpId, hash, kind: 'image' }
  const known = await db.mediaUpload.findUnique({ where: { corpId_hash_kind: key } })
  const nowMs = deps.clock.nowMs()
  if (known && nowMs - known.uploadedAt.getTime() < RENEW_AFTER_MS) return known.mediaId
  const filename = `${hash.slice(0, 16)}.${contentType === 'image/png' ? 'png' : 'jpg'}`
  const { mediaId } = await deps.wecomOf(corpId).media.upload({ kind: 'image', filename, bytes })
  const upload = { mediaId, uploadedAt: deps.clock.now() }
  await db.mediaUpload.upsert({
    where: { corpId_hash_kind: key },
    create: { ...key, ...upload },
    update: upload,
  })
  return mediaId
}

async function requireImage({ database: { db } }: Deps, { corpId, id }: Which): Promise<{ hash: string }> {
  const script = await db.script.findUnique({
    where: { corpId_id: { corpId, id } },
    select: { imageHash: true },
  })
  if (!script?.imageHash) throw new AppError('not-found', { log: 'script has no picture' })
  return { hash: script.imageHash }
}

async function readLimited(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_BYTES) throw new AppError('too-large', { tell: { maxBytes: MAX_BYTES } })
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** By the first bytes: names and headers can say anything. */
function imageType(bytes: Buffer): 'image/png' | 'image/jpeg' | null {
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))
    return 'image/png'
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff ? 'image/jpeg' : null
}
