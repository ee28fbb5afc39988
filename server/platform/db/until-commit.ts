import type { SqlTx } from './sql.ts'

/**
 * Ends a SELECT whose answer must still be true when the transaction commits. On PostgreSQL a process that is frozen
 * between the look and the commit would otherwise write after somebody else took over; SQLite has one writer anyway.
 */
export function untilCommit({ dialect }: Pick<SqlTx, 'dialect'>): string {
  return dialect === 'sqlite' ? '' : 'FOR SHARE'
}

/** Ends a SELECT of a row that the same transaction writes next: of two that decide at once the second sees the first's word. */
export function toWrite({ dialect }: Pick<SqlTx, 'dialect'>): string {
  return dialect === 'sqlite' ? '' : 'FOR UPDATE'
}
