import type { SqlParam } from './sql.ts'

// Paging by the last row seen: page 1,000 costs what page 1 costs, and rows that arrive meanwhile shift nothing.

export interface Keyset {
  /** Condition to AND into WHERE; 'TRUE' on the first page. */
  where: string
  params: SqlParam[]
  /** For ORDER BY. */
  orderBy: string
  /** For LIMIT: one more than the page, to learn whether there is a next one. */
  take: number
}

export interface KeysetOptions {
  /** SQL expressions that together order the rows uniquely and are never null: `['c."createdAt"', 'c."id"']`. */
  by: readonly string[]
  direction: 'asc' | 'desc'
  cursor?: string | null | undefined
  limit: number
}

export function keyset({ by, direction, cursor, limit }: KeysetOptions): Keyset {
  const orderBy = by.map((expression) => `${expression} ${direction === 'asc' ? 'ASC' : 'DESC'}`).join(', ')
  const params = cursor ? readCursor(cursor, by.length) : []
  const places = by.map(() => '?').join(', ')
  const where = cursor ? `(${by.join(', ')}) ${direction === 'asc' ? '>' : '<'} (${places})` : 'TRUE'
  return { where, params, orderBy, take: limit + 1 }
}

/** Cuts the extra row off and makes the cursor of the next page from the columns that `by` selected. */
export function pageOf<T extends object>(
  rows: T[],
  { columns, limit }: { columns: readonly (keyof T & string)[]; limit: number },
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const isMore = rows.length > limit && last !== undefined
  return { items, nextCursor: isMore ? writeCursor(columns.map((column) => last[column])) : null }
}

/** The cursor came from a browser and is not one of ours. */
export class BadCursor extends Error {
  constructor() {
    super('The page cursor is not valid: ask for the first page again')
    this.name = 'BadCursor'
  }
}

/** The one form of a cursor: a JSON list of key values, opaque to the browser. */
export function writeCursor(values: readonly unknown[]): string {
  const plain = values.map((value) =>
    value instanceof Date ? value.toISOString().replace('Z', '+00:00') : value,
  )
  return Buffer.from(JSON.stringify(plain)).toString('base64url')
}

export function readCursor(cursor: string, length: number): (string | number)[] {
  const values = parse(cursor)
  if (!Array.isArray(values) || values.length !== length || !values.every(isKeyValue)) throw new BadCursor()
  return values
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw new BadCursor()
  }
}

function isKeyValue(value: unknown): value is string | number {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
}
