// Everything seeded is a pure function of (seed, salt, index): no list of a million contacts is ever kept.

function finish(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A number in 0 … 2^32−1 that looks random and depends on nothing but its arguments. */
export function hash(seed: number, a: number, b = 0, c = 0): number {
  let h = finish(seed ^ 0x9e3779b9)
  h = finish(h ^ Math.imul(a, 0x27d4eb2f))
  h = finish((h + b) ^ Math.imul(b, 0x165667b1))
  return finish((h ^ c) + Math.imul(c, 0x9e3779b1))
}

/** Turns a word into the number that keeps two uses of the same index apart. */
export function salt(word: string): number {
  let h = 2166136261
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), 16777619)
  return h >>> 0
}

export function unit(h: number): number {
  return h / 4294967296
}

export function between(h: number, low: number, high: number): number {
  return low + Math.floor(unit(h) * (high - low + 1))
}

export function pick<T>(list: readonly T[], h: number): T {
  const chosen = list[Math.floor(unit(h) * list.length)]
  if (chosen === undefined) throw new Error('pick needs a list with at least one item')
  return chosen
}

/** Picks by weight: `[['a', 3], ['b', 1]]` gives a three times as often. */
export function pickWeighted<T>(list: readonly (readonly [T, number])[], h: number): T {
  let total = 0
  for (const [, weight] of list) total += weight
  let left = unit(h) * total
  for (const [value, weight] of list) {
    left -= weight
    if (left < 0) return value
  }
  const last = list.at(-1)
  if (last === undefined) throw new Error('pickWeighted needs a list with at least one item')
  return last[0]
}

/** A seeded stream, for faults, where the order of the calls is the index. */
export function stream(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    return unit(finish(state))
  }
}

/** A shuffle of 0 … 2^32−1 without a table (four Feistel rounds), so that an id can be turned back. */
export function scramble(value: number, key: number): number {
  let left = value >>> 16
  let right = value & 0xffff
  for (let round = 0; round < 4; round++) {
    const next = left ^ (finish(right + Math.imul(key, round + 1)) & 0xffff)
    left = right
    right = next
  }
  return ((left << 16) | right) >>> 0
}

export function unscramble(value: number, key: number): number {
  let left = value >>> 16
  let right = value & 0xffff
  for (let round = 3; round >= 0; round--) {
    const previous = right ^ (finish(left + Math.imul(key, round + 1)) & 0xffff)
    right = left
    left = previous
  }
  return ((left << 16) | right) >>> 0
}

export function chance(h: number, probability: number): boolean {
  return unit(h) < probability
}
