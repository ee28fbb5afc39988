import type Koa from 'koa'
import type { Call } from './route.ts'
import type { Scope } from './scope.ts'

/** What of a request is known before its body is read. */
export interface Entered {
  scope: Scope | null
  found?: string | null
}

/** What a handler gets. */
export function callOf<D>(
  ctx: Koa.Context,
  deps: D,
  { scope, ...input }: Entered & { params: unknown; query: unknown; body: unknown },
): Call<D, unknown, unknown, unknown> {
  let gone: AbortController | undefined
  return {
    deps,
    // A public JSON route reads none.
    scope: scope as Scope,
    ...input,
    requestId: ctx.state['requestId'],
    // Made when somebody asks: most never do, and it costs as much as a small route.
    get signal() {
      gone ??= abortOnClose(ctx)
      return gone.signal
    },
  }
}

function abortOnClose(ctx: Koa.Context): AbortController {
  const gone = new AbortController()
  const stop = (): void => {
    if (!ctx.res.writableFinished) gone.abort()
  }
  // It may be asked for late.
  if (ctx.res.destroyed || ctx.res.closed) stop()
  else ctx.res.once('close', stop)
  return gone
}
