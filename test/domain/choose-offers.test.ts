import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseOffers, learnRenewal } from '../../server/domain/choose-offers.ts'
import { itemName, itemsOfOrder } from '../../server/domain/order-items.ts'
import { addDays } from '../../server/domain/time.ts'

const TODAY = '2026-03-17'
const items = ['a', 'b', 'c', 'd', 'e']
const name = fc.constantFrom(...items)
const rules = fc.array(
  fc.record({
    id: fc.uuid(),
    left: fc.uniqueArray(name, { minLength: 1, maxLength: 2 }),
    right: name,
    confidence: fc.double({ min: 0.1, max: 1, noNaN: true }),
    lift: fc.double({ min: 1, max: 9, noNaN: true }),
  }),
  { maxLength: 20 },
)
const bought = fc.dictionary(
  name,
  fc.nat(1_000).map((days) => addDays(TODAY, -days)),
)
const renewal = fc.dictionary(name, fc.option(fc.integer({ min: 1, max: 700 })))

describe('offers', () => {
  it('are never what somebody has within its time, and always lead back to what they bought', () => {
    fc.assert(
      fc.property(rules, bought, renewal, (all, had, again) => {
        const customer = {
          lastBoughtOn: new Map(Object.entries(had)),
          renewalDays: new Map(Object.entries(again)),
        }
        const offers = chooseOffers(all, customer, TODAY)
        expect(new Set(offers.map((one) => one.item)).size).toBe(offers.length)
        for (const { item, ruleId } of offers) {
          const days = again[item] ?? null
          if (had[item] !== undefined) expect(days !== null && addDays(had[item], days) <= TODAY).toBe(true)
          const rule = all.find((one) => one.id === ruleId)
          for (const left of rule?.left ?? []) expect((had[left] ?? '') > addDays(TODAY, -730)).toBe(true)
        }
        expect(chooseOffers(all.toReversed(), customer, TODAY)).toEqual(offers)
      }),
    )
  })

  it('come back on the day the item is due again', () => {
    const rule = { id: 'r', left: ['car'], right: 'oil', confidence: 0.5, lift: 2 }
    const on = (lastOn: string): number =>
      chooseOffers(
        [rule],
        {
          lastBoughtOn: new Map([
            ['car', '2026-01-01'],
            ['oil', lastOn],
          ]),
          renewalDays: new Map([['oil', 30]]),
        },
        TODAY,
      ).length
    expect(on('2026-02-16')).toBe(0)
    expect(on('2026-02-15')).toBe(1)
  })
})

describe('an item', () => {
  it.each([
    [
      { kind: 'service', title: '保养 · 机油机滤、空调滤芯 2 个', vehicleModel: null },
      ['机油机滤', '空调滤芯'],
    ],
    [{ kind: 'service', title: 'A3 钣金喷漆,轮胎更换 两条', vehicleModel: 'A3' }, ['钣金喷漆', '轮胎更换']],
    [{ kind: 'service', title: '车窗贴膜(前挡)+车窗贴膜', vehicleModel: 'S7' }, ['车窗贴膜']],
    [{ kind: 'vehicle', title: '澜岳 S7 白色 长续航版', vehicleModel: '澜岳 S7' }, ['澜岳 s7']],
    [{ kind: 'visit', title: '试驾', vehicleModel: 'S7' }, []],
    [{ kind: 'service', title: '  ', vehicleModel: null }, []],
  ])('of %o is %o', (order, expected) => {
    expect(itemsOfOrder(order)).toEqual(expected)
  })

  it('has one name, however often it is named', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(itemName(text.toUpperCase())).toBe(itemName(text.toUpperCase().normalize('NFKC')))
        expect(itemName(text).length).toBeLessThanOrEqual(60)
      }),
    )
    expect(itemName('行车记录仪(4K)')).toBe(itemName(' 行车记录仪 '))
  })

  it('is bought again after the median of the gaps, if enough buy it again', () => {
    expect(
      learnRenewal(
        new Map([
          [90, 5],
          [180, 6],
        ]),
        100,
      ),
    ).toBe(180)
    expect(learnRenewal(new Map([[90, 9]]), 20)).toBeNull()
    expect(learnRenewal(new Map([[90, 10]]), 201)).toBeNull()
  })
})
