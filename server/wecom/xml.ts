/** Fields directly below the root, and below each field that has children the texts of these, in order. */
export type FlatXml = { fields: Record<string, string>; lists: Record<string, string[]> }

const MAX_BYTES = 64 * 1024
const MAX_DEPTH = 8
const CDATA = '<![CDATA['
const CDATA_END = ']]>'
const opening = /^([\w:.-]{1,64})\s*(\/?)$/
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
  let at = prolog.exec(xml)?.[0].length ?? 0
  while (at < xml.length) {
    const from = at
    if (xml[from] !== '<') {
      at = endOf(xml, '<', from)
      const plain = xml.slice(from, at)
      if (!closed) text += withoutEntities(plain)
      else if (plain.trim() !== '') return null
    } else if (closed) return null
    else if (xml.startsWith(CDATA, from)) {
      at = xml.indexOf(CDATA_END, from)
      if (at === -1) return null
      text += xml.slice(from + CDATA.length, at)
      at += CDATA_END.length
    } else {
      at = xml.indexOf('>', from) + 1
      if (at === 0) return null
      if (xml[from + 1] === '/') {
        if (xml.slice(from + 2, at - 1).trimEnd() !== path[path.length - 1]) return null
        closed = close(result, path, text)
      } else {
        const found = opening.exec(xml.slice(from + 1, at - 1))
        if (!found?.[1] || path.push(found[1]) > MAX_DEPTH) return null
        if (found[2]) closed = close(result, path, '')
      }
      text = ''
    }
  }
  return closed ? result : null
}

function endOf(xml: string, what: string, from: number): number {
  const found = xml.indexOf(what, from)
  return found === -1 ? xml.length : found
}

function withoutEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name] ?? '')
}

/** Stores what ends here; true when the root has ended. The first of two equal names counts. */
function close({ fields, lists }: FlatXml, path: string[], text: string): boolean {
  const [, field] = path
  if (field !== undefined && path.length === 2) fields[field] ??= text.trim()
  if (field !== undefined && path.length === 3) (lists[field] ??= []).push(text.trim())
  path.pop()
  return path.length === 0
}
