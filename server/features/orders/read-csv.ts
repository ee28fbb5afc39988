import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { CsvError } from 'csv-parse'
import iconv from 'iconv-lite'
import type { ImportFailure } from './contract.ts'
import { csvRecords, RowTooLong } from './csv-records.ts'
import { LIMITS } from './limits.ts'

export interface CsvRow {
  /** Of the file, the header being line 1. */
  line: number
  cells: string[]
}

/** The file cannot be read on; what was read before stands. */
export class UnreadableFile extends Error {
  constructor(
    readonly failure: ImportFailure,
    options?: ErrorOptions,
  ) {
    super(failure.reason, options)
    this.name = 'UnreadableFile'
  }
}

/** Streams the rows in batches; the header comes as the first row of the first batch. Empty lines are left out. */
export async function* readCsv(
  path: string,
  { charset, batchRows }: { charset: string; batchRows: number },
): AsyncGenerator<CsvRow[]> {
  const delimiter = await delimiterOf(path, charset)
  const file = createReadStream(path)
  // An error of the file reaches whoever reads the text.
  const text: NodeJS.ReadableStream = pipeline(file, iconv.decodeStream(charset), () => undefined)
  let line = 1
  let batch: CsvRow[] = []
  try {
    const form = { delimiter, maxRowLength: LIMITS.maxRowBytes }
    for await (const records of csvRecords(text as AsyncIterable<string>, form)) {
      for (const cells of records) {
        if (cells.length > 1 || cells[0]?.trim() !== '') batch.push({ line, cells })
        line += 1 + lineBreaksIn(cells)
        if (batch.length < batchRows) continue
        yield batch
        batch = []
      }
    }
  } catch (error) {
    throw asFailure(error, line)
  } finally {
    file.destroy()
  }
  if (batch.length > 0) yield batch
}

function lineBreaksIn(cells: string[]): number {
  let breaks = 0
  for (const cell of cells) {
    let at = cell.indexOf('\n')
    while (at >= 0) {
      breaks += 1
      at = cell.indexOf('\n', at + 1)
    }
  }
  return breaks
}

/** Chinese Excel saves commas or tabs; European ones semicolons. The first line decides. */
async function delimiterOf(path: string, charset: string): Promise<string> {
  const chunks: Buffer[] = []
  for await (const bytes of createReadStream(path, { end: LIMITS.maxRowBytes - 1 }))
    chunks.push(bytes as Buffer)
  const [header = ''] = iconv.decode(Buffer.concat(chunks), charset).split(/\r?\n/, 1)
  const counts = [',', '\t', ';'].map((mark) => ({ mark, count: header.split(mark).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark
}

function asFailure(error: unknown, line: number): unknown {
  if (error instanceof RowTooLong) return new UnreadableFile({ reason: 'row-too-large', at: line })
  if (!(error instanceof CsvError)) return isGone(error) ? new UnreadableFile({ reason: 'file-gone' }) : error
  const reason = error.code === 'CSV_MAX_RECORD_SIZE' ? 'row-too-large' : 'broken-quotes'
  return new UnreadableFile({ reason, at: line }, { cause: error })
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
