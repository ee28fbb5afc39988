import { parse } from 'csv-parse/sync'
import { findRules, type AssociationRule } from '../../domain/analytics/association-rules.ts'
import { collectBaskets, mineItemsets, type Baskets } from '../../domain/analytics/frequent-itemsets.ts'
import { chiSquareOfRule, fisherP } from '../../domain/analytics/rule-measures.ts'
import { equal, near, timed, type ReadData, type Row, type Section } from './section.ts'

export const combinationSection: Section = {
  name: '6 Product combinations',
  run(read) {
    const baskets = readBaskets(read)
    return [
      equal('baskets', baskets.total, 9835),
      equal('items', baskets.items.length, 169),
      ...levelRows(baskets, [0.001, 0.8], {
        rules: 410,
        itemsets: 13492,
        sizes: '157 2981 6831 3137 376 10',
      }),
      ...topRows(baskets, [0.001, 0.8], {
        rule: 'liquor + red/blush wine ⇒ bottled beer',
        count: 19,
        confidence: 0.9047619,
        lift: 11.235269,
      }),
      ...levelRows(baskets, [0.006, 0.25], { rules: 463, itemsets: 747 }),
      ...ruleSizeRows(baskets),
      ...topRows(baskets, [0.006, 0.25], {
        rule: 'herbs ⇒ root vegetables',
        count: 69,
        confidence: 0.43125,
        lift: 3.956477,
      }),
      ...herbRows(baskets),
      ...levelRows(baskets, [0.01, 0.5], { rules: 15, itemsets: 333, sizes: '88 213 32' }),
      ...levelRows(baskets, [0.001, 0.5], { rules: 5668, itemsets: 13492 }),
      ...levelRows(baskets, [0.0005, 0.2], { rules: 111652, itemsets: 49580 }),
      timed('410 rules', 0.3, () => mine(baskets, [0.001, 0.8])).row,
      timed('111,652 rules', 1.5, () => mine(baskets, [0.0005, 0.2])).row,
    ]
  },
}

type Level = readonly [minSupport: number, minConfidence: number]

function readBaskets(read: ReadData): Baskets {
  const rows: string[][] = parse(read('groceries_baskets.csv'), { from_line: 2 })
  return collectBaskets(rows.map(([, items = '']) => ({ items: items.split('|') })))
}

function mine(
  baskets: Baskets,
  [minSupport, minConfidence]: Level,
): { rules: AssociationRule[]; sizes: number[] } {
  const mined = mineItemsets(baskets, { minSupport, maxLength: 10 })
  if (mined.state !== 'ok') throw new Error('too many item sets: is this the right file?')
  const sizes: number[] = []
  for (const { items } of mined.itemsets) sizes[items.length - 1] = (sizes[items.length - 1] ?? 0) + 1
  const rules = findRules({
    items: baskets.items,
    itemsets: mined.itemsets,
    total: baskets.total,
    minConfidence,
  })
  return { rules, sizes }
}

function levelRows(
  baskets: Baskets,
  level: Level,
  reference: { rules: number; itemsets: number; sizes?: string },
): Row[] {
  const { rules, sizes } = mine(baskets, level)
  const label = level.join('/')
  const rows = [
    equal(`${label} rules`, rules.length, reference.rules),
    equal(
      `${label} item sets`,
      sizes.reduce((sum, one) => sum + one, 0),
      reference.itemsets,
    ),
  ]
  if (reference.sizes) rows.push(equal(`${label} item sets by size`, sizes.join(' '), reference.sizes))
  return rows
}

function ruleSizeRows(baskets: Baskets): Row[] {
  const { rules } = mine(baskets, [0.006, 0.25])
  const ofSize = (size: number): number => rules.filter((rule) => rule.left.length + 1 === size).length
  return [equal('0.006/0.25 rules by size', [2, 3, 4].map(ofSize).join(' '), '150 297 16')]
}

function topRows(
  baskets: Baskets,
  level: Level,
  reference: { rule: string; count: number; confidence: number; lift: number },
): Row[] {
  const [top] = mine(baskets, level).rules
  if (!top) return []
  const label = `${level.join('/')} top`
  return [
    equal(`${label} rule`, `${top.left.join(' + ')} ⇒ ${top.right}`, reference.rule),
    equal(`${label} count`, top.count, reference.count),
    near(`${label} confidence`, top.confidence, reference.confidence, 1e-7),
    near(`${label} lift`, top.lift, reference.lift, 1e-6),
  ]
}

function herbRows(baskets: Baskets): Row[] {
  const [top] = mine(baskets, [0.006, 0.25]).rules
  if (!top) return []
  const counts = { both: top.count, left: top.leftCount, right: top.rightCount, total: baskets.total }
  return [
    near('herbs leverage', top.leverage, 0.005242526, 1e-9),
    near('herbs conviction', top.conviction, 1.566596, 1e-6),
    near('herbs χ²', chiSquareOfRule(counts), 173.914, 0.001),
    near('herbs Fisher p', fisherP(counts), 6.17e-26, 1e-29),
  ]
}
