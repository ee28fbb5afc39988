import { forecastGap, quantile } from '../../domain/analytics/gap-forecast.ts'
import { daysBetween } from '../../domain/time.ts'
import { readOrders, visitDaysOf } from './cdnow.ts'
import { equal, near, type Row, type Section } from './section.ts'

const MIN_VISIT_DAYS = 4
const STRENGTH = 2

interface Held {
  earlier: number[]
  last: number
}

export const nextVisitSection: Section = {
  name: '4 Next visit',
  run(read) {
    const held = visitDaysOf(readOrders(read))
      .filter((days) => days.length >= MIN_VISIT_DAYS)
      .map((days): Held => {
        const gaps = days.slice(1).map((day, n) => daysBetween(days[n] ?? day, day))
        return { earlier: gaps.slice(0, -1), last: gaps.at(-1) ?? 0 }
      })
    const median = quantile(
      held.flatMap((one) => one.earlier),
      0.5,
    )
    return [
      equal('customers with four visit-days', held.length, 527),
      equal('median of the earlier gaps', median, 26),
      maeRow('the median of all', held, () => median, 63.917),
      maeRow('the personal mean', held, (gaps) => sum(gaps) / gaps.length, 70.714),
      maeRow('the personal median', held, (gaps) => quantile(gaps, 0.5), 68.937),
      maeRow(
        'the shrunk arithmetic mean',
        held,
        (gaps) => (STRENGTH * median + sum(gaps)) / (STRENGTH + gaps.length),
        63.571,
      ),
      maeRow('our forecast', held, (gaps) => forecastGap(gaps, median), 62.293),
    ]
  },
}

function maeRow(name: string, held: Held[], forecast: (gaps: number[]) => number, reference: number): Row {
  const errors = held.map(({ earlier, last }) => Math.abs(forecast(earlier) - last))
  return near(`MAE in days of ${name}`, sum(errors) / held.length, reference, 0.001)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0)
}
