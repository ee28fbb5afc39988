import { AppError } from './app-error.ts'

/** Refuses NUL anywhere in the input: PostgreSQL cannot hold it, and no keyboard makes it. */
export function requirePlainText(input: unknown): void {
  if (holdsNul(input)) throw new AppError('invalid-input', { log: 'NUL in the input' })
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, inner]) => name.includes('\0') || holdsNul(inner))
}
