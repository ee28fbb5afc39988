import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import { watchCharset } from './detect-charset.ts'
import { LIMITS } from './limits.ts'

export interface StoredFile {
  charset: string
  fileHash: string
  /** Line ends in the file: an upper bound of its rows. */
  lines: number
}

/** Beside the SQLite file, or under the working directory. Only the service's user may read it. */
export function filePathOf(deps: Deps, importId: string): string {
  return join(importsFolder(deps.settings.DATABASE_URL), `${importId}.csv`)
}

function importsFolder(databaseUrl: string): string {
  if (!databaseUrl.startsWith('file:')) return resolve('data/imports')
  const path = databaseUrl.startsWith('file:///')
    ? fileURLToPath(databaseUrl)
    : databaseUrl.slice('file:'.length)
  return join(dirname(resolve(path)), 'imports')
}

/** Streams an upload to its file; nothing is left behind when it is refused. */
export async function storeUpload(deps: Deps, importId: string, bytes: Readable): Promise<StoredFile> {
  const path = filePathOf(deps, importId)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const hash = createHash('sha256')
  const charset = watchCharset()
  let size = 0
  let lines = 0
  const watch = new Transform({
    transform(chunk: Buffer, _, next) {
      size += chunk.length
      if (size > LIMITS.maxBytes) return next(tooLarge())
      hash.update(chunk)
      charset.take(chunk)
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1
      next(null, chunk)
    },
  })
  try {
    await pipeline(bytes, watch, createWriteStream(`${path}.part`, { mode: 0o600 }))
    const foreign = charset.foreign()
    if (foreign !== null)
      throw new AppError('not-a-csv', { log: `upload is ${foreign}`, tell: { found: foreign } })
    await rename(`${path}.part`, path)
  } catch (error) {
    await rm(`${path}.part`, { force: true })
    throw error
  }
  return { charset: charset.charset(), fileHash: hash.digest('hex'), lines }
}

export async function removeFile(deps: Deps, importId: string): Promise<void> {
  await rm(filePathOf(deps, importId), { force: true })
}

function tooLarge(): AppError {
  return new AppError('too-large', {
    log: 'orders file above the limit',
    tell: { maxBytes: LIMITS.maxBytes },
  })
}
