import type { Context } from 'koa'
import type { z } from 'zod'
import { parseJson, readBody } from '../http-body.ts'

const BODY_LIMIT = 1024 * 1024

export class BadRequest extends Error {}

export async function readJson<S extends z.ZodType>(ctx: Context, schema: S): Promise<z.output<S>> {
  const raw = await readBody(ctx.req, BODY_LIMIT)
  const parsed = schema.safeParse(raw.length === 0 ? {} : parseJson(raw))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new BadRequest(`${issue?.path.join('.') ?? 'body'}: ${issue?.message ?? 'is wrong'}`)
}
