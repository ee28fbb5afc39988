import { randomUUID } from 'node:crypto'
import type Koa from 'koa'

/** One id per request, in the answer, the log and every error a person can read out. */
export const requestId: Koa.Middleware = (ctx, next) => {
  const id = randomUUID().slice(0, 13)
  ctx.state['requestId'] = id
  ctx.set('X-Request-Id', id)
  return next()
}
