import type { FileAnswer } from '../../../../api/fact-files.ts'
import { factFiles } from '../../../texts/fact-files.ts'
import { refusedLine } from '../../../texts/refusals.ts'

/** The refused rows as they came, with line and problem in front: to be mended and sent again. */
export function badRowsCsv({ headers, bad }: Pick<FileAnswer, 'headers' | 'bad'>): string {
  const rows = bad.map(({ line, cells, errors }) => [
    String(line),
    errors.map(refusedLine).join('; '),
    ...cells,
  ])
  const lines = [[factFiles('bad.line'), factFiles('bad.why'), ...headers], ...rows]
  return `\ufeff${lines.map((cells) => cells.map(cellOf).join(',')).join('\r\n')}\r\n`
}

/** A cell that a spreadsheet would run as a formula is made a text. */
function cellOf(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

export function saveBadRows(answer: FileAnswer, name: string): void {
  const url = URL.createObjectURL(new Blob([badRowsCsv(answer)], { type: 'text/csv' }))
  const link = document.createElement('a')
  Object.assign(link, { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}
