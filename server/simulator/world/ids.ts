// Ids look random, as the real ones do, and can be turned back into their index without a table.

import { hash, scramble, unscramble } from '../random.ts'

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const HEAD = 6

/** Two letters at a time: ids are made for every row of every answer. */
const PAIRS = Array.from(
  { length: 62 * 62 },
  (_, n) => LETTERS.charAt(n % 62) + LETTERS.charAt(Math.floor(n / 62)),
)

function letters(value: number): string {
  const low = value % 3844
  const rest = (value - low) / 3844
  const middle = rest % 3844
  return (PAIRS[low] ?? '') + (PAIRS[middle] ?? '') + (PAIRS[(rest - middle) / 3844] ?? '')
}

function unletters(text: string): number | undefined {
  let value = 0
  for (let i = HEAD - 1; i >= 0; i--) {
    const digit = LETTERS.indexOf(text.charAt(i))
    if (digit < 0 || text.length < HEAD) return undefined
    value = value * 62 + digit
  }
  return value > 0xffffffff ? undefined : value
}

export type IdKind =
  'contact' | 'stranger' | 'unionid' | 'group' | 'tag' | 'tagGroup' | 'moment' | 'media' | 'message' | 'mass'
const LANES: Record<IdKind, number> = {
  contact: 11,
  stranger: 13,
  unionid: 17,
  group: 19,
  tag: 23,
  tagGroup: 29,
  moment: 31,
  media: 37,
  message: 41,
  mass: 43,
}

/** 32 characters for customers, groups and tags: prefix, scrambled index, 24 characters of its hash. */
export function encodeId(prefix: string, kind: IdKind, at: { seed: number; index: number }): string {
  const lane = LANES[kind]
  const head = scramble(at.index, hash(at.seed, lane))
  let text = prefix + letters(head)
  for (let word = 1; word <= 4; word++) text += letters(hash(at.seed, lane, head, word))
  return text
}

export function decodeId(id: string, prefix: string, kind: IdKind, seed: number): number | undefined {
  if (!id.startsWith(prefix)) return undefined
  const head = unletters(id.slice(prefix.length, prefix.length + HEAD))
  if (head === undefined) return undefined
  const index = unscramble(head, hash(seed, LANES[kind]))
  return encodeId(prefix, kind, { seed, index }) === id ? index : undefined
}

/** A stable 32-hex text, for member versions and the like. */
export function hexText(seed: number, a: number, b: number): string {
  let text = ''
  for (let word = 0; word < 4; word++) text += hash(seed, a, b, word).toString(16).padStart(8, '0')
  return text
}
