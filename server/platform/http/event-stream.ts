import { PassThrough } from 'node:stream'
import type Koa from 'koa'

/** Opens a server-sent event stream; `close` runs when the client goes away. */
export function openEventStream(
  ctx: Koa.Context,
  { onClose }: { onClose: () => void },
): { send(data: unknown): void; end(): void } {
  const stream = new PassThrough()
  ctx.req.socket.setNoDelay(true)
  ctx.set('Content-Type', 'text/event-stream; charset=utf-8')
  ctx.set('Cache-Control', 'no-store')
  ctx.set('X-Accel-Buffering', 'no')
  ctx.status = 200
  ctx.compress = false
  ctx.body = stream
  stream.write('retry: 2000\n\n')
  // A comment every 20 s keeps proxies from closing a quiet stream.
  const beat = setInterval(() => stream.writableEnded || stream.write(': still here\n\n'), 20_000)
  beat.unref()
  ctx.res.once('close', () => {
    clearInterval(beat)
    stream.end()
    onClose()
  })
  return {
    send: (data) => void (stream.writableEnded || stream.write(`data: ${JSON.stringify(data)}\n\n`)),
    end: () => void stream.end(),
  }
}
