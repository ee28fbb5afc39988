import pino from 'pino'
import { scrubText, scrubValue } from './log-scrub.ts'

type Write = {
  (detail: object, message?: string): void
  (message: string): void
}

/** Structured log, one JSON line per entry. Everything passes log-scrub.ts: no person and no secret gets out. */
export interface Log {
  debug: Write
  info: Write
  warn: Write
  error: Write
  /** A log that adds these fields to each entry. */
  child(fields: Record<string, unknown>): Log
  flush(): void
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

/**
 * Lines are collected and written together (`bufferBytes`), since a synchronous write costs more than a profile query;
 * call `flush` before the process ends.
 */
export function createLog({
  level = 'info',
  destination,
  bufferBytes = 4096,
}: {
  level?: LogLevel
  destination?: { write(line: string): void }
  bufferBytes?: number
} = {}): Log {
  const target = destination ?? pino.destination({ dest: 1, minLength: bufferBytes, sync: false })
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // errors arrive scrubbed; pino's own serializer would rename them
    serializers: { err: (value: unknown) => value },
    formatters: { level: (label) => ({ level: label }) },
  }
  return wrap(pino(options, target))
}

// Scrubbed before pino sees anything: it would take a message out of an error, and child fields, as they are.
function wrap(logger: pino.Logger): Log {
  const writer = (level: 'debug' | 'info' | 'warn' | 'error'): Write => {
    return (first: object | string, message?: string) => {
      if (!logger.isLevelEnabled(level)) return
      if (typeof first === 'string') logger[level](scrubText(first))
      else logger[level](scrubFields(first), message === undefined ? undefined : scrubText(message))
    }
  }
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    child: (fields) => wrap(logger.child(scrubFields(fields))),
    flush: () => logger.flush(),
  }
}

function scrubFields(fields: object): Record<string, unknown> {
  const scrubbed = scrubValue(fields instanceof Error ? { err: fields } : fields)
  return typeof scrubbed === 'object' && scrubbed !== null ? { ...scrubbed } : {}
}
