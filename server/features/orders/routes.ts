import type Koa from 'koa'
import { AppError } from '../../platform/http/app-error.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute, rawRoute } from '../feature.ts'
import { acceptUpload, readUploaded } from './accept-upload.ts'
import { badRowsCsv, listBadRows } from './bad-rows.ts'
import {
  badRowList,
  byId,
  importList,
  importRun,
  page,
  startImport as startBody,
  uploadedImport,
  uploadQuery,
} from './contract.ts'
import { LIMITS } from './limits.ts'
import { listImports } from './list-imports.ts'
import { cancelImport, startImport } from './start-import.ts'
import { TEMPLATE_CSV } from './template.ts'

// A file holds the whole corp's customers, so it is not for managers of one store.
const shared = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }
const one = { ...shared, params: byId }

export const orderRoutes: Route<Deps>[] = [
  rawRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/imports',
    summary: 'Upload an orders file (text/csv body)',
    async raw(ctx, { deps, scope }) {
      const { app: _app, ...asked } = ctx.query
      const { fileName } = uploadQuery.parse(asked)
      if (Number(ctx.get('content-length')) > LIMITS.maxBytes)
        throw new AppError('too-large', { tell: { maxBytes: LIMITS.maxBytes } })
      const { corpId, staffId } = known(scope)
      const uploaded = await acceptUpload(deps, { corpId, staffId, fileName, bytes: ctx.req })
      ctx.status = 201
      ctx.body = uploadedImport.parse(uploaded)
    },
  }),
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/imports',
    summary: 'Imports, newest first',
    query: page,
    output: importList,
    handle: ({ deps, scope, query }) => listImports(deps, scope.corpId, query.cursor),
  }),
  rawRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/imports/template.csv',
    summary: 'A file to start from',
    async raw(ctx) {
      attach(ctx, 'orders-template.csv')
      ctx.body = TEMPLATE_CSV
    },
  }),
  jsonRoute({
    ...one,
    method: 'GET',
    path: '/api/v1/imports/:id',
    summary: 'One import with its headers, suggested mapping and first rows',
    output: uploadedImport,
    handle: ({ deps, scope, params }) => readUploaded(deps, scope.corpId, params.id),
  }),
  jsonRoute({
    ...one,
    method: 'POST',
    path: '/api/v1/imports/:id/start',
    summary: 'Check (dry run) or import',
    body: startBody,
    output: importRun,
    handle: ({ deps, scope, params, body }) =>
      startImport(deps, { corpId: scope.corpId, importId: params.id, ...body }),
  }),
  jsonRoute({
    ...one,
    method: 'POST',
    path: '/api/v1/imports/:id/cancel',
    summary: 'Stop after the current chunk',
    output: importRun,
    handle: ({ deps, scope, params }) => cancelImport(deps, scope.corpId, params.id),
  }),
  jsonRoute({
    ...one,
    method: 'GET',
    path: '/api/v1/imports/:id/bad-rows',
    summary: 'Refused rows and why',
    query: page,
    output: badRowList,
    handle: ({ deps, scope, params, query }) =>
      listBadRows(deps, { corpId: scope.corpId, importId: params.id, cursor: query.cursor }),
  }),
  rawRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/imports/:id/bad-rows.csv',
    summary: 'Refused rows as they came, to mend and import again',
    async raw(ctx, { deps, scope }) {
      const { id } = byId.parse(ctx['params'])
      const file = await badRowsCsv(deps, known(scope), id)
      attach(ctx, `bad-rows-${id}.csv`)
      ctx.body = file
    },
  }),
]

function attach(ctx: Koa.Context, fileName: string): void {
  ctx.type = 'text/csv; charset=utf-8'
  ctx.set('content-disposition', `attachment; filename="${fileName}"`)
  ctx.set('cache-control', 'no-store')
}

function known(scope: Scope | null): Scope {
  if (!scope) throw new AppError('not-signed-in')
  return scope
}
