import { randomInt } from 'node:crypto'

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/** Short, for WeCom takes 30 characters, and not to be guessed from the last one. */
export function freshState(): string {
  return `lk_${Array.from({ length: 10 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`
}
