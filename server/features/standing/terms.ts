import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import { standingTerms, type StandingTerms } from './contract.ts'

export const SETTING = 'standing'

/** What counts unless a corp says otherwise: the trade's 3, 5 and 7 months, and a table of points in fen and days. */
export const DEFAULT_TERMS: StandingTerms = {
  stage: {
    dormantAfterMonths: 3,
    lostAfterMonths: 7,
    maturityPaidVisitDays: 4,
    maturityAfterMonths: 12,
  },
  ladder: {
    isOn: true,
    by: 'months',
    months: [3, 5, 7],
    ratios: [1.5, 2.5, 3.5],
    perAdvisorADay: 20,
    actWithinDays: 3,
  },
  grade: {
    aFrom: 65,
    bFrom: 35,
    steps: {
      spend: [
        { from: 100_000, points: 10 },
        { from: 300_000, points: 20 },
        { from: 800_000, points: 30 },
      ],
      vehicle: [
        { from: 10_000_000, points: 10 },
        { from: 20_000_000, points: 20 },
        { from: 35_000_000, points: 25 },
      ],
      visits: [
        { from: 2, points: 10 },
        { from: 4, points: 20 },
      ],
      recency: [
        { from: 365, points: 5 },
        { from: 180, points: 15 },
        { from: 90, points: 25 },
      ],
      value: [],
    },
  },
}

export async function readTerms(tx: AnyTx, corpId: string): Promise<StandingTerms> {
  const rows = await sqlIn(tx).all<{ valueJson: string }>(
    `SELECT "valueJson" FROM "Setting" WHERE "corpId" = ? AND "key" = ?`,
    [corpId, SETTING],
  )
  return rows[0] ? standingTerms.parse(JSON.parse(rows[0].valueJson)) : DEFAULT_TERMS
}
