import * as keyset from '../db/keyset.ts'

/** Keyset position of lists ordered by time: an instant (ISO) and an id that breaks ties. */
export interface Position {
  at: string
  id: string
}

/** null on the first page; whatever is not one of our cursors is refused as bad input. */
export function readCursor(cursor: string | undefined): Position | null {
  if (cursor === undefined || cursor === '') return null
  const [at, id] = keyset.readCursor(cursor, 2)
  if (typeof at !== 'string' || typeof id !== 'string' || !isInstant(at)) throw new keyset.BadCursor()
  return { at, id }
}

/** With a year of four digits: more than that only one of the databases can hold. */
function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text))
}

/** Cuts the extra row that tells whether there is a next page. */
export function cutPage<T>(
  rows: T[],
  limit: number,
  positionOf: (row: T) => Position,
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  if (last === undefined) return { items, nextCursor: null }
  const { at, id } = positionOf(last)
  return { items, nextCursor: keyset.writeCursor([at, id]) }
}
