import { describe, expect, it } from 'vitest'
import type { ScriptItem } from '../../../sidebar/api/scripts.ts'
import { fillSlots, isComplete, openSlots, splitSlots } from '../../../sidebar/chat/fill.ts'
import { countFitting } from '../../../sidebar/chat/fold.ts'
import { forGroup } from '../../../sidebar/chat/group-text.ts'
import { chartOf } from '../../../sidebar/chat/pages/group/tabs/size-chart.ts'
import { searchTags } from '../../../sidebar/chat/pages/customer/search-tags.ts'
import { sparkPoints } from '../../../sidebar/ui/spark-points.ts'

describe('the open slots of a script', () => {
  const text = '林女士，明天 〔到店时间〕 见，〔到店时间〕前请发我〔车牌〕。'

  it('are found in order, each once', () => {
    expect(openSlots(text)).toEqual(['到店时间', '车牌'])
    expect(splitSlots('〔a〕b')).toEqual([
      { kind: 'slot', label: 'a' },
      { kind: 'text', text: 'b' },
    ])
  })

  it('are filled wherever they stand; an empty value leaves them open', () => {
    const filled = fillSlots(text, { 到店时间: ' 周六 10 点 ', 车牌: '  ' })
    expect(filled).toBe('林女士，明天 周六 10 点 见，周六 10 点前请发我〔车牌〕。')
    expect(isComplete(filled)).toBe(false)
    expect(isComplete(fillSlots(filled, { 车牌: '沪A12345' }))).toBe(true)
  })

  it('do not treat what was typed as a pattern', () => {
    expect(fillSlots('〔a〕', { a: '$& $1' })).toBe('$& $1')
  })

  it.each(['', '  ', '您好 {{ customer.name }}', '{% if a %}', '您好〔称呼〕'])(
    'never lets %j go out',
    (bad) => {
      expect(isComplete(bad)).toBe(false)
    },
  )

  it('lets ordinary brackets go out', () => {
    expect(isComplete('周六（10 点）见 {好}')).toBe(true)
  })
})

describe('a script for a whole group', () => {
  const script = (text: string) => ({ text, missing: [] }) as unknown as ScriptItem
  const labels = new Map([['customer.salutation', '称呼']])

  it('has the advisor in it, and an open slot for what only a customer could fill', () => {
    const text = '{{ customer.salutation | default: "您" }}好，到店找{{ advisor.name }}'
    expect(forGroup(script(text), { advisor: '李娜', labels })).toMatchObject({
      text: '〔称呼〕好，到店找李娜',
      missing: ['称呼'],
    })
  })

  it('is left out when its words depend on the customer', () => {
    expect(forGroup(script('{% if a %}b{% endif %}'), { advisor: '李娜', labels })).toBeNull()
  })
})

describe('folding a line of tags', () => {
  const fold = (widths: number[], room: number) => countFitting(widths, { room, gap: 4, moreWidth: 40 })

  it('shows all when all fit, to the pixel', () => {
    expect(fold([50, 50, 50], 158)).toBe(3)
    expect(fold([50, 50, 50], 157)).toBe(2)
  })

  it('keeps room for +N as soon as one does not fit', () => {
    expect(fold([50, 50, 60], 147)).toBe(1)
    expect(fold([50, 50, 60], 148)).toBe(2)
  })

  it('shows one even when it is too long, and nothing of nothing', () => {
    expect(fold([400, 50], 200)).toBe(1)
    expect(fold([], 200)).toBe(0)
  })
})

describe('searching tags', () => {
  const tag = (name: string, search: string) => ({
    tagId: name,
    name,
    search: `${name.toLowerCase()} ${search}`,
  })
  const groups = [
    { groupId: 'g1', name: '购车阶段', tags: [tag('置换', 'zhihuan zh'), tag('首购', 'shougou sg')] },
    { groupId: 'g2', name: '售后', tags: [tag('延保', 'yanbao yb')] },
  ]
  const names = (words: string) =>
    searchTags(groups, words).flatMap((group) => group.tags.map(({ name }) => name))

  it('finds by name, by pinyin and by initials', () => {
    expect([names('置'), names('ZhiH'), names('sg')]).toEqual([['置换'], ['置换'], ['首购']])
  })

  it('keeps a whole group that is meant, and everything without words', () => {
    expect(names('阶段')).toEqual(['置换', '首购'])
    expect(names(' ')).toHaveLength(3)
  })
})

describe('small drawings', () => {
  it('put equal figures in the middle and one figure at the end', () => {
    expect(sparkPoints([5, 5]).map(([, y]) => y)).toEqual([9, 9])
    expect(sparkPoints([5])).toEqual([[62, 9]])
    expect(sparkPoints([])).toEqual([])
  })

  it('draw the size of a group between round numbers and mark the last day', () => {
    const days = Array.from({ length: 30 }, (_, i) => ({
      day: `2026-03-${String(i + 1).padStart(2, '0')}`,
      total: 168 + i,
    }))
    const chart = chartOf(days)
    expect([chart.low, chart.high]).toEqual([165, 200])
    expect(chart.marks.at(-1)?.text).toBe('30')
    expect(chart.marks.length).toBeLessThanOrEqual(7)
  })

  it('do not go below nobody', () => {
    expect(chartOf([{ day: '2026-03-01', total: 0 }]).low).toBe(0)
  })
})
