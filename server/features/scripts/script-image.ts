import type { Readable } from 'node:stream'
import { keepBlob, readBlob, readBlobStream, type StoredBlob } from '../../platform/blobs.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import { MEDIA_RULES, mediaFor, misfitOf } from '../media/index.ts'
import { addEdition, publish, readNewest } from './editions.ts'
import { readScriptSetting } from './script-setting.ts'

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
  const blob = await readBlobStream(stream, MEDIA_RULES.image)
  const { hash } = blob
  if (misfitOf({ contentType: blob.contentType, byteSize: blob.bytes.length }, 'image'))
    throw new AppError('invalid-input', {
      log: 'not a picture',
      tell: { field: 'image', needs: 'jpg or png' },
    })
  const now = deps.clock.now()
  const { needsApproval } = await readScriptSetting(deps, corpId)
  await deps.database.db.$transaction(async (tx) => {
    await keepBlob(tx, { corpId, blob, at: now })
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

export async function readImage(deps: Deps, which: Which): Promise<StoredBlob> {
  const { hash } = await requireImage(deps, which)
  return readBlob(deps.database.db, { corpId: which.corpId, hash })
}

/** A media id with which the chat window can send the picture. */
export async function mediaIdOf(deps: Deps, which: Which): Promise<string> {
  const { hash } = await requireImage(deps, which)
  return (await mediaFor(deps, which, { hash }, 'image')).mediaId
}

async function requireImage({ database: { db } }: Deps, { corpId, id }: Which): Promise<{ hash: string }> {
  const script = await db.script.findUnique({
    where: { corpId_id: { corpId, id } },
    select: { imageHash: true },
  })
  if (!script?.imageHash) throw new AppError('not-found', { log: 'script has no picture' })
  return { hash: script.imageHash }
}
