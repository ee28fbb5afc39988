import type Koa from 'koa'
import { ZodError } from 'zod'
import { AppError, type ErrorKind } from './app-error.ts'
import { movedAddress, MovedTo } from './moved-to.ts'

/** Turns a foreign error (WeCom, database) into one of ours; null when it is a plain bug. */
export type Translate = (error: unknown) => AppError | null

interface Log {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** RFC 9457 problem+json for everything that goes wrong below; unknown errors become a plain 500 without their text. */
export function problemMiddleware(log: Log, translate: Translate): Koa.Middleware {
  return async (ctx, next) => {
    try {
      await next()
      if (ctx.status === 404 && ctx.body === undefined && ctx.path.startsWith('/api/'))
        throw new AppError('not-found')
    } catch (error) {
      if (ctx.headerSent || !ctx.writable) {
        ctx.res.destroy()
        return
      }
      if (error instanceof MovedTo && sendOn(ctx, error)) return
      const known = asAppError(error, translate)
      const fields = {
        requestId: ctx.state['requestId'],
        method: ctx.method,
        path: ctx.state['route'] ?? 'unmatched',
      }
      if (known.status >= 500) log.error({ ...fields, err: error }, 'request failed')
      else log.warn({ ...fields, kind: known.kind, why: known.message }, 'request refused')
      writeProblem(ctx, known, error instanceof ZodError ? error : undefined)
    }
  }
}

/** 308 keeps method and body, so that browsers repeat the call under the new id by themselves. */
function sendOn(ctx: Koa.Context, moved: MovedTo): boolean {
  const address = movedAddress(ctx.url, moved)
  if (address === null) return false
  ctx.status = 308
  ctx.set('Location', address)
  ctx.body = ''
  return true
}

function asAppError(error: unknown, translate: Translate): AppError {
  if (error instanceof AppError) return error
  if (error instanceof MovedTo) return new AppError('not-found')
  if (error instanceof ZodError) return new AppError('invalid-input')
  const kind = kindOfHttpError(error)
  if (kind) return new AppError(kind)
  return translate(error) ?? new AppError('internal')
}

/**
 * @koa/bodyparser throws http-errors: 400 for broken JSON, 413 for size, 415 for a charset it cannot read; the file
 * server 400 and 403 for addresses that lead out of its folder.
 */
function kindOfHttpError(error: unknown): ErrorKind | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null
  if (error.status === 413) return 'too-large'
  if (error.status === 403) return 'not-found'
  if (error.status === 400 || error.status === 415) return 'invalid-body'
  return null
}

function writeProblem(ctx: Koa.Context, error: AppError, zod?: ZodError): void {
  ctx.status = error.status
  ctx.type = 'application/problem+json'
  ctx.body = JSON.stringify({
    type: 'about:blank',
    title: error.kind,
    status: error.status,
    kind: error.kind,
    requestId: ctx.state['requestId'],
    tell: error.tell,
    ...(zod
      ? { errors: zod.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })) }
      : {}),
  })
  if (error.status === 429 || error.status === 503)
    ctx.set('Retry-After', String(error.tell['retryAfterSeconds'] ?? 5))
}
