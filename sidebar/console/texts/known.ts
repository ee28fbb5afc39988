/** A word from the server that may be newer than this page: the known ones have a text, others stand as they are. */
export function isKnown<K extends string>(keys: Readonly<Record<K, unknown>>, word: string): word is K {
  return Object.hasOwn(keys, word)
}
