import { BadCursor } from './platform/db/keyset.ts'
import { DatabaseError, isDatabaseAway, isDiskFull, isWorthRepeating } from './platform/db/database-error.ts'
import { AppError } from './platform/http/app-error.ts'
import { isWecomError } from './wecom/index.ts'

/** What an error of WeCom or the database means for the person who waits. */
export function translateError(error: unknown): AppError | null {
  if (error instanceof BadCursor) return new AppError('invalid-input', { tell: { field: 'cursor' } })
  if (isUnreadableValue(error)) return new AppError('invalid-input', { log: error.message })
  if (isDiskFull(error)) return new AppError('database-full', { log: 'the disk of the database is full' })
  if (isWorthRepeating(error)) return new AppError('database-busy')
  if (isDatabaseAway(error))
    return new AppError('database-away', { log: 'the database is away', tell: { retryAfterSeconds: 5 } })
  if (!isWecomError(error)) return null
  const tell = { errcode: error.errcode || null, api: error.api }
  switch (error.kind) {
    case 'busy':
    case 'limited':
      return new AppError('wecom-busy', { log: error.message, tell: { ...tell, retryAfterSeconds: 10 } })
    case 'denied':
      return new AppError('wecom-denied', { log: error.message, tell })
    case 'gone':
      return new AppError('not-found', { log: error.message, tell: { reason: 'gone' } })
    case 'expired':
    case 'invalid':
    case 'refused':
    case 'unknown':
    case 'down':
      return new AppError('wecom-down', { log: error.message, tell })
  }
}

// PostgreSQL: a time it cannot read, out of range or zone; a sign that is no text; text where a number should be.
const UNREADABLE = ['22007', '22008', '22009', '22021', '22P02']

/** A value of the caller's, mostly in a forged cursor, that the database cannot read as what it should be. */
function isUnreadableValue(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && UNREADABLE.includes(error.code)
}
