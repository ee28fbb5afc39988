import { daysBetween } from '../../../domain/time.ts'
import { add, addNumber, read, type Load } from './load-facts.ts'

interface PredictionRow {
  customerId: string
  churn: number | null
  churnBand: string | null
  clvFen: number | null
  nextVisitFrom: string | null
  nextVisitTo: string | null
  replacementFrom: string | null
  replacementTo: string | null
}

/** What the models say; what they do not know satisfies no comparison. */
export async function loadForesight(load: Load): Promise<void> {
  const { today } = load.frame
  const rows = await read<PredictionRow>(load, {
    columns: `p."customerId", p."churn", p."churnBand", p."clvFen", p."nextVisitFrom", p."nextVisitTo",
      p."replacementFrom", p."replacementTo"`,
    from: '"Prediction" p',
    own: 'p',
    id: 'p."customerId"',
  })
  for (const row of rows) {
    const facts = load.of.get(row.customerId)
    if (!facts) continue
    if (row.churnBand !== null) add(facts, 'churnBand', row.churnBand)
    if (row.churn !== null) addNumber(facts, 'churnPercent', percentOf(row.churn))
    if (row.clvFen !== null) addNumber(facts, 'clvYuan', Number(row.clvFen) / 100)
    const spans = {
      nextVisitInDays: [row.nextVisitFrom, row.nextVisitTo],
      replacementInDays: [row.replacementFrom, row.replacementTo],
    }
    for (const [field, [from, to]] of Object.entries(spans))
      if (from && to) facts.spans[field] = [{ from: daysBetween(today, from), to: daysBetween(today, to) }]
  }
  const scores = await read<{ customerId: string; chance: number }>(load, {
    columns: 'q."customerId", q."chance"',
    from: '"ResponseScore" q',
    own: 'q',
    id: 'q."customerId"',
  })
  for (const { customerId, chance } of scores)
    addNumber(load.of.get(customerId), 'responsePercent', percentOf(chance))
}

/** Whole percents stay whole: 0.29 times a hundred would be a little less than 29. */
function percentOf(share: number): number {
  return Math.round(share * 1e6) / 1e4
}
