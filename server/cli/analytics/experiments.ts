import {
  adjustByHolm,
  checkAllocation,
  compareArms,
  sampleSize,
  type ArmCount,
} from '../../domain/analytics/ab-test.ts'
import { equal, near, type Row, type Section } from './section.ts'

/** The full test of 64,000 rows: only its counts are needed. */
const SIZES = { mens: 21307, womens: 21387, none: 21306 }
const VISITS = { mens: 3894, womens: 3238, none: 2262 }
const CONVERSIONS = { mens: 267, womens: 189, none: 122 }

export const experimentSection: Section = {
  name: '8 A/B tests',
  run() {
    const allocation = checkAllocation(Object.values(SIZES))
    const ps = [conversion('mens', 'none'), conversion('womens', 'none'), conversion('mens', 'womens')].map(
      (one) => one.p,
    )
    return [
      equal('needed per arm, .10 against .12', sampleSize(0.1, 0.12) ?? 0, 3841),
      ...visitRows(),
      near('conversion mens − none z', conversion('mens', 'none').z, 7.38511, 1e-5),
      near('conversion womens − none z', conversion('womens', 'none').z, 3.77956, 1e-5),
      near('conversion womens − none p', conversion('womens', 'none').p, 1.571e-4, 1e-7),
      near(
        'conversion womens − none, always valid',
        conversion('womens', 'none').alwaysValidP,
        0.010114,
        1e-6,
      ),
      near('conversion mens − womens z', conversion('mens', 'womens').z, 3.71258, 1e-5),
      near('conversion mens − womens p', conversion('mens', 'womens').p, 2.052e-4, 1e-7),
      near(
        'conversion mens − womens, always valid',
        conversion('mens', 'womens').alwaysValidP,
        0.010982,
        1e-6,
      ),
      near('largest p of three after Holm', Math.max(...adjustByHolm(ps)), 3.142e-4, 1e-7),
      near('allocation χ²', allocation.chiSquare, 0.2025, 1e-4),
      near('allocation p', allocation.p, 0.904, 1e-3),
      equal('allocation blocks the verdict', String(allocation.isBroken), 'false'),
    ]
  },
}

type Arm = keyof typeof SIZES

function visitRows(): Row[] {
  const [men, women, both] = [visit('mens', 'none'), visit('womens', 'none'), visit('mens', 'womens')]
  return [
    near('visit mens − none', men.difference, 0.0765896, 1e-7),
    near('visit mens − none z', men.z, 22.48604, 1e-5),
    near('visit mens − none, from', men.interval[0], 0.0699535, 1e-7),
    near('visit mens − none, to', men.interval[1], 0.0832256, 1e-7),
    near('visit mens − none Λ / 1e97', men.evidence / 1e97, 7.7487, 1e-4),
    near('visit womens − none', women.difference, 0.0452331, 1e-7),
    near('visit womens − none z', women.z, 13.94918, 1e-5),
    near('visit womens − none, from', women.interval[0], 0.0388938, 1e-7),
    near('visit womens − none, to', women.interval[1], 0.0515724, 1e-7),
    near('visit mens − womens', both.difference, 0.0313565, 1e-7),
    near('visit mens − womens z', both.z, 8.68456, 1e-5),
  ]
}

function visit(one: Arm, other: Arm) {
  return compare(VISITS, one, other)
}

function conversion(one: Arm, other: Arm) {
  return compare(CONVERSIONS, one, other)
}

function compare(answers: Record<Arm, number>, one: Arm, other: Arm) {
  const arm = (name: Arm): ArmCount => ({ answers: answers[name], count: SIZES[name] })
  const compared = compareArms(arm(one), arm(other))
  if (compared === null) throw new Error('an arm is empty')
  return compared
}
