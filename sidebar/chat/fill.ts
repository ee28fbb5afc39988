// An open slot stands in a script as 〔label〕. Nothing that still has one, or a raw {{…}}, ever leaves the page.

export type Segment = { kind: 'text'; text: string } | { kind: 'slot'; label: string }

const SLOT = /〔([^〔〕]+)〕/g
const RAW_VARIABLE = /\{\{|\}\}|\{%|%\}/

export function splitSlots(text: string): Segment[] {
  const segments: Segment[] = []
  let from = 0
  for (const match of text.matchAll(SLOT)) {
    if (match.index > from) segments.push({ kind: 'text', text: text.slice(from, match.index) })
    segments.push({ kind: 'slot', label: match[1] ?? '' })
    from = match.index + match[0].length
  }
  if (from < text.length) segments.push({ kind: 'text', text: text.slice(from) })
  return segments
}

/** The labels that are still open, each once, in the order of the text. */
export function openSlots(text: string): string[] {
  const labels = splitSlots(text).flatMap((segment) => (segment.kind === 'slot' ? [segment.label] : []))
  return [...new Set(labels)]
}

/** Puts the given values in; a label without a value stays open. */
export function fillSlots(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(SLOT, (whole, label: string) => values[label]?.trim() || whole)
}

export function isComplete(text: string): boolean {
  return text.trim() !== '' && openSlots(text).length === 0 && !RAW_VARIABLE.test(text)
}
