/**
 * The stored key of an effect is its own key (something that happens once) or, for edits that may follow each other,
 * `key#id`. Effects with one key are carried out one after the other, oldest first.
 */
export function storedKey(key: string, id: string): string {
  return `${key}#${id}`
}

export function baseKey(stored: string): string {
  const at = stored.lastIndexOf('#')
  return at === -1 ? stored : stored.slice(0, at)
}

/** `$` is the character after `#`, so the range holds exactly `key#…`. */
export const SAME_KEY = `("key" = ? OR ("key" >= ? AND "key" < ?))`

export function sameKeyParams(key: string): [string, string, string] {
  return [key, `${key}#`, `${key}$`]
}
