import { isPostgresAway } from './postgres-away.ts'

export type DatabaseErrorKind =
  'busy' | 'away' | 'conflict' | 'full' | 'unique' | 'reference' | 'missing-value' | 'closed' | 'other'

/** A failure of the database, the same for both dialects. Values are never part of the text. */
export class DatabaseError extends Error {
  readonly kind: DatabaseErrorKind
  /** SQLITE_CONSTRAINT, 23505 … */
  readonly code: string

  constructor(kind: DatabaseErrorKind, message: string, { code, cause }: { code: string; cause?: unknown }) {
    super(message, { cause })
    this.name = 'DatabaseError'
    this.kind = kind
    this.code = code
  }
}

/** For a statement that comes after commit or rollback: somewhere a promise was not awaited. */
export function transactionEnded(): DatabaseError {
  return new DatabaseError('closed', 'The transaction has ended: await every statement inside it', {
    code: 'LIUKE_ENDED',
  })
}

/** The error that the npm `sqlite3` callbacks give. */
export interface SqliteFailure extends Error {
  errno: number
  code: string
}

export function isSqliteFailure(error: unknown): error is SqliteFailure {
  return (
    error instanceof Error && 'errno' in error && 'code' in error && String(error.code).startsWith('SQLITE_')
  )
}

export function fromSqlite(error: unknown): unknown {
  if (!isSqliteFailure(error)) return error
  const { message, code } = error
  const make = (kind: DatabaseErrorKind, text = message): DatabaseError =>
    new DatabaseError(kind, text, { code, cause: error })
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED')
    return make('busy', 'The database file is busy: another program is writing to it. Close it or try again')
  if (code === 'SQLITE_FULL')
    return make('full', 'The disk of the database is full: make room, writing goes on by itself')
  if (message.includes('UNIQUE constraint failed')) return make('unique')
  if (message.includes('FOREIGN KEY constraint failed')) return make('reference')
  if (message.includes('NOT NULL constraint failed')) return make('missing-value')
  if (code === 'SQLITE_MISUSE' && message.includes('closed')) return make('closed', 'The database is closed')
  return make('other')
}

const postgresKinds: Record<string, DatabaseErrorKind> = {
  '40001': 'conflict', // serialization_failure
  '40P01': 'conflict', // deadlock_detected
  '55P03': 'busy', // lock_not_available
  '53300': 'busy', // too_many_connections
  '57014': 'busy', // query_canceled, by statement_timeout
  '53100': 'full', // disk_full
  '23505': 'unique',
  '23503': 'reference',
  '23502': 'missing-value',
}

export function fromPostgres(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseError) return error
  if (!('code' in error) || typeof error.code !== 'string')
    return isPostgresAway(error) ? away(error, 'LIUKE_AWAY') : error
  const known = postgresKinds[error.code]
  if (!known && isPostgresAway(error)) return away(error, error.code)
  const kind = known ?? 'other'
  // class 22 (bad data) quotes the value, which may be anything about anyone
  if (error.code.startsWith('22'))
    return new DatabaseError(kind, error.message.replace(/: ".*$/s, ''), { code: error.code })
  return new DatabaseError(kind, error.message, { code: error.code, cause: error })
}

function away(cause: Error, code: string): DatabaseError {
  return new DatabaseError('away', `The database is away: ${cause.message}`, { code, cause })
}

/** True when the connection was lost or none is to be had: what was written last may be stored or not. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.kind === 'away'
  return isPostgresAway(error) && !isWorthRepeating(error)
}

/** True for a second row with the same key, from raw SQL or from Prisma (P2002). */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.kind === 'unique'
  return error instanceof Error && 'code' in error && error.code === 'P2002'
}

/** True when the same transaction may succeed if it is run again. */
export function isWorthRepeating(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.kind === 'busy' || error.kind === 'conflict'
  // P2034: write conflict or deadlock; P1008: Prisma's name for our busy answer
  return error instanceof Error && 'code' in error && (error.code === 'P2034' || error.code === 'P1008')
}

/** True when there was no room to write, from raw SQL or behind Prisma's error. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.kind === 'full'
  if (!(error instanceof Error)) return false
  const meta: unknown = 'meta' in error ? error.meta : null
  const behind = error.cause ?? Object(Object(meta).driverAdapterError).cause
  return ['SQLITE_FULL', '53100'].includes(String(Object(behind).originalCode))
}

/** True when the database takes no write at all just now, whatever is written. */
export function isRefusingWrites(error: unknown): boolean {
  return error instanceof DatabaseError && ['busy', 'full', 'away'].includes(error.kind)
}
