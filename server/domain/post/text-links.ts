import type { PostKind } from './kinds.ts'

export interface TextLink {
  url: string
  from: number
  to: number
}

/**
 * Signs of an address. Others end it, as they do in the client: in Chinese the next word often follows without a space.
 */
const ADDRESS = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi
const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[' }

/** The web addresses written in a text, in their order. */
export function linksInText(text: string): TextLink[] {
  return [...text.matchAll(ADDRESS)].flatMap(({ 0: found, index }) => {
    const url = withoutEnd(found)
    return isAddress(url) ? [{ url, from: index, to: index + url.length }] : []
  })
}

/** The full stop, the comma or the bracket behind an address is the sentence's. */
function withoutEnd(found: string): string {
  let url = found
  for (;;) {
    const last = url.at(-1) ?? ''
    const opening = PAIRS[last]
    const isOfSentence =
      opening === undefined ? /[.,;:!?'*]/.test(last) : count(url, opening) < count(url, last)
    if (!isOfSentence) return url
    url = url.slice(0, -1)
  }
}

const count = (text: string, sign: string): number => text.split(sign).length - 1

/** A host with a dot, or this machine; an address with a password in it is left as somebody wrote it. */
function isAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.username !== '' || url.password !== '') return false
  return url.hostname.includes('.') || url.hostname === 'localhost'
}

/** The text with something else in the place of each address. */
export function withLinks(text: string, instead: (url: string) => string): string {
  let made = ''
  let at = 0
  for (const { url, from, to } of linksInText(text)) {
    made += text.slice(at, from) + instead(url)
    at = to
  }
  return made + text.slice(at)
}

/** An announcement is copied by hand, as it is; everything else carries short links of ours. */
export const carriesShortLinks = (kind: PostKind): boolean => kind !== 'announcement'

/** As long as the code of a link, which nobody knows before it is made. */
const CODE = '*'.repeat(16)

/** A text in the shape in which it arrives. `home` is what all our short links begin with. */
export function asItArrives(kind: PostKind, text: string, home: string): string {
  if (!carriesShortLinks(kind)) return text
  return withLinks(text, (url) => (url.startsWith(home) ? url : home + CODE))
}
