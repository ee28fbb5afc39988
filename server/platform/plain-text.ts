import { AppError } from './http/app-error.ts'

// What PostgreSQL cannot hold: NUL, which no keyboard makes, and half of a character that somebody cut through.
const NUL = /\0/
const HALF = /\p{Surrogate}/u
const MARK = '\ufffd'

/** Whether any text of a program's input, or any name in it, is one that cannot be stored. */
export function holdsUnstorable(value: unknown): boolean {
  return holds(value, NUL) || holds(value, HALF)
}

export function refuseNul(input: unknown): void {
  if (holds(input, NUL)) throw new AppError('invalid-input', { log: 'NUL in the input' })
}

/** What a person has sent, without halves: they become a mark, for nobody is to lose a note to them. NUL is refused. */
export function toPlainText(input: unknown): unknown {
  refuseNul(input)
  return holds(input, HALF) ? marked(input) : input
}

function holds(value: unknown, what: RegExp): boolean {
  if (typeof value === 'string') return what.test(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, inner]) => what.test(name) || holds(inner, what))
}

function marked(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, MARK)
  if (Array.isArray(value)) return value.map(marked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, marked(inner)]))
}
