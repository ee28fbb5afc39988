import type { SqlValue } from '../sql.ts'

/** A row as JSON can carry it and both databases agree on: bytes in PostgreSQL's hex form, text as it can store it. */
export type Cells = (string | number | null)[]

export function cellsOf(row: Record<string, SqlValue>, columns: readonly string[]): Cells {
  return columns.map((column) => {
    const value = row[column] ?? null
    if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
    return typeof value === 'string' ? storable(value) : value
  })
}

/** Without NUL, which PostgreSQL refuses in text. */
function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}
