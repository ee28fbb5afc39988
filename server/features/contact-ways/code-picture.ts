import axios from 'axios'
import type Koa from 'koa'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'

const MOST_BYTES = 2 * 1024 * 1024
const WAIT_MS = 10_000
const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/svg+xml'])

/** WeCom's picture of the code, from our own address: so it can be shown, saved and printed. */
export async function sendPicture(
  ctx: Koa.Context,
  deps: Deps,
  { corpId, url }: { corpId: string; url: string | null },
): Promise<void> {
  if (url === null || !/^https?:\/\//.test(url)) throw new AppError('not-found', { log: 'no picture yet' })
  const { contentType, bytes } = await fetchPicture(deps, { corpId, url })
  ctx.type = contentType
  // Whatever comes from elsewhere is a picture and nothing more, even when it is opened by itself.
  ctx.set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
  ctx.set('x-content-type-options', 'nosniff')
  ctx.set('cache-control', 'private, max-age=3600')
  ctx.body = bytes
}

async function fetchPicture(
  deps: Deps,
  { corpId, url }: { corpId: string; url: string },
): Promise<{ contentType: string; bytes: Buffer }> {
  try {
    const answer = await axios.get<ArrayBuffer>(url, {
      responseType: 'arraybuffer',
      timeout: WAIT_MS,
      maxContentLength: MOST_BYTES,
      maxRedirects: 3,
    })
    const contentType = String(answer.headers['content-type'] ?? '').split(';')[0] ?? ''
    if (!PICTURES.has(contentType)) throw new Error(`not a picture but ${contentType}`)
    return { contentType, bytes: Buffer.from(answer.data) }
  } catch (error) {
    deps.log.warn(
      { corpId, reason: error instanceof Error ? error.message : 'unknown' },
      'no picture of a code',
    )
    throw new AppError('wecom-down', { log: 'the picture of a code could not be read' })
  }
}
