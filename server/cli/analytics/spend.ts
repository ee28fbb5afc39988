import {
  expectedSpend,
  fitSpendSteps,
  spendCorrelation,
  MAX_SPEND_CORRELATION,
} from '../../domain/analytics/gamma-gamma.ts'
import { finish } from '../../domain/analytics/nelder-mead.ts'
import { readSummary } from './cdnow.ts'
import { atMost, near, type ReadData, type Row } from './section.ts'

const PUBLISHED = { p: 6.25, q: 3.74, v: 15.44 }
const FIRST_TEN = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]

/** Gamma–Gamma on the summary of its authors. */
export function spendRows(read: ReadData): Row[] {
  const spends = readSummary(read).map((row) => ({ visits: row.x, meanYuan: row.zbar }))
  const fit = finish(fitSpendSteps(spends))
  if (fit === null) throw new Error('the summary is too small to fit: is the file complete?')
  const { p, q, v } = fit.parameters
  return [
    near('Gamma–Gamma p', p, 6.249, 0.002),
    near('Gamma–Gamma q', q, 3.744, 0.002),
    near('Gamma–Gamma v', v, 15.45, 0.02),
    near('Gamma–Gamma LL', fit.logLikelihood, -4055.92, 0.02),
    near('Gamma–Gamma p, as published in 2005', p, PUBLISHED.p, 0.005),
    near('Gamma–Gamma q, as published in 2005', q, PUBLISHED.q, 0.005),
    near('Gamma–Gamma v, as published in 2005', v, PUBLISHED.v, 0.02),
    atMost('|correlation of visits and spend|', Math.abs(spendCorrelation(spends)), MAX_SPEND_CORRELATION),
    ...FIRST_TEN.map((reference, n) =>
      near(`E[Z] of customer ${n + 1}`, expectedSpend(PUBLISHED, spends[n] ?? null, 0), reference, 0.1),
    ),
  ]
}
