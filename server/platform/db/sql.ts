import type { Dialect } from './dialect.ts'

/** What a row value looks like, whichever database it came from: times as ISO text (+00:00), booleans as 1 and 0,
 *  counts as numbers, JSON as text. */
export type SqlValue = string | number | null | Uint8Array
export type SqlRow = Record<string, SqlValue>
/** Dates, booleans and safe bigints are bound as the database stores them. */
export type SqlParam = SqlValue | boolean | bigint | Date

/** Statements of one open transaction. Placeholders are written `?`. */
export interface SqlTx {
  readonly dialect: Dialect
  all<T extends object = SqlRow>(text: string, params?: readonly SqlParam[]): Promise<T[]>
  /** Number of rows changed. */
  run(text: string, params?: readonly SqlParam[]): Promise<number>
}

/**
 * The narrow raw helper beside Prisma, for the paths that must be fast. `all` outside a transaction goes straight to a
 * reading connection; a statement that writes and gives rows (RETURNING) is recognised and goes to the writer.
 */
export interface Sql extends SqlTx {
  /** Commits when `work` resolves, rolls back when it rejects. Never wait for anything but the database inside. */
  transaction<T>(work: (tx: SqlTx) => Promise<T>): Promise<T>
}

/** `?` outside quotes and comments → $1, $2 … */
export function numberPlaceholders(text: string): string {
  let n = 0
  return text.replace(PARTS, (part) => (part === '?' ? `$${(n += 1)}` : part))
}

const PARTS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g
