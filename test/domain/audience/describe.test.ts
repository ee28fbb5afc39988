import { describe, expect, it } from 'vitest'
import { problemOf, type Condition } from '../../../server/domain/audience/condition.ts'
import { bornBy } from '../../../server/domain/audience/dates.ts'
import { describe as say } from '../../../server/domain/audience/describe.ts'
import { isTrue, type CustomerFacts } from '../../../server/domain/audience/evaluate.ts'
import { explain } from '../../../server/domain/audience/explain.ts'
import { addDays, addMonths, monthsBetween } from '../../../server/domain/time.ts'

const names: Record<string, string> = { U1: '浦东店', T1: '置换' }
const zh = (condition: Condition) => say(condition, { tongue: 'zh-CN', nameOf: (_, value) => names[value] })
const en = (condition: Condition) => say(condition, { tongue: 'en', nameOf: (_, value) => names[value] })

describe('a condition in words', () => {
  const tiers: Condition = { is: 'choice', field: 'tier', values: ['7', '5'] }
  const many: Condition = {
    is: 'facts',
    kinds: ['order-service'],
    withinDays: 240,
    measure: 'sum',
    min: 5000,
  }
  it.each<[Condition, string, string]>([
    [{ all: [] }, '所有客户', 'all customers'],
    [tiers, '分层 是 重要价值、重要发展', 'Tier is Top value, Top to grow'],
    [{ not: { is: 'choice', field: 'unit', values: ['U1'] } }, '门店 不是 浦东店', 'Store is not 浦东店'],
    [{ is: 'choice', field: 'model', values: [''] }, '车型 是 没有', 'Model is none'],
    [
      { is: 'choice', field: 'birthdayMonth', values: ['5'] },
      '生日月份 是 5 月',
      'Birthday month is month 5',
    ],
    [{ is: 'choice', field: 'churnBand', values: ['high'] }, '流失风险 是 高', 'Churn risk is high'],
    [{ is: 'range', field: 'vehicleAgeMonths', min: 36 }, '车龄（月） ≥ 36', 'Vehicle age (months) ≥ 36'],
    [many, '近 240 天 服务订单 金额合计 ≥ 5,000', 'in the last 240 days service order total amount ≥ 5,000'],
    [
      { all: [tiers, { any: [many, { is: 'range', field: 'serviceInDays', min: -60, max: 30 }] }] },
      '分层 是 重要价值、重要发展，且 （近 240 天 服务订单 金额合计 ≥ 5,000，或 保养到期还有（天） −60–30）',
      'Tier is Top value, Top to grow and （in the last 240 days service order total amount ≥ 5,000 or Days until service −60–30）',
    ],
  ])('%j', (condition, chinese, english) => {
    expect(zh(condition)).toBe(chinese)
    expect(en(condition)).toBe(english)
  })
})

describe('a reason', () => {
  const facts: CustomerFacts = {
    searched: [],
    choices: { tier: ['7'] },
    numbers: { vehicles: [2] },
    spans: {},
    events: [
      { kind: 'order-service', id: 'A', atMs: 1_000, about: ['保养'], amount: 100, unit: 'A' },
      { kind: 'order-service', id: 'B', atMs: 2_000, about: ['轮胎'], amount: 100, unit: 'B' },
    ],
  }
  const bought: Condition = { is: 'facts', kinds: ['order-service'], measure: 'count', min: 2 }

  it('names what was found and the newest facts first', () => {
    const [proof] = explain(bought, facts, '1970-01-02')
    expect(proof).toMatchObject({ found: [2], facts: [{ id: 'B', about: '轮胎' }, { id: 'A' }] })
  })

  it('leaves out the branches that are not true, and tells what is denied', () => {
    const condition: Condition = {
      all: [
        { any: [{ is: 'range', field: 'vehicles', min: 9 }, bought] },
        { not: { is: 'choice', field: 'tier', values: ['0'] } },
      ],
    }
    const proofs = explain(condition, facts, '1970-01-02')
    expect(proofs.map((proof) => [proof.leaf.is, proof.isDenied, proof.found])).toEqual([
      ['facts', false, [2]],
      ['choice', true, ['7']],
    ])
  })

  it('is none where the condition is not true', () => {
    expect(explain({ not: bought }, facts, '1970-01-02')).toEqual([])
    expect(isTrue({ any: [] }, facts, '1970-01-02')).toBe(false)
  })
})

it('the last day that is so many months old has exactly those months, and the next one has not', () => {
  for (let n = 0; n < 1500; n += 1) {
    const today = addDays('2023-12-25', n)
    for (const months of [0, 1, 6, 12, 35, 36]) {
      const day = bornBy(today, months)
      expect(addMonths(day, months) <= today, `${today} ${months}`).toBe(true)
      expect(addMonths(addDays(day, 1), months) > today, `${today} ${months}`).toBe(true)
      expect(monthsBetween(day, today)).toBeGreaterThanOrEqual(months)
    }
  }
})

it('a condition has at most five groups inside each other and forty comparisons', () => {
  const leaf: Condition = { is: 'choice', field: 'gender', values: ['1'] }
  let deep: Condition = leaf
  for (let n = 0; n < 5; n += 1) deep = { all: [deep] }
  expect(problemOf(deep)).toBeNull()
  expect(problemOf({ any: [deep] })).toBe('too-deep')
  expect(problemOf({ all: Array.from({ length: 41 }, () => leaf) })).toBe('too-large')
})
