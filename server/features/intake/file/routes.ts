import { ulid } from 'ulid'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Route } from '../../../platform/http/route.ts'
import type { Deps } from '../../deps.ts'
import { rawRoute } from '../../feature.ts'
import { filePathOf, removeFile, storeUpload } from '../../orders/store-upload.ts'
import { templateOf } from './columns.ts'
import { fileAnswer, fileQuery, MAX_FILE_BYTES, templateQuery } from './contract.ts'
import { importFacts } from './import-facts.ts'

const shared = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }

export const fileRoutes: Route<Deps>[] = [
  rawRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/intake/files',
    summary: 'A file of facts (text/csv body): check it (isDryRun) or take it in',
    async raw(ctx, { deps, scope }) {
      if (!scope) throw new AppError('not-signed-in')
      const { app: _app, corp: _corp, ...asked } = ctx.query
      const { kind, isDryRun, mapping } = fileQuery.parse(asked)
      if (!(Number(ctx.get('content-length')) <= MAX_FILE_BYTES))
        throw new AppError('too-large', { tell: { maxBytes: MAX_FILE_BYTES } })
      const id = ulid(deps.clock.nowMs())
      const { charset } = await storeUpload(deps, id, ctx.req)
      try {
        const path = filePathOf(deps, id)
        const input = { corpId: scope.corpId, kind, path, charset, isDryRun, mapping }
        ctx.body = fileAnswer.parse(await importFacts(deps, input))
      } finally {
        await removeFile(deps, id)
      }
    },
  }),
  rawRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/intake/files/template.csv',
    summary: 'The columns of a kind of file',
    async raw(ctx) {
      const { app: _app, corp: _corp, ...asked } = ctx.query
      const { kind } = templateQuery.parse(asked)
      ctx.type = 'text/csv; charset=utf-8'
      ctx.set('content-disposition', `attachment; filename="${kind}-template.csv"`)
      ctx.set('cache-control', 'no-store')
      ctx.body = templateOf(kind)
    },
  }),
]
