import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PersonRecord, unitePeople } from '../../../server/domain/identity/unite.ts'

/** 'A u:1 p:2' → record A with unionid 1 and phone 2. */
function record(text: string): PersonRecord {
  const [id = '', ...keys] = text.split(' ')
  const kinds = {
    u: 'unionid',
    p: 'phone',
    m: 'member_no',
    v: 'vin',
    c: 'plate',
    x: 'external_userid',
    o: 'openid',
    i: 'customer_id',
  } as const
  return {
    id,
    keys: keys.map((key) => {
      const [kind, value = ''] = key.split(':')
      return { kind: kinds[kind as keyof typeof kinds], value: key[0] + value }
    }),
  }
}

const groups = (...texts: string[]) => unitePeople(texts.map(record)).groups.map((group) => group.join(''))

describe('one person', () => {
  it.each([
    ['the same unionid', ['A u:1', 'B u:1'], ['AB']],
    ['the same phone', ['A u:1 p:1', 'B p:1'], ['AB']],
    ['a chain of keys', ['A p:1', 'B p:1 m:2', 'C m:2'], ['ABC']],
    ['the same openid in one app', ['A o:1', 'B o:1'], ['AB']],
    ['the same id in one other system', ['A i:1', 'B i:1 p:2', 'C p:2'], ['ABC']],
    ['one openid under two unionids', ['A u:1 o:1', 'B u:2 o:1', 'C o:1'], ['A', 'B', 'C']],
    ['an id of another system under two unionids', ['A u:1 i:1', 'B u:2 i:1'], ['A', 'B']],
    [
      'an openid and a phone that would join two unionids',
      ['A u:1 o:1', 'B o:1 p:2', 'C u:2 p:2'],
      ['A', 'B', 'C'],
    ],
    ['nothing in common', ['A p:1', 'B p:2'], ['A', 'B']],
    ['a car is shared or resold', ['A v:1 c:1', 'B v:1 c:1'], ['A', 'B']],
    ['one phone under two unionids', ['A u:1 p:1', 'B u:2 p:1'], ['A', 'B']],
    ['a phone of two unionids joins no third either', ['A u:1 p:1', 'B u:2 p:1', 'C p:1'], ['A', 'B', 'C']],
    ['two phones that would join two unionids', ['A u:1 p:1', 'B p:1 p:2', 'C u:2 p:2'], ['A', 'B', 'C']],
    ['a conflict elsewhere', ['A u:1 p:1', 'B u:2 p:1', 'C p:3', 'D p:3'], ['A', 'B', 'CD']],
  ])('%s', (_, records, expected) => {
    expect(groups(...records)).toEqual(expected)
  })

  it('a conflict names its key, its records and its reason', () => {
    const { conflicts } = unitePeople(['A u:1 p:1', 'B u:2 p:1'].map(record))
    expect(conflicts).toEqual([
      { key: { kind: 'phone', value: 'p1' }, recordIds: ['A', 'B'], reason: 'two-unionids' },
    ])
  })

  it('a key on five people joins them, on six nobody', () => {
    const of = (n: number) => unitePeople(Array.from({ length: n }, (_, i) => record(`${i} p:1`)))
    expect(of(5).groups).toHaveLength(1)
    expect(of(6).groups).toHaveLength(6)
    expect(of(6).quarantined).toHaveLength(1)
    const released = unitePeople(
      Array.from({ length: 6 }, (_, i) => record(`${i} p:1`)),
      { exempt: new Set(['p1']) },
    )
    expect(released.groups).toHaveLength(1)
  })

  it.each(['o', 'i'])('a key %s on six people is nobody’s', (kind) => {
    const records = Array.from({ length: 6 }, (_, n) => record(`${n} ${kind}:1`))
    expect(unitePeople(records)).toMatchObject({ quarantined: [{ key: { value: `${kind}1` } }] })
    expect(unitePeople(records).groups).toHaveLength(6)
  })

  it('six contacts of one person count once', () => {
    const records = Array.from({ length: 6 }, (_, i) => record(`${i} u:1 p:1`))
    expect(unitePeople(records).quarantined).toEqual([])
  })

  it('what a person decided stands above the rules', () => {
    const records = ['A u:1 p:1', 'B u:2 p:1'].map(record)
    const decisions = [{ a: 'A', b: 'B', verdict: 'same' as const }]
    expect(unitePeople(records, { decisions })).toMatchObject({ groups: [['A', 'B']], conflicts: [] })
    const others = ['A p:1', 'B p:1'].map(record)
    const apart = unitePeople(others, { decisions: [{ a: 'A', b: 'B', verdict: 'different' }] })
    expect(apart.groups).toEqual([['A'], ['B']])
    expect(apart.conflicts[0]?.reason).toBe('told-apart')
  })
})

const key = fc.oneof(
  fc.constantFrom(
    ...['u:1', 'u:2', 'u:3', 'm:1', 'v:1', 'c:1', 'x:1', 'x:2', 'o:1', 'o:2', 'i:1', 'i:2', 'i:3'],
  ),
  fc.integer({ min: 1, max: 6 }).map((n) => `p:${n}`),
)
const company = fc
  .array(fc.array(key, { maxLength: 3 }), { maxLength: 14 })
  .map((people) => people.map((keys, n) => record([String.fromCharCode(65 + n), ...keys].join(' '))))

describe('whatever comes', () => {
  it('the order of arrival and repeats do not matter', () => {
    fc.assert(
      fc.property(company, fc.infiniteStream(fc.nat()), (records, dice) => {
        const shuffled = [...records, ...records]
          .map((one) => ({ one: { ...one, keys: [...one.keys].reverse() }, at: dice.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one)
        expect(unitePeople(shuffled)).toEqual(unitePeople(records))
      }),
    )
  })

  it('every record is in one group, and no group holds two unionids but those that WeCom itself joins', () => {
    fc.assert(
      fc.property(company, (records) => {
        const united = unitePeople(records).groups
        expect(united.flat().sort()).toEqual(records.map((one) => one.id).sort())
        const certain = records.map(({ id, keys }) => ({
          id,
          keys: keys.filter(({ kind }) => kind === 'unionid' || kind === 'external_userid'),
        }))
        const anchors = unitePeople(certain).groups.filter((group) =>
          certain.some(({ id, keys }) => group.includes(id) && keys.some(({ kind }) => kind === 'unionid')),
        )
        for (const group of united)
          expect(anchors.filter((anchor) => anchor.some((id) => group.includes(id))).length).toBeLessThan(2)
      }),
    )
  })
})
