import { calibrateRfm } from '../../domain/rfm-calibrate.ts'
import { scoreOne, type RfmColumns, type RfmMode, type RfmScore } from '../../domain/rfm.ts'
import { addDays, daysBetween, type LocalDate } from '../../domain/time.ts'
import { readOrders, type CdnowOrder } from './cdnow.ts'
import { equal, notHere, type Row, type Section } from './section.ts'

interface Case {
  asOf: LocalDate
  windowDays: number
  counted: string
  sums: string
  byScore: string
  byValue: string
}

const CASES: readonly Case[] = [
  {
    asOf: '1997-09-30',
    windowDays: 365,
    counted: '2357 426830 4814 17311555',
    sums: '7038 5049 7060',
    byScore: '811 191 74 337 51 346 10 537',
    byValue: '376 72 28 135 89 188 14 1455',
  },
  {
    asOf: '1998-06-30',
    windowDays: 730,
    counted: '2357 875776 6696 24409194',
    sums: '7048 5749 7060',
    byScore: '980 95 74 265 75 254 10 604',
    byValue: '464 30 37 62 188 161 47 1368',
  },
  {
    asOf: '1998-06-30',
    windowDays: 365,
    counted: '812 117494 2607 9796370',
    sums: '2431 2143 2433',
    byScore: '328 25 84 50 41 93 30 161',
    byValue: '151 34 23 26 32 242 11 293',
  },
]
const CODE_ORDER = [7, 5, 3, 1, 6, 4, 2, 0]

export const rfmSection: Section = {
  name: '1 RFM',
  run(read) {
    const orders = readOrders(read)
    return [
      ...CASES.flatMap((one) => runCase(orders, one)),
      ...detailRows(orders),
      notHere(
        '1,000,000 customers, 10,000,000 orders rebuilt',
        '≤ 15 s',
        'needs a full database: npm run bench',
      ),
    ]
  },
}

function runCase(orders: readonly CdnowOrder[], one: Case): Row[] {
  const label = `${one.asOf}, ${one.windowDays} days`
  const { columns } = measure(orders, one)
  const byScore = scoresOf(columns, { kind: 'score-mean' })
  const byValue = scoresOf(columns, { kind: 'value-mean' })
  const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, v) => sum + v, 0)
  const counted = [
    columns.recency.length,
    total(columns.recency),
    total(columns.frequency),
    total(columns.monetary),
  ]
  const sums = [
    total(byScore.map((score) => score.recencyScore)),
    total(byScore.map((score) => score.frequencyScore)),
    total(byScore.map((score) => score.monetaryScore)),
  ]
  const codes = (scores: RfmScore[]): string =>
    CODE_ORDER.map((code) => scores.filter((score) => score.code === code).length).join(' ')
  return [
    equal(`${label}: N, ΣR, ΣF, ΣM`, counted.join(' '), one.counted),
    equal(`${label}: score sums`, sums.join(' '), one.sums),
    equal(`${label}: score-mean 7 5 3 1 6 4 2 0`, codes(byScore), one.byScore),
    equal(`${label}: value-mean 7 5 3 1 6 4 2 0`, codes(byValue), one.byValue),
  ]
}

function detailRows(orders: readonly CdnowOrder[]): Row[] {
  const { customers, columns } = measure(orders, { asOf: '1997-09-30', windowDays: 365 })
  const byScore = scoresOf(columns, { kind: 'score-mean' })
  const byValue = scoresOf(columns, { kind: 'value-mean' })
  const histogram = (of: (score: RfmScore) => number): string =>
    [1, 2, 3, 4, 5].map((level) => byScore.filter((score) => of(score) === level).length).join(' ')
  const customer = (id: string): string => {
    const n = customers.indexOf(id)
    const { recencyScore, frequencyScore, monetaryScore, code } = byScore[n] ?? {}
    const values = [columns.recency[n], columns.frequency[n], columns.monetary[n]]
    return [...values, '→', recencyScore, frequencyScore, monetaryScore, '→', code, byValue[n]?.code].join(
      ' ',
    )
  }
  return [
    equal(
      'histogram of R',
      histogram((score) => score.recencyScore),
      '480 478 459 475 465',
    ),
    equal(
      'histogram of F',
      histogram((score) => score.frequencyScore),
      '1411 0 439 214 293',
    ),
    equal(
      'histogram of M',
      histogram((score) => score.monetaryScore),
      '480 464 471 471 471',
    ),
    equal('customer 4: values → scores → codes', customer('4'), '59 3 7402 → 5 4 4 → 7 7'),
    equal('customer 18', customer('18'), '269 1 1496 → 1 1 1 → 0 0'),
    equal('customer 21', customer('21'), '260 2 7511 → 1 3 4 → 3 1'),
  ]
}

function scoresOf(columns: RfmColumns, mode: RfmMode): RfmScore[] {
  const thresholds = calibrateRfm(columns, mode)
  if (thresholds === null) return []
  return Array.from(columns.recency, (recency, n) =>
    scoreOne(
      { recency, frequency: columns.frequency[n] ?? 0, monetary: columns.monetary[n] ?? 0 },
      thresholds,
    ),
  )
}

function measure(
  orders: readonly CdnowOrder[],
  { asOf, windowDays }: { asOf: LocalDate; windowDays: number },
): { customers: string[]; columns: RfmColumns } {
  const found = new Map<string, { days: Set<LocalDate>; fen: number }>()
  for (const { customer, on, fen } of orders) {
    if (on > asOf || on <= addDays(asOf, -windowDays)) continue
    const row = found.get(customer) ?? { days: new Set(), fen: 0 }
    found.set(customer, { days: row.days.add(on), fen: row.fen + fen })
  }
  const rows = [...found.values()]
  const lastOf = (days: Set<LocalDate>): LocalDate => [...days].sort().at(-1) ?? asOf
  return {
    customers: [...found.keys()],
    columns: {
      recency: Int32Array.from(rows, ({ days }) => daysBetween(lastOf(days), asOf)),
      frequency: Int32Array.from(rows, ({ days }) => days.size),
      monetary: Float64Array.from(rows, ({ fen }) => fen),
    },
  }
}
