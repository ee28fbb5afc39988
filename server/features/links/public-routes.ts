import type Koa from 'koa'
import { z } from 'zod'
import { readBlob, readBlobStream } from '../../platform/blobs.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { rawRoute } from '../feature.ts'
import { answerWithFile } from '../media/index.ts'
import { filesOf, hasPage, type Material, readMaterial } from '../scripts/material.ts'
import { countOpen } from './count-open.ts'
import { findLink, type FoundLink } from './find-link.ts'
import { sendMaterialPage } from './material-page.ts'
import { sendEndedPage } from './page-frame.ts'
import { recordStay } from './record-stay.ts'
import { visitorOf } from './visitor.ts'

const anybody = { roles: 'public', apps: [] } as const
const stayBody = z.strictObject({ open: z.ulid(), seconds: z.number().min(0).max(100_000) })
const codeOf = (ctx: Koa.Context): string => String(ctx['params']['code'])

export const publicLinkRoutes: Route<Deps>[] = [
  rawRoute({
    ...anybody,
    method: 'GET',
    path: '/l/:code',
    summary: 'A short link: counted, then on to what is stored under it',
    async raw(ctx, { deps }) {
      const link = await findLink(deps, codeOf(ctx))
      if (!link) return sendEndedPage(ctx)
      const material = link.target === null ? await materialOf(deps, link) : null
      if (link.target === null && (material === null || !hasPage(material.kind))) return sendEndedPage(ctx)
      const openId = await count(deps, ctx, link)
      if (material) return sendMaterialPage(ctx, { material, code: link.code, openId })
      ctx.set('Cache-Control', 'no-store')
      ctx.set('X-Robots-Tag', 'noindex, nofollow')
      ctx.status = 302
      ctx.set('Location', link.target ?? '')
      ctx.body = ''
    },
  }),
  rawRoute({
    ...anybody,
    method: 'GET',
    path: '/l/:code/file/:hash',
    summary: 'A file of the page behind a short link, or the picture of its card',
    async raw(ctx, { deps }) {
      const link = await findLink(deps, codeOf(ctx))
      const material = link && (await materialOf(deps, link))
      const hash = String(ctx['params']['hash'])
      if (!link || !material || !filesOf(material).includes(hash)) return sendEndedPage(ctx)
      const blob = await readBlob(deps.database.db, { corpId: link.corpId, hash })
      const { file } = material.detail
      answerWithFile(ctx, blob, file?.hash === hash ? file.name : undefined)
    },
  }),
  rawRoute({
    ...anybody,
    method: 'POST',
    path: '/l/:code/stay',
    summary: 'How long the page behind a short link has been in sight',
    async raw(ctx, { deps }) {
      const link = await findLink(deps, codeOf(ctx))
      if (!link) throw new AppError('not-found', { log: 'no such link' })
      const { bytes } = await readBlobStream(ctx.req, { maxBytes: 200 })
      const told = stayBody.parse(jsonOf(bytes))
      const visitor = visitorOf(ctx, { linkId: link.id, origin: deps.settings.LIUKE_ORIGIN })
      await recordStay(deps, link, { openId: told.open, visitor, seconds: told.seconds })
      ctx.status = 204
    },
  }),
]

/** Looking ahead is no open: HEAD, and what browsers fetch before anybody presses. */
async function count(deps: Deps, ctx: Koa.Context, link: FoundLink): Promise<string | null> {
  const isAhead = /prefetch|preview|prerender/i.test(`${ctx.get('purpose')} ${ctx.get('sec-purpose')}`)
  if (ctx.method !== 'GET' || isAhead) return null
  const visitor = visitorOf(ctx, { linkId: link.id, origin: deps.settings.LIUKE_ORIGIN })
  return countOpen(deps, link, { visitor, userAgent: ctx.get('user-agent') })
}

async function materialOf(
  deps: Deps,
  { corpId, scriptId, scriptVersion }: FoundLink,
): Promise<Material | null> {
  if (scriptId === null || scriptVersion === null) return null
  return readMaterial(deps, { corpId, id: scriptId, version: scriptVersion })
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
