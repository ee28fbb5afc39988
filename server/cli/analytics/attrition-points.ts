import { aliveBg, forecastBg } from '../../domain/analytics/bg-nbd.ts'
import { activeWithin, forecastMbg } from '../../domain/analytics/mbg-nbd.ts'
import { forecastPareto } from '../../domain/analytics/pareto-nbd.ts'
import { HELD_OUT_WEEKS } from './cdnow.ts'
import { near, type Row } from './section.ts'

const BG = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
const MBG = { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614, k: 1 }
const PARETO = { r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562 }
const LONG = { r: 0.55, alpha: 10.58, s: 0.61, beta: 11.67 }

/** x, t_x, T and then P(alive), CE(39), P(active in 39). */
const MBG_POINTS = [
  [2, 30.428571, 38.857143, 0.706215, 1.26305, 0.560015],
  [0, 0, 38.428571, 0.390938, 0.155803, 0.109827],
  [1, 1.714286, 38.857143, 0.170967, 0.188992, 0.104927],
  [10, 30, 38, 0.614258, 4.389815, 0.61347],
] as const

/** Single customers at published parameters. */
export function pointRows(): Row[] {
  const known = { repeats: 2, lastWeeks: 30.43, ageWeeks: 38.86 }
  const regular = { repeats: 26, lastWeeks: 30.86, ageWeeks: 31 }
  return [
    near('BG CE(39 | 2, 30.43, 38.86)', forecastBg(BG, known, HELD_OUT_WEEKS).expected, 1.226, 0.0001),
    near('BG P(alive | 2, 30.43, 38.86)', aliveBg(BG, known), 0.72658, 0.00001),
    near('BG P(alive | x = 0)', aliveBg(BG, { repeats: 0, lastWeeks: 0, ageWeeks: 38.86 }), 1, 0),
    ...MBG_POINTS.flatMap(([repeats, lastWeeks, ageWeeks, alive, expected, active]) => {
      const history = { repeats, lastWeeks, ageWeeks }
      const forecast = forecastMbg(MBG, history, HELD_OUT_WEEKS)
      const label = `(${repeats}, ${lastWeeks}, ${ageWeeks})`
      return [
        near(`MBG P(alive) ${label}`, forecast.alive, alive, 1e-6),
        near(`MBG CE(39) ${label}`, forecast.expected, expected, 1e-6),
        near(`MBG P(active) ${label}`, activeWithin(MBG, history, HELD_OUT_WEEKS), active, 1e-6),
      ]
    }),
    near('Pareto P(alive | 26, 30.86, 31)', forecastPareto(PARETO, regular, 52).alive, 0.9979178, 1e-7),
    near('Pareto CE(52 | 26, 30.86, 31)', forecastPareto(PARETO, regular, 52).expected, 25.46, 0.01),
    ...[
      [132, 6.20605],
      [133, 6.25287],
    ].map(([repeats = 0, reference = 0]) =>
      near(
        `Pareto CE(10 | ${repeats}, 200, 200)`,
        forecastPareto(LONG, { repeats, lastWeeks: 200, ageWeeks: 200 }, 10).expected,
        reference,
        0.00001,
      ),
    ),
  ]
}
