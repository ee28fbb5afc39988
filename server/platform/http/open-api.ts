import type Koa from 'koa'
import { z } from 'zod'
import type { Route } from './route.ts'

/** OpenAPI 3.1 of the JSON routes, from the schemas that check them. */
export function openApiDocument<D>(routes: readonly Route<D>[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    if (!route.path.startsWith('/api/')) continue
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Liuke', version: '1' },
    paths,
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'liuke_chat' } } },
  }
}

/** The document is public; what it describes is not. */
export function serveOpenApi<D>(routes: readonly Route<D>[]): Koa.Middleware {
  let text: string | undefined
  return async (ctx, next) => {
    if (ctx.path !== '/openapi.json') return next()
    text ??= JSON.stringify(openApiDocument(routes))
    ctx.type = 'application/json'
    ctx.body = text
  }
}

function operation<D>(route: Route<D>): object {
  const { body, output } = route.documents ?? route
  return {
    summary: route.summary,
    ...(route.roles === 'public' ? {} : { security: [{ session: [] }], 'x-roles': route.roles }),
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(body ? { requestBody: { required: true, content: json(body, 'input') } } : {}),
    responses: {
      [String(route.status ?? 200)]: {
        description: 'The answer',
        ...(output ? { content: json(output, 'output') } : {}),
      },
      default: {
        description: 'RFC 9457 problem',
        content: { 'application/problem+json': { schema: { type: 'object' } } },
      },
    },
  }
}

function json(schema: z.ZodType, io: 'input' | 'output'): object {
  return { 'application/json': { schema: toSchema(schema, io) } }
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' })
}

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query'): object[] {
  if (!schema) return []
  const { properties = {}, required = [] } = toSchema(schema, 'input') as {
    properties?: Record<string, object>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}
