import type Koa from 'koa'
import { openUrlCheck } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { rawRoute } from '../feature.ts'
import { openFor, queryText, signedQuery, tellRefused } from './open-callback.ts'

/** Events themselves come in at callback-door.ts. */
export const callbackRoutes = [
  rawRoute({
    method: 'GET',
    path: '/wecom/callback/:corpId',
    roles: 'public',
    apps: ['chat', 'console'],
    summary: 'WeCom checks this address before it is saved',
    raw: (ctx, { deps }) => answerCheck(ctx, deps),
  }),
]

async function answerCheck(ctx: Koa.Context, deps: Deps): Promise<void> {
  // An encoder that leaves '+' alone makes it a blank here; base64 has no blanks.
  const echostr = queryText(ctx.query, 'echostr').replaceAll(' ', '+')
  const { corpId: named } = ctx['params']
  const asked = { named, query: signedQuery(ctx.query) }
  const { opened } = await openFor(deps, asked, (sealed) => openUrlCheck({ ...sealed, echostr }))
  if (!opened.ok) {
    tellRefused(deps, opened.stage)
    ctx.status = 401
    ctx.body = ''
    return
  }
  ctx.type = 'text/plain; charset=utf-8'
  ctx.body = opened.plaintext
}
