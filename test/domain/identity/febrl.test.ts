import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  measurePublished,
  measureExact,
  measureOwn,
  readFebrl,
} from '../../../server/domain/identity/febrl.ts'

const folder = new URL('../../../../shared/data/', import.meta.url)
const hasData = existsSync(new URL('febrl1.csv', folder))
const read = (name: string) => readFebrl(readFileSync(new URL(`${name}.csv`, folder), 'utf8'))

// skipped: no data without the published files; npm run verify:analytics prints the same figures.
describe.skipIf(!hasData)('the published figures of febrl', () => {
  it.each([
    ['febrl1', { people: 500, truePairs: 500, candidates: 2082, kept: 317, keptTrue: 317 }],
    ['febrl2', { people: 4000, truePairs: 1934, candidates: 48_883, kept: 1153, keptTrue: 1153 }],
  ])('%s by the published rule', (name, expected) => {
    expect(measurePublished(read(name))).toMatchObject(expected)
  })

  it('febrl1 has the published sums', () => {
    expect(measurePublished(read('febrl1')).sums).toEqual([142, 145, 30, 9, 376, 1380])
  })

  it.each([
    ['febrl1', 450],
    ['febrl2', 1686],
  ])('%s by equal social security numbers', (name, pairs) => {
    expect(measureExact(read(name), 'soc_sec_id')).toEqual({ kept: pairs, keptTrue: pairs })
  })

  it.each(['febrl1', 'febrl2'])('%s by our own matcher reaches the goal', (name) => {
    const { precision, f1 } = measureOwn(read(name))
    expect(f1).toBeGreaterThanOrEqual(0.985)
    expect(precision).toBeGreaterThanOrEqual(0.998)
  })
})
