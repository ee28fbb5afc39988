import { describeBlob } from '../../platform/blobs.ts'
import type { Tx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { type MediaKind, misfitOf } from '../media/index.ts'
import type { MaterialDetail, ScriptKind } from './contract.ts'

interface Files {
  kind: ScriptKind
  imageHash: string | null
  detail: MaterialDetail
}

/** Every file is stored and fits its use. The detail as it is kept: what a file is, its bytes say. */
export async function checkFiles(
  tx: Tx,
  corpId: string,
  { kind, imageHash, detail }: Files,
): Promise<MaterialDetail> {
  const check = async (hash: string, as: MediaKind, field: string) => {
    const blob = await describeBlob(tx, { corpId, hash })
    if (!blob)
      throw new AppError('invalid-input', { log: 'no such file', tell: { field, reason: 'no-file' } })
    const misfit = misfitOf(blob, as)
    if (misfit) throw new AppError('invalid-input', { log: 'file does not fit', tell: { field, ...misfit } })
    return blob
  }
  if (imageHash !== null) await check(imageHash, 'image', 'imageHash')
  for (const picture of detail.pictures ?? []) await check(picture, 'image', 'detail.pictures')
  const { file } = detail
  if (!file) return detail
  const { contentType, byteSize } = await check(file.hash, kind === 'video' ? 'video' : 'file', 'detail.file')
  return { ...detail, file: { ...file, contentType, byteSize } }
}
