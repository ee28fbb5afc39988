// The shape of one API endpoint, and the small readers that all of them share.

import type { z } from 'zod'
import { inRange } from '../corp.ts'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import type { AppIdentity } from '../tokens.ts'
import type { Staff } from '../world/staff.ts'

/**
 * `none` needs no token · `token` any · `app` the self-built app · `contacts` an app among the callable ones ·
 * `directory` app or contact sync · `sync` contact sync only.
 */
export type Right = 'none' | 'token' | 'app' | 'contacts' | 'directory' | 'sync'

export interface Call {
  sim: Simulation
  app: AppIdentity
  query: URLSearchParams
  body: unknown
  raw: Buffer
  contentType: string
  ip: string
}

export interface Endpoint {
  path: string
  method: 'GET' | 'POST'
  right: Right
  answer(call: Call): Record<string, unknown>
}

export const OK = { errcode: 0, errmsg: 'ok' }

/** Reads a body or refuses it with 40035, or with the code that this endpoint uses for a missing field. */
export function read<S extends z.ZodType>(schema: S, value: unknown, missing = 40035): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const empty = issue?.code === 'invalid_type' && issue.message.includes('undefined')
  throw new WecomFailure(
    empty ? missing : issue?.code === 'too_big' && issue.origin === 'array' ? 40058 : 40035,
    {
      text: `invalid parameter: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    },
  )
}

export function queryText(call: Call, name: string, missing: number): string {
  const value = call.query.get(name)
  if (value === null || value === '') throw new WecomFailure(missing)
  return value
}

/** A member the app may see; others are refused the way WeCom does. */
export function staffInRange(sim: Simulation, userid: string): Staff {
  const staff = sim.world.staff.find(userid)
  if (!staff) throw new WecomFailure(60111)
  if (staff.status === 5) throw new WecomFailure(40003)
  if (!inRange(sim.corp, staff)) throw new WecomFailure(60011)
  return staff
}

/** Cursors are opaque to callers; `scope` ties one to the question it came from. */
export function writeCursor(scope: string, at: number): string {
  return Buffer.from(JSON.stringify([scope, at])).toString('base64url')
}

export function readCursor(cursor: string | undefined, scope: string): number {
  if (cursor === undefined || cursor === '') return 0
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(parsed) && parsed[0] === scope && typeof parsed[1] === 'number') return parsed[1]
  } catch {
    // Falls through to the refusal: a garbled cursor is an invalid parameter.
  }
  throw new WecomFailure(40035, { text: 'invalid cursor' })
}

/** One page of a list that is already in memory. */
export function pageOf<T>(
  rows: readonly T[],
  page: { cursor?: string | undefined; limit: number; scope: string },
): { rows: T[]; next: string } {
  const from = readCursor(page.cursor, page.scope)
  const end = from + page.limit
  return { rows: rows.slice(from, end), next: end < rows.length ? writeCursor(page.scope, end) : '' }
}

/** "Over the maximum" falls back to the default in most endpoints; batch reading of customers clamps instead. */
export function limitOr(limit: number | undefined, range: { most: number; default: number }): number {
  return limit === undefined || limit < 1 || limit > range.most ? range.default : limit
}
