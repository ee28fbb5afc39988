import { finding, withLab, type Scenario } from '../scenario.ts'
import { storm } from '../storm.ts'

/** The warm-up lasts until caches are full and the code is compiled. */
const FULL = { rounds: 8, warmUp: 3 }
/** So few events show only what is kept of each: 2 MB are 7 kB an event. */
const SMALL = { rounds: 2, warmUp: 1, count: 150, slopeMb: 2 / 0.03 }
const LIMIT_MB = 300
const SLOPE_MB = 1

export const p13: Scenario = {
  row: 'P13',
  title: 'memory over a long day of events',
  target: `≤ ${LIMIT_MB} MB, and what is still in use grows by less than ${SLOPE_MB} MB per 10,000 events`,
  run: (options) => {
    const { isFull, seed, backlog } = options
    const company = { contacts: isFull ? 3_000 : 40, staff: isFull ? 40 : 8 }
    return withLab(options, { company, isSynced: true, isCalledBack: true, isKilled: true }, async (lab) => {
      const { rounds, warmUp } = isFull ? FULL : SMALL
      const count = isFull ? Math.min(10_000, Math.ceil(backlog / rounds)) : SMALL.count
      const points: { events: number; mb: number }[] = []
      let peakMb = 0
      for (let round = 1; round <= warmUp + rounds; round += 1) {
        await storm(lab, {
          count,
          perSecond: isFull ? 500 : 200,
          entities: isFull ? 500 : 10,
          seed: seed + round,
        })
        await lab.quiet(10 * 60_000)
        peakMb = Math.max(peakMb, await lab.commands().memoryMb())
        const mb = await lab.commands().liveMb()
        if (round > warmUp) points.push({ events: round * count, mb })
        options.say(`${round * count} events, ${mb.toFixed(1)} MB in use, at most ${peakMb} MB`)
      }
      const slope = slopeOf(points) * 10_000
      return [
        finding(
          `${rounds * count} events after a warm-up of ${warmUp * count}: ${slope.toFixed(2)} MB per 10,000`,
          slope < (isFull ? SLOPE_MB : SMALL.slopeMb),
        ),
        finding(`at most ${peakMb} MB`, !isFull || peakMb <= LIMIT_MB),
      ]
    })
  },
}

/** Least squares: megabytes for each event. */
function slopeOf(points: { events: number; mb: number }[]): number {
  const mean = (of: (point: { events: number; mb: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [x, y] = [mean(({ events }) => events), mean(({ mb }) => mb)]
  const spread = mean(({ events }) => (events - x) ** 2)
  return spread === 0 ? 0 : mean(({ events, mb }) => (events - x) * (mb - y)) / spread
}
