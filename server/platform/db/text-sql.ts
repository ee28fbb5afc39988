import type { Dialect } from './dialect.ts'

/** Whether a text column holds this text. The text is a value, no pattern: SQLite would prepare a LIKE anew each time. */
export function holdsText(dialect: Dialect, column: string, text: string): { sql: string; params: string[] } {
  return { sql: `${dialect === 'sqlite' ? 'instr' : 'strpos'}(${column}, ?) > 0`, params: [text] }
}
