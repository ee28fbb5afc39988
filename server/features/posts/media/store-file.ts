import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { CONTENT_LIMITS } from '../../../domain/post/content.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Deps } from '../../deps.ts'
import type { UploadedFile } from '../contract.ts'

type Kind = UploadedFile['kind']
const LIMITS: Record<Kind, number> = {
  image: CONTENT_LIMITS.imageBytes,
  video: CONTENT_LIMITS.videoBytes,
  file: CONTENT_LIMITS.fileBytes,
}
/** WeCom takes nothing smaller. */
const LEAST_BYTES = 6

/** Keeps a file of a post under its hash; what it is, its first bytes say. */
export async function storeFile(
  deps: Deps,
  { corpId, kind, fileName, stream }: { corpId: string; kind: Kind; fileName: string; stream: Readable },
): Promise<UploadedFile> {
  const bytes = await readLimited(stream, LIMITS[kind])
  const contentType = contentTypeOf(kind, bytes)
  if (contentType === null || bytes.length < LEAST_BYTES)
    throw new AppError('invalid-input', {
      log: 'not such a file',
      tell: { field: 'file', needs: kind === 'image' ? 'jpg or png' : kind === 'video' ? 'mp4' : 'a file' },
    })
  const hash = createHash('sha256').update(bytes).digest('hex')
  const blob = {
    ...{ corpId, hash, contentType, byteSize: bytes.length },
    ...{ bytes: Uint8Array.from(bytes), createdAt: deps.clock.now() },
  }
  await deps.database.db.blob.upsert({
    where: { corpId_hash: { corpId, hash } },
    create: blob,
    update: {},
  })
  return { hash, kind, fileName: cleanName(fileName), byteSize: bytes.length }
}

/** Pictures alone are shown; anything else would be a stranger's document under our address. */
export async function readPicture(
  deps: Deps,
  { corpId, hash }: { corpId: string; hash: string },
): Promise<{ contentType: string; bytes: Uint8Array }> {
  const blob = await deps.database.db.blob.findUnique({ where: { corpId_hash: { corpId, hash } } })
  if (!blob || !['image/png', 'image/jpeg'].includes(blob.contentType))
    throw new AppError('not-found', { log: 'no such picture' })
  return { contentType: blob.contentType, bytes: blob.bytes }
}

async function readLimited(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > maxBytes) throw new AppError('too-large', { tell: { maxBytes } })
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function contentTypeOf(kind: Kind, bytes: Buffer): string | null {
  const isPng = bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
  const isMp4 = bytes.subarray(4, 8).toString('latin1') === 'ftyp'
  switch (kind) {
    case 'image':
      return isPng ? 'image/png' : isJpeg ? 'image/jpeg' : null
    case 'video':
      return isMp4 ? 'video/mp4' : null
    case 'file':
      return 'application/octet-stream'
  }
}

/** Customers read it; it goes into a form field and names no place of ours. */
function cleanName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const plain = [...last]
    .filter((sign) => sign >= ' ' && !'"<>|:*?'.includes(sign))
    .join('')
    .trim()
  return plain.slice(-120) || 'file'
}
