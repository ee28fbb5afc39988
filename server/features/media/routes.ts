import type Koa from 'koa'
import { keepBlob, readBlob, readBlobStream } from '../../platform/blobs.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { rawRoute } from '../feature.ts'
import { byHash, mediaKind, type StoredFile } from './contract.ts'
import { MEDIA_RULES, MIN_BYTES, misfitOf } from './media-rules.ts'

const readers = {
  roles: ['advisor', 'manager', 'operator', 'admin'] as const,
  apps: ['chat', 'console'] as const,
}
const editors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }
/** What a browser may show by itself; anything else is only saved. */
const SHOWN: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'video/mp4', 'application/pdf'])

export const mediaRoutes: Route<Deps>[] = [
  rawRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/files',
    summary: 'Store a file (the body as it is) and learn what WeCom would take it as',
    async raw(ctx, { deps, scope }) {
      if (!scope) throw new AppError('not-signed-in')
      // JSON is a call that went astray, and no file for a customer.
      if (ctx.is('json')) throw new AppError('invalid-body', { log: 'a file comes as it is' })
      const blob = await readBlobStream(ctx.req, MEDIA_RULES.file)
      const { hash, contentType } = blob
      const byteSize = blob.bytes.length
      const fits = mediaKind.options.filter((kind) => misfitOf({ contentType, byteSize }, kind) === null)
      if (fits.length === 0)
        throw new AppError('invalid-input', { log: 'file too small', tell: { minBytes: MIN_BYTES } })
      await keepBlob(deps.database.db, { corpId: scope.corpId, blob, at: deps.clock.now() })
      ctx.status = 201
      ctx.body = { hash, contentType, byteSize, fits } satisfies StoredFile
    },
  }),
  rawRoute({
    ...readers,
    method: 'GET',
    path: '/api/v1/files/:hash',
    summary: 'A stored file',
    async raw(ctx, { deps, scope }) {
      if (!scope) throw new AppError('not-signed-in')
      const { hash } = byHash.parse(ctx['params'])
      const blob = await readBlob(deps.database.db, { corpId: scope.corpId, hash })
      answerWithFile(ctx, blob)
    },
  }),
]

/** The bytes never change under their hash; whether somebody may see them can. `name`: what it is saved as. */
export function answerWithFile(
  ctx: Koa.Context,
  { hash, contentType, bytes }: { hash: string; contentType: string; bytes: Uint8Array },
  name?: string,
): void {
  const isShown = SHOWN.has(contentType)
  ctx.type = isShown ? contentType : 'application/octet-stream'
  ctx.set('cache-control', 'private, no-cache')
  ctx.set('x-content-type-options', 'nosniff')
  const named = name === undefined ? '' : `; filename*=UTF-8''${encodeURIComponent(name)}`
  if (!isShown) ctx.set('content-disposition', `attachment${named}`)
  ctx.etag = hash
  ctx.status = 200
  if (ctx.fresh) ctx.status = 304
  else sendBytes(ctx, Buffer.from(bytes))
}

/** Players on iPhones ask for a film piece by piece, and show none that comes whole. */
function sendBytes(ctx: Koa.Context, bytes: Buffer): void {
  ctx.set('accept-ranges', 'bytes')
  const asked = /^bytes=(\d+)-(\d*)$/.exec(ctx.get('range'))
  const from = Number(asked?.[1])
  const to = Math.min(asked?.[2] ? Number(asked[2]) : bytes.length - 1, bytes.length - 1)
  if (asked && from <= to) {
    ctx.status = 206
    ctx.set('content-range', `bytes ${from}-${to}/${bytes.length}`)
    ctx.body = bytes.subarray(from, to + 1)
  } else ctx.body = bytes
}
