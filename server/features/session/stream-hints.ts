import type Koa from 'koa'
import { openEventStream } from '../../platform/http/event-stream.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { LiveHint } from '../../platform/live.ts'
import type { Deps } from '../deps.ts'
import { authenticate } from './authenticate.ts'
import { mayHear } from './may-hear.ts'

/** A stream outlives the request that opened it, so the session behind it is looked at again. */
const RECHECK_MS = 20_000

/** Hints of changes as server-sent events, until the browser or the session goes. */
export function streamHints(ctx: Koa.Context, deps: Deps, { app, ...opened }: Scope): void {
  let scope: Scope | null = { app, ...opened }
  let checkedMs = deps.clock.nowMs()
  const watched = String(ctx.query['watch'] ?? '')
  const stream = openEventStream(ctx, { onClose: () => stop() })
  const hear = async (hint: LiveHint): Promise<void> => {
    if (deps.clock.nowMs() - checkedMs >= RECHECK_MS) {
      checkedMs = deps.clock.nowMs()
      scope = await authenticate(deps, ctx, app)
    }
    if (scope === null) return stream.end()
    if (await mayHear(deps, scope, { hint, watched }))
      stream.send({ topic: hint.topic, id: hint.id, detail: hint.detail ?? {} })
  }
  let heard = Promise.resolve()
  const stop = deps.live.listen(
    opened.corpId,
    (hint) => {
      // One after the other: a run that is done must not look as if it began.
      heard = heard
        .then(() => hear(hint))
        .catch((error: unknown) => {
          deps.log.warn({ err: error }, 'a live hint was not passed on')
          stream.end()
        })
    },
    // The page opens a new line at once, and reads again what it shows.
    () => stream.end(),
  )
}
