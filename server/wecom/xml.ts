/** Fields directly below the root, and below each field that has children the texts of these, in order. */
export type FlatXml = { fields: Record<string, string>; lists: Record<string, string[]> }

const MAX_BYTES = 64 * 1024
const MAX_DEPTH = 8
const token = /<!\[CDATA\[([\s\S]*?)\]\]>|<\/([\w:.-]{1,64})\s*>|<([\w:.-]{1,64})\s*(\/?)>|([^<]+)/y
const prolog = /^\uFEFF?\s*(?:<\?xml[^<>]{0,200}\?>\s*)?/
const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

/**
 * Reads the few XML forms that callbacks use, in one pass. null for everything else: declarations, entities of one's
 * own, comments, attributes, crooked nesting, too much text. Names go into objects without prototype.
 */
export function readFlatXml(xml: string): FlatXml | null {
  if (Buffer.byteLength(xml) > MAX_BYTES) return null
  const result: FlatXml = { fields: Object.create(null), lists: Object.create(null) }
  const path: string[] = []
  let text = ''
  let closed = false
  token.lastIndex = prolog.exec(xml)?.[0].length ?? 0
  while (token.lastIndex < xml.length) {
    const found = token.exec(xml)
    if (!found) return null
    const [, cdata, closing, opening, empty, plain] = found
    if (closed) {
      if (plain?.trim() !== '') return null
    } else if (cdata !== undefined) text += cdata
    else if (plain !== undefined)
      text += plain.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name] ?? '')
    else if (opening !== undefined) {
      path.push(opening)
      if (path.length > MAX_DEPTH) return null
      text = ''
      if (empty) closed = close(result, path, '')
    } else {
      if (closing !== path[path.length - 1]) return null
      closed = close(result, path, text)
      text = ''
    }
  }
  return closed ? result : null
}

/** Stores what ends here; true when the root has ended. The first of two equal names counts. */
function close({ fields, lists }: FlatXml, path: string[], text: string): boolean {
  const [, field] = path
  if (field !== undefined && path.length === 2) fields[field] ??= text.trim()
  if (field !== undefined && path.length === 3) (lists[field] ??= []).push(text.trim())
  path.pop()
  return path.length === 0
}
