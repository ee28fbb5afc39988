import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'

export class RowTooLong extends Error {}

interface CsvForm {
  delimiter: string
  maxRowLength: number
}

/**
 * The records of a text that comes in pieces. Up to the first quotation mark a record is a line and is cut at its
 * delimiters, which costs a fifth of reading it sign by sign; from that line on the parser reads.
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  form: CsvForm,
): AsyncGenerator<readonly string[][]> {
  const pieces = text[Symbol.asyncIterator]()
  let rest = ''
  let lineBreak: string | null = null
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    rest += next.value
    if (next.value.includes('"')) return yield* parsed(rest, pieces, { ...form, lineBreak })
    lineBreak ??= firstBreak(rest)
    const end = lineBreak === null ? -1 : rest.lastIndexOf(lineBreak)
    if (lineBreak !== null && end >= 0) {
      yield* cut(rest.slice(0, end).split(lineBreak), form)
      rest = rest.slice(end + lineBreak.length)
    }
    if (rest.length > form.maxRowLength) throw new RowTooLong()
  }
  // A \r at the very end was waiting for its \n.
  if (rest !== '') yield* cut([lineBreak === null ? rest.replace(/\r$/, '') : rest], form)
}

/** What the first line ends with, ends the others. null: none yet, or \r whose \n may come with the next piece. */
function firstBreak(text: string): string | null {
  const at = text.search(/[\r\n]/)
  if (at < 0) return null
  if (text[at] === '\n') return '\n'
  if (at + 1 === text.length) return null
  return text[at + 1] === '\n' ? '\r\n' : '\r'
}

function* cut(lines: string[], { delimiter, maxRowLength }: CsvForm): Generator<readonly string[][]> {
  const tooLong = lines.findIndex((line) => line.length > maxRowLength)
  const good = tooLong < 0 ? lines : lines.slice(0, tooLong)
  yield good.map((line) => line.split(delimiter))
  if (tooLong >= 0) throw new RowTooLong()
}

async function* parsed(
  rest: string,
  pieces: AsyncIterator<string>,
  { delimiter, maxRowLength, lineBreak }: CsvForm & { lineBreak: string | null },
): AsyncGenerator<readonly string[][]> {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: maxRowLength,
    ...(lineBreak === null ? {} : { record_delimiter: lineBreak }),
  })
  async function* chained(): AsyncGenerator<string> {
    yield rest
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value
  }
  // An error on either side reaches whoever reads the parser.
  pipeline(Readable.from(chained()), parser, () => undefined)
  for await (const record of parser) yield [record as string[]]
}
