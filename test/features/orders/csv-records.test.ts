import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvRecords, RowTooLong } from '../../../server/features/orders/csv-records.ts'

const form = { delimiter: ',', maxRowLength: 1000 }

async function read(pieces: string[], given = form): Promise<string[][]> {
  async function* text(): AsyncGenerator<string> {
    yield* pieces
  }
  const rows: string[][] = []
  for await (const records of csvRecords(text(), given)) rows.push(...records)
  return rows
}

const sign = fc.constantFrom('a', '1', '中', ' ', ',', ',', '\n', '\r\n', '\r', '"')
const options = { relax_column_count: true, relax_quotes: true, delimiter: ',' }

function attempt<T>(act: () => T): T | 'fails' {
  try {
    return act()
  } catch {
    return 'fails'
  }
}

describe('records of a CSV text', () => {
  it('are those of the parser alone, however the text is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(sign).map((signs) => signs.join(''))), async (pieces) => {
        const whole = attempt(() => parse(pieces.join(''), options) as unknown as string[][])
        const found = await read(pieces).catch(() => 'fails')
        expect(found).toEqual(whole)
      }),
      { numRuns: 500 },
    )
  })

  it('with quoted line breaks late in a text keep the lines before them', async () => {
    expect(await read(['a,b\r\nc,', 'd\r\n"e\r\nf","g ""h"""\r\n', 'i,j'])).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e\r\nf', 'g "h"'],
      ['i', 'j'],
    ])
  })

  it('are refused when one is too long, after those before it', async () => {
    await expect(read(['a,b\n', 'c'.repeat(11), '\n'], { ...form, maxRowLength: 10 })).rejects.toThrow(
      RowTooLong,
    )
  })
})
