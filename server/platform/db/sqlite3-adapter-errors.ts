import { DriverAdapterError, type MappedError } from '@prisma/driver-adapter-utils'
import { DatabaseError } from './database-error.ts'

/** Our errors in Prisma's words, so that its codes (P2002, P2003 …) come out right. */
export function toDriverError(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error
  return new DriverAdapterError({
    ...mapped(error),
    originalCode: error.code,
    originalMessage: original(error),
  })
}

function mapped(error: DatabaseError): MappedError {
  const text = original(error)
  switch (error.kind) {
    case 'unique':
      return { kind: 'UniqueConstraintViolation', constraint: { fields: columns(text) } }
    case 'missing-value':
      return { kind: 'NullConstraintViolation', constraint: { fields: columns(text) } }
    case 'reference':
      return { kind: 'ForeignKeyConstraintViolation', constraint: { foreignKey: {} } }
    case 'busy':
      return { kind: 'SocketTimeout' }
    case 'away':
    case 'closed':
      return { kind: 'ConnectionClosed' }
    case 'conflict':
    case 'full':
    case 'other':
      return missing(text) ?? { kind: 'sqlite', extendedCode: 1, message: error.message }
  }
}

function missing(text: string): MappedError | null {
  const table = /no such table: (\S+)/.exec(text)?.[1]
  if (table) return { kind: 'TableDoesNotExist', table }
  const column = /no such column: (\S+)/.exec(text)?.[1]
  return column ? { kind: 'ColumnNotFound', column } : null
}

function original(error: DatabaseError): string {
  return error.cause instanceof Error ? error.cause.message : error.message
}

/** 'UNIQUE constraint failed: Job.corpId, Job.id' → ['corpId', 'id'] */
function columns(message: string): string[] {
  const list = message.slice(message.lastIndexOf(': ') + 2)
  return list.split(', ').map((name) => name.slice(name.lastIndexOf('.') + 1))
}
