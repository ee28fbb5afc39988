import { readBlob, type StoredBlob } from '../../platform/blobs.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'

interface Which {
  corpId: string
  id: string
}

/** The picture of a script, or that of its card. */
export async function readImage(deps: Deps, which: Which): Promise<StoredBlob> {
  const { hash } = await requireImage(deps, which)
  return readBlob(deps.database.db, { corpId: which.corpId, hash })
}

async function requireImage({ database: { db } }: Deps, { corpId, id }: Which): Promise<{ hash: string }> {
  const script = await db.script.findUnique({
    where: { corpId_id: { corpId, id } },
    select: { imageHash: true },
  })
  if (!script?.imageHash) throw new AppError('not-found', { log: 'script has no picture' })
  return { hash: script.imageHash }
}
