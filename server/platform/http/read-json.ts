import type Koa from 'koa'
import { AppError } from './app-error.ts'

/** Body of a raw route as JSON; for routes with a schema the router reads it. */
export async function readSmallJson(ctx: Koa.Context, maxBytes = 64 * 1024): Promise<unknown> {
  const bytes = await readBytes(ctx, maxBytes)
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new AppError('invalid-body', { log: 'body is not JSON' })
  }
}

/** Raw body up to a limit; a longer one is refused before it is held in memory. */
export async function readBytes(ctx: Koa.Context, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  // Not destroyed half-way: the answer has to leave on the same connection.
  for await (const chunk of ctx.req.iterator({ destroyOnReturn: false })) {
    const bytes: Buffer = chunk
    size += bytes.length
    if (size > maxBytes) break
    chunks.push(bytes)
  }
  if (size <= maxBytes) return Buffer.concat(chunks)
  // Let the rest flow past, or the next request of this connection would wait behind it for ever.
  ctx.req.resume()
  throw new AppError('too-large', { tell: { maxBytes } })
}
