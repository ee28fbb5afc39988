import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Db, Tx } from './db/index.ts'
import { AppError } from './http/app-error.ts'
import { sniffType } from './sniff-type.ts'

/** A file that came in, not yet stored. Its hash is its name: the same bytes are kept once. */
export interface NewBlob {
  hash: string
  contentType: string
  bytes: Buffer
}

export interface StoredBlob {
  hash: string
  contentType: string
  bytes: Uint8Array
}

/** Reads a stream up to a limit and says what it is, by its bytes: names and headers can say anything. */
export async function readBlobStream(stream: Readable, { maxBytes }: { maxBytes: number }): Promise<NewBlob> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > maxBytes) throw new AppError('too-large', { tell: { maxBytes } })
    chunks.push(bytes)
  }
  return toBlob(Buffer.concat(chunks))
}

export function toBlob(bytes: Buffer): NewBlob {
  const hash = createHash('sha256').update(bytes).digest('hex')
  return { hash, contentType: sniffType(bytes), bytes }
}

/** Files live in a table, which travels with every backup; the three functions below are all that would change for S3. */
export async function keepBlob(
  tx: Pick<Tx, 'blob'>,
  { corpId, blob, at }: { corpId: string; blob: NewBlob; at: Date },
): Promise<void> {
  const { hash, contentType, bytes } = blob
  await tx.blob.upsert({
    where: { corpId_hash: { corpId, hash } },
    create: {
      corpId,
      hash,
      contentType,
      byteSize: bytes.length,
      bytes: Uint8Array.from(bytes),
      createdAt: at,
    },
    update: {},
  })
}

export async function readBlob(db: Db, key: { corpId: string; hash: string }): Promise<StoredBlob> {
  const row = await db.blob.findUnique({ where: { corpId_hash: key } })
  if (!row) throw new AppError('not-found', { log: 'the file is gone' })
  return { hash: row.hash, contentType: row.contentType, bytes: row.bytes }
}

/** Without its bytes. */
export async function describeBlob(
  db: Pick<Tx, 'blob'>,
  key: { corpId: string; hash: string },
): Promise<{ contentType: string; byteSize: number } | null> {
  return db.blob.findUnique({
    where: { corpId_hash: key },
    select: { contentType: true, byteSize: true },
  })
}
