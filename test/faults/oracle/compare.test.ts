import { expect, it } from 'vitest'
import { compare, describe as tell, isEqual } from './compare.ts'

const truth = {
  follows: new Map([
    ['lina wm1', '"a"'],
    ['lina wm2', '"b"'],
  ]),
}

it('is content with equal tables', () => {
  const found = compare({ follows: new Map(truth.follows) }, truth)
  expect([isEqual(found), tell(found)]).toEqual([true, 'equal in 2 rows'])
})

it.each([
  ['a lost row', new Map([['lina wm1', '"a"']]), '1 missing, 0 too many, 0 different'],
  ['a row too many', new Map([...truth.follows, ['lina wm3', '"c"']]), '0 missing, 1 too many, 0 different'],
  [
    'a wrong value',
    new Map([...truth.follows, ['lina wm2', '"x"']]),
    'follows lina wm2: ours "x", WeCom "b"',
  ],
  ['an absent table', undefined, '2 missing'],
])('sees %s and says where', (_name, follows, said) => {
  const found = compare(follows ? { follows } : {}, truth)
  expect(isEqual(found)).toBe(false)
  expect(tell(found)).toContain(said)
})
