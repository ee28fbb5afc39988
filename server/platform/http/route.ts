import type Koa from 'koa'
import type { z } from 'zod'
import type { SqlParam } from '../db/sql.ts'
import type { App, Role, Scope } from './scope.ts'

/** What a handler gets: checked input, who asks, and what the service is made of. */
export interface Call<D, P, Q, B> {
  deps: D
  scope: Scope
  params: P
  query: Q
  body: B
  requestId: string
  /** What the route's `ahead` found: null for no row; missing when it was not asked along. */
  found?: string | null
  /** Aborted when the client goes away. */
  signal: AbortSignal
}

/** JSON that is whole already, for the dearest reads: it leaves unchecked, so a test must hold it to the contract. */
export class JsonText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A reading statement that gives one text column of at most one row. */
export interface Ahead {
  text: string
  params: readonly SqlParam[]
}

type Schema = z.ZodType
type Out<S> = S extends z.ZodType<infer T> ? T : undefined

interface JsonRoute<D, P, Q, B, R> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  /** One sentence for the API document. */
  summary: string
  /** Who may call it at all; whose rows they get is the scope's business. */
  roles: readonly Role[]
  apps: readonly App[]
  params?: P
  query?: Q
  body?: B
  output: R
  status?: number
  /**
   * The route's statement, to be asked together with the session's. `scope` is the one the session had the last time:
   * the router uses the answer only when the session, read in the same statement, still has it.
   */
  ahead?(call: { deps: D; scope: Scope; params: Out<P>; query: Out<Q> }): Ahead
  handle(call: Call<D, Out<P>, Out<Q>, Out<B>>): Promise<Out<R> | JsonText>
}

/** A route that speaks for itself: uploads, downloads, streams, pages, callbacks. */
interface RawRoute<D> {
  method: 'GET' | 'POST'
  path: string
  summary: string
  roles: readonly Role[] | 'public'
  apps: readonly App[]
  raw(ctx: Koa.Context, call: { deps: D; scope: Scope | null; requestId: string }): Promise<void>
}

/** A route with its types erased, as the router keeps it. */
export interface Route<D> {
  method: string
  path: string
  summary: string
  roles: readonly Role[] | 'public'
  apps: readonly App[]
  params?: Schema
  query?: Schema
  body?: Schema
  output?: Schema
  status?: number
  ahead?(call: { deps: D; scope: Scope; params: unknown; query: unknown }): Ahead
  handle?(call: Call<D, unknown, unknown, unknown>): Promise<unknown>
  raw?: RawRoute<D>['raw']
  /** For the API document alone: what a raw route reads and answers. */
  documents?: { body: Schema; output: Schema }
}

export type { JsonRoute, RawRoute }
