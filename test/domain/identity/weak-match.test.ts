import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jaroWinkler, levenshteinRatio } from '../../../server/domain/identity/similarity.ts'
import {
  candidatePairs,
  compareRecords,
  type WeakRecord,
} from '../../../server/domain/identity/weak-match.ts'

describe('how alike two texts are', () => {
  // Figures of Winkler's own paper.
  it.each([
    ['martha', 'marhta', 0.9611],
    ['dixon', 'dicksonx', 0.8133],
    ['dwayne', 'duane', 0.84],
    ['abc', 'xyz', 0],
    ['李雷', '李雷', 1],
  ])('%s and %s: Jaro–Winkler %f', (a, b, expected) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(expected, 4)
  })

  it.each([
    ['kitten', 'sitting', 1 - 3 / 7],
    ['澜岳路1号', '澜岳路7号', 0.8],
    ['', '', 1],
  ])('%s and %s: edit ratio', (a, b, expected) => {
    expect(levenshteinRatio(a, b)).toBeCloseTo(expected, 10)
  })

  it('both stay between 0 and 1, are symmetric, and 1 means equal', () => {
    const text = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c', '李', '🌹') })
    fc.assert(
      fc.property(text, text, (a, b) => {
        for (const measure of [jaroWinkler, levenshteinRatio]) {
          const likeness = measure(a, b)
          expect(likeness).toBeGreaterThanOrEqual(0)
          expect(likeness).toBeLessThanOrEqual(1)
          expect(measure(b, a)).toBeCloseTo(likeness, 12)
          expect(likeness === 1).toBe(a === b)
        }
      }),
    )
  })
})

describe('pairs to compare', () => {
  const records = ['A 1 x', 'B 1 x', 'C 2 x', 'D - -'].map((text) => {
    const [id = '', one, two] = text.split(' ')
    return { id, fields: { one: one === '-' ? '' : one, two: two === '-' ? '' : two } }
  })
  const by =
    (field: string) =>
    ({ fields }: WeakRecord): string | null =>
      fields[field] || null

  it('come once, however many blocks they share; what is not known shares nothing', () => {
    const pairs = [...candidatePairs(records, [by('one'), by('two')])].map(([a, b]) => a.id + b.id)
    expect(pairs).toEqual(['AB', 'AC', 'BC'])
  })

  it('leave out a block that is too large', () => {
    expect([...candidatePairs(records, [by('two')], 2)]).toEqual([])
  })

  it('an unknown field speaks neither for nor against', () => {
    const comparison = { field: 'one', measure: 'exact', agreesFrom: 1, agree: 3, differ: 2 } as const
    const score = (a: string, b: string) =>
      compareRecords({ id: 'A', fields: { one: a } }, { id: 'B', fields: { one: b } }, [comparison]).score
    expect([score('1', '1'), score('1', '2'), score('1', ''), score('', '')]).toEqual([3, -2, 0, 0])
  })
})
