import { describe, expect, it } from 'vitest'
import { ACTION_RULES } from '../../../server/domain/actions.ts'
import { type FillFacts, fillScript, valuesOf } from '../../../server/features/scripts/fill-script.ts'
import { STARTER_LIBRARY } from '../../../server/features/scripts/starter-scripts.ts'
import { surnameOf } from '../../../server/features/scripts/surnames.ts'
import { checkTemplate } from '../../../server/features/scripts/template.ts'

const LIN: FillFacts = {
  contact: { name: '林晓雨', gender: 2 },
  follow: { remark: '' },
  vehicle: {
    model: '澜岳 S7',
    plateMask: '沪A·**321',
    nextServiceOn: '2026-03-26',
    lastServiceOn: '2025-12-15',
  },
  tier: { code: 7, lastVisitOn: '2026-02-15' },
  benefit: { name: '工时抵用券', endsOn: '2026-03-26' },
  advisor: { name: '李娜', store: '浦东店' },
  takeover: { fromName: '张伟' },
  nowMs: Date.parse('2026-03-17T02:00:00Z'),
}

let id = 0
function fill(body: string, facts: Partial<FillFacts> = {}) {
  return fillScript({ id: `S${(id += 1)}`, version: 1, body }, valuesOf({ ...LIN, ...facts }))
}

describe('filling', () => {
  it('puts in what is known', () => {
    const body =
      '{{ customer.salutation }}，{{ vehicle.model }} {{ vehicle.plate }} 还有 {{ vehicle.serviceInDays }} 天（{{ vehicle.nextServiceOn }}），上次 {{ vehicle.lastServiceOn }}。{{ store.name }} {{ advisor.name }} {{ tier.name }} {{ tier.lastVisitOn }}'
    expect(fill(body)).toEqual({
      text: '林女士，澜岳 S7 沪A·**321 还有 9 天（3月26日），上次 2025年12月15日。浦东店 李娜 重要价值 2月15日',
      missing: [],
    })
  })

  it('leaves a named slot for what is not known, each label once', () => {
    expect(
      fill('{{ vehicle.model }}和{{ vehicle.model }}，{{ vehicle.nextServiceOn }}', { vehicle: null }),
    ).toEqual({
      text: '〔车型〕和〔车型〕，〔下次保养日期〕',
      missing: ['车型', '下次保养日期'],
    })
  })

  it.each([
    ["{{ vehicle.model | default: '爱车' }}", '爱车', []],
    ['{% if vehicle.model %}有{% else %}没有{% endif %}', '没有', []],
    ['{% if vehicle.serviceInDays < 10 %}快到了{% endif %}', '', []],
    ['{% if 10 > vehicle.serviceInDays %}快到了{% endif %}', '', []],
    ['{% unless vehicle.model %}没有{% endunless %}', '没有', []],
    ['{% assign car = vehicle.model %}{{ car }}', '〔车型〕', ['车型']],
    ['{{ vehicle.model | upcase }}', '〔车型〕', ['车型']],
    ["{{ 'x' | append: vehicle.model }}", '〔车型〕', ['车型']],
    ['{{ vehicle.serviceInDays | plus: 1 }}', '〔距保养天数〕', ['距保养天数']],
  ])('with no car, %s gives "%s"', (body, text, missing) => {
    expect(fill(body, { vehicle: null })).toEqual({ text, missing })
  })

  it.each([
    ['林晓雨', '', 2, '林女士'],
    ['欧阳明', '', 1, '欧阳先生'],
    ['小鱼儿 🐟', '林姐 白色 S7', 2, '林女士'],
    ['小鱼儿 🐟', '', 2, '小鱼儿 🐟'],
    ['王磊', '', 0, '王磊'],
    ['Amy', '常客', 2, 'Amy'],
  ])('%s with the remark "%s" is called %s %s', (name, remark, gender, salutation) => {
    expect(fill('{{ customer.salutation }}', { contact: { name, gender }, follow: { remark } }).text).toBe(
      salutation,
    )
  })

  it('never sends a template that no longer fits', () => {
    expect(fill('{{ customer.oldField }}')).toEqual({ text: '', missing: ['话术模板有误'] })
  })

  it('compiles a version once and a new version anew', () => {
    const script = { id: 'SAME', version: 1, body: 'one {{ advisor.name }}' }
    expect(fillScript(script, valuesOf(LIN)).text).toBe('one 李娜')
    expect(fillScript({ ...script, version: 2, body: 'two' }, valuesOf(LIN)).text).toBe('two')
  })
})

describe('checking says what is wrong and where', () => {
  it.each([
    ['{{ customer.nmae }}', { kind: 'unknown-variable', near: 'customer.nmae', line: 1 }],
    [
      'ok\n{% if customer.name %}{{ car.model }}{% endif %}',
      { kind: 'unknown-variable', near: 'car.model', line: 2 },
    ],
    [
      '{% if false %}{{ customer.nmae }}{% endif %}',
      { kind: 'unknown-variable', near: 'customer.nmae', line: 1 },
    ],
    ['{{ customer }}', { kind: 'unknown-variable', near: 'customer', line: 1 }],
    ['{{ customer.constructor }}', { kind: 'unknown-variable', near: 'customer.constructor', line: 1 }],
    ['{{ customer.name | shout }}', { kind: 'unknown-filter', near: 'shout', line: 1 }],
    ['{{ customer.name | json }}', { kind: 'unknown-filter', near: 'json', line: 1 }],
    ['a\n\n{% for x in (1..99999999) %}x{% endfor %}', { kind: 'unknown-tag', near: 'for', line: 3 }],
    ["{% include 'secrets' %}", { kind: 'unknown-tag', near: 'include', line: 1 }],
    ['{% if customer.name %}x', { kind: 'not-closed', near: '{% if customer.name %}', line: 1 }],
    ['{{ customer.name ', { kind: 'not-closed', near: '{{ customer.name ', line: 1 }],
    ['{{ customer..name }}', { kind: 'syntax', near: '.name', line: 1 }],
    ['{{ customer.name | append: }}', { kind: 'syntax', near: '{{ customer.name | append: }}', line: 1 }],
  ])('%s', (body, error) => {
    expect(checkTemplate(body)).toEqual([error])
  })

  it('that a text is too long to be read at all', () => {
    expect(checkTemplate('x'.repeat(6000))).toEqual([{ kind: 'too-complex', near: '', line: 1 }])
  })

  it('nothing about what is right', () => {
    expect(
      checkTemplate("{{ customer.name | default: '您' }}{% if vehicle.serviceInDays <= 9 %}!{% endif %}"),
    ).toEqual([])
  })
})

describe('the starter library', () => {
  const scripts = STARTER_LIBRARY.flatMap((part) => part.scripts)

  it('has a script for every rule, and titles of its own', () => {
    expect(new Set(scripts.flatMap((script) => script.scene ?? []))).toEqual(new Set(ACTION_RULES))
    expect(new Set(scripts.map((script) => script.title)).size).toBe(scripts.length)
  })

  it.each(scripts.map((script) => [script.title, script.body]))('%s can be filled and sent', (_, body) => {
    expect(checkTemplate(body)).toEqual([])
    const { text, missing } = fill(body)
    expect(missing).toEqual([])
    expect(text).not.toMatch(/[{}〔〕]|undefined|null|NaN/)
    expect(text.length).toBeGreaterThan(20)
    expect(text.length).toBeLessThan(200)
  })
})

it.each([
  ['司马光', '司马'],
  ['曾小贤', '曾'],
  ['林', null],
  ['阳光总在风雨后', null],
  ['老王头啊', null],
])('the surname of %s is %s', (name, surname) => {
  expect(surnameOf(name)).toBe(surname)
})

it('fills plain templates as the engine would', () => {
  const bodies = [
    '{{ customer.salutation }}您好，{{vehicle.model}} 还有 {{ vehicle.serviceInDays }} 天到期',
    '  {{ advisor.name }}\n{{ store.name }}  ',
    '没有变量',
    '{{ vehicle.plate }}{{ vehicle.plate }}',
  ]
  for (const body of bodies)
    for (const vehicle of [LIN.vehicle, null])
      // An empty comment changes nothing but keeps the text from being plain.
      expect(fill(body, { vehicle })).toEqual(fill(`${body}{% comment %}{% endcomment %}`, { vehicle }))
})
