import { type StoredBlob, readBlob } from '../../platform/blobs.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { createLeases } from '../../platform/leases.ts'
import type { CallOptions, Wecom } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { type MediaKind, misfitOf } from './media-rules.ts'

/** A media id lives three days; none is handed out that has less than half a day left. */
const LIFE_MS = 72 * 3_600_000
const RENEW_AFTER_MS = 60 * 3_600_000
/** An upload may take two minutes over an office line; who wants the same file waits for it instead of sending it twice. */
const TURN = { ttlMs: 60_000, waitMs: 130_000 }

type Corp = Pick<Scope, 'corpId'>
type Use = MediaKind | 'picture'

/** `fileName` is what a customer sees of a file; pictures and videos have none. */
export interface MediaBlob {
  hash: string
  fileName?: string | undefined
}

export interface Media {
  mediaId: string
  /** When WeCom forgets it. */
  expiresAt: Date
}

/**
 * A media id of a stored file for one use: the known one while it lives long enough, otherwise a new one. Of all
 * processes one uploads. Never call it inside a transaction.
 */
export async function mediaFor(
  deps: Deps,
  { corpId }: Corp,
  blob: MediaBlob,
  kind: MediaKind,
  options?: CallOptions,
): Promise<Media> {
  const { id, uploadedAt } = await once(deps, { corpId, blob, use: kind }, async (file) => {
    const misfit = misfitOf({ contentType: file.contentType, byteSize: file.bytes.length }, kind)
    if (misfit) throw new AppError('invalid-input', { log: 'file does not fit its use', tell: { ...misfit } })
    const named = { filename: uploadName(file, blob), bytes: file.bytes }
    return (await upload(deps.wecomOf(corpId), kind, named, options)).mediaId
  })
  return { mediaId: id, expiresAt: new Date(uploadedAt.getTime() + LIFE_MS) }
}

/** An address at WeCom that stays, for cards (`picUrl`, `imgUrl`). WeCom gives 1000 a day, so each picture gets one. */
export async function pictureUrlFor(
  deps: Deps,
  { corpId }: Corp,
  blob: MediaBlob,
  options?: CallOptions,
): Promise<string> {
  const { id } = await once(deps, { corpId, blob, use: 'picture' }, async (file) => {
    const picture = { filename: uploadName(file, blob), bytes: file.bytes }
    return (await deps.wecomOf(corpId).media.uploadPicture(picture, options)).url
  })
  return id
}

/** WeCom has refused an id before its time (40007): the next `mediaFor` uploads anew. */
export async function forgetMedia(
  { database: { db } }: Deps,
  { corpId }: Corp,
  mediaId: string,
): Promise<void> {
  await db.mediaUpload.deleteMany({ where: { corpId, mediaId } })
}

interface Wanted {
  corpId: string
  blob: MediaBlob
  use: Use
}

interface Known {
  id: string
  uploadedAt: Date
}

async function once(deps: Deps, wanted: Wanted, send: (file: StoredBlob) => Promise<string>): Promise<Known> {
  const known = await readKnown(deps, wanted)
  if (known) return known
  const { sql, db } = deps.database
  const { corpId, blob } = wanted
  // Lease rows stay for ever, so files share 256 turns per corp.
  const turn = `media:${corpId}:${blob.hash.slice(0, 2)}`
  return createLeases(sql, deps.clock).hold(turn, TURN, async () => {
    const meanwhile = await readKnown(deps, wanted)
    if (meanwhile) return meanwhile
    const file = await readBlob(db, { corpId, hash: blob.hash })
    // WeCom's three days begin with the call.
    const uploadedAt = deps.clock.now()
    const id = await send(file)
    const key = keyOf(wanted)
    await db.mediaUpload.upsert({
      where: { corpId_hash_kind_fileName: key },
      create: { ...key, mediaId: id, uploadedAt },
      update: { mediaId: id, uploadedAt },
    })
    return { id, uploadedAt }
  })
}

async function readKnown({ database: { db }, clock }: Deps, wanted: Wanted): Promise<Known | null> {
  const row = await db.mediaUpload.findUnique({ where: { corpId_hash_kind_fileName: keyOf(wanted) } })
  if (!row) return null
  const ageMs = clock.nowMs() - row.uploadedAt.getTime()
  const isFresh = wanted.use === 'picture' || ageMs < RENEW_AFTER_MS
  return isFresh ? { id: row.mediaId, uploadedAt: row.uploadedAt } : null
}

function keyOf({ corpId, blob, use }: Wanted) {
  return { corpId, hash: blob.hash, kind: use, fileName: use === 'file' ? safeName(blob.fileName ?? '') : '' }
}

function upload(
  { media }: Wecom,
  kind: MediaKind,
  file: { filename: string; bytes: Uint8Array },
  options: CallOptions | undefined,
): Promise<{ mediaId: string }> {
  switch (kind) {
    case 'image':
    case 'video':
    case 'file':
      return media.upload({ kind, ...file }, options)
    case 'moment-image':
      return media.uploadForMoment({ kind: 'image', ...file }, options)
    case 'moment-video':
      return media.uploadForMoment({ kind: 'video', ...file }, options)
  }
}

const ENDINGS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'video/mp4': 'mp4',
  'application/pdf': 'pdf',
}

function uploadName({ hash, contentType }: StoredBlob, { fileName }: MediaBlob): string {
  const named = safeName(fileName ?? '')
  return named === '' ? `${hash.slice(0, 16)}.${ENDINGS[contentType] ?? 'bin'}` : named
}

/** Nothing that could end a header or leave a folder. */
function safeName(name: string): string {
  return name
    .replace(/[\p{Cc}"\\/:*?<>|]/gu, ' ')
    .trim()
    .slice(-100)
}
