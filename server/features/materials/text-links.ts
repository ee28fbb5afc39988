const ADDRESS = /https?:\/\/[^\s<>"'，。；！？、（）《》【】〔〕]+/g

/**
 * The addresses in a text that stood in its script as well. What somebody typed themselves stays as it is: a link of
 * ours leads only where an editor has said.
 */
export function findStoredLinks(text: string, script: string): string[] {
  const stored = new Set(script.match(ADDRESS) ?? [])
  return [...new Set(text.match(ADDRESS) ?? [])].filter((address) => stored.has(address))
}

/** Puts our links in their places; one address may be the beginning of another. */
export function putLinksIn(
  text: string,
  targets: readonly string[],
  links: readonly { url: string }[],
): string {
  const urlOf = new Map(targets.map((target, n) => [target, links[n]?.url ?? target]))
  return text.replace(ADDRESS, (address) => urlOf.get(address) ?? address)
}
