// Reads request bodies, JSON and uploads alike, without a parser that guesses.

import type { IncomingMessage } from 'node:http'

export class BodyTooLarge extends Error {}

export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += bytes.length
    if (size > limit) throw new BodyTooLarge(`the body is larger than ${limit} bytes`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** `undefined` when the text is no JSON. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

export interface UploadedFile {
  field: string
  fileName: string
  contentType: string
  bytes: Buffer
}

/** The first file of a multipart form; `undefined` when there is none. */
export function firstFile(body: Buffer, contentType: string): UploadedFile | undefined {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return undefined
  const mark = Buffer.from(`--${boundary}`)
  let at = body.indexOf(mark)
  while (at >= 0) {
    const next = body.indexOf(mark, at + mark.length)
    if (next < 0) return undefined
    const part = body.subarray(at + mark.length + 2, next - 2)
    const split = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, Math.max(0, split)).toString('utf8')
    const fileName = /filename="([^"]*)"/i.exec(head)?.[1]
    if (split >= 0 && fileName !== undefined) {
      return {
        field: /[; ]name="([^"]*)"/i.exec(head)?.[1] ?? '',
        fileName,
        contentType: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream',
        bytes: Buffer.from(part.subarray(split + 4)),
      }
    }
    at = next
  }
  return undefined
}
