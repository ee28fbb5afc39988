import { finding, withLab, type Scenario } from '../scenario.ts'
import { inboxTexts, percentile, storm, watchDeliveries } from '../storm.ts'

const GET = 'externalcontact/get'
/** Published 10,000 a minute and interface, of which a fifth is kept for people. */
const ALLOWED_PER_SECOND = 8_000 / 60
const SMALL_CALLS_EACH = 2

export const c1: Scenario = {
  row: 'C1',
  title: 'storm of callbacks, a third of them twice, in any order',
  target: 'each event once · ack p99 < 1 s, max < 4 s · no re-send · converged within calls ÷ rate × 1.15',
  run: (options) => {
    const { isFull, seconds, seed } = options
    const size = isFull ? { contacts: 3_000, staff: 40 } : { contacts: 40 }
    return withLab(
      options,
      { company: { ...size, groups: 3 }, isSynced: true, isCalledBack: true },
      async (lab) => {
        const perSecond = isFull ? 1_000 : 100
        const count = perSecond * (isFull ? seconds : 1)
        const entities = isFull ? 2_000 : 20
        lab.simulator.faults.set({
          seed,
          callbacks: { repeatRate: 0.3, shuffleMs: isFull ? 30_000 : 300 },
        })
        lab.simulator.calls.reset()
        const deliveries = watchDeliveries(lab)
        const from = performance.now()
        await storm(lab, { count, perSecond, entities, seed })
        options.say(`storm over after ${secondsSince(from)} s`)
        await lab.simulator.callbacks.settled()
        const toldS = secondsSince(from)
        options.say(`all delivered after ${toldS} s`)
        await lab.quiet(20 * 60_000)
        const took = secondsSince(from)
        const attempts = deliveries.attempts()
        const waits = attempts.map((one) => one.tookMs).sort((a, b) => a - b)
        const [p99, max] = [percentile(waits, 0.99), waits.at(-1) ?? 0]
        const resent = attempts.filter((one) => one.status !== 200).length
        const texts = await inboxTexts(lab)
        const distinct = new Set([...deliveries.all].map((one) => one.xml)).size
        const calls = lab.simulator.calls.of(GET)
        // The storm itself takes its time, however few calls it needs.
        const stormS = isFull ? seconds + 30 : 1
        const most = mostCalls({ entities, toldS: Math.max(stormS, toldS), isFull })
        const least = Math.max(stormS, Math.min(calls, most) / ALLOWED_PER_SECOND)
        const twice = [...texts.values()].filter((n) => n > 1).length
        const rate = Math.round(count / seconds)
        return [
          finding(
            `${attempts.length} deliveries (${isFull ? rate : perSecond}/s) of ${distinct} distinct events: ${texts.size} kept, ${twice} twice`,
            texts.size === distinct && twice === 0,
          ),
          finding(`ack p99 ${p99} ms, max ${max} ms`, !isFull || (p99 < 1_000 && max < 4_000)),
          finding(`${resent} re-sent because of us`, resent === 0),
          finding(`${calls} calls for ${entities} customers, at most ${most}`, calls > 0 && calls <= most),
          finding(
            `converged in ${took} s, allowed ${(least * 1.15).toFixed(0)} s`,
            !isFull || took <= least * 1.15,
          ),
          await lab.equality(),
        ]
      },
    )
  },
}

/**
 * What happens to a customer within a moment is read once. As long as events come the rate is the ceiling, and after
 * them nobody is read more than once again; a short storm stays far below the rate, so a few calls for each are it.
 */
function mostCalls(storm: { entities: number; toldS: number; isFull: boolean }): number {
  if (!storm.isFull) return SMALL_CALLS_EACH * storm.entities
  return Math.ceil(storm.toldS * ALLOWED_PER_SECOND) + storm.entities
}

function secondsSince(from: number): number {
  return Math.round((performance.now() - from) / 100) / 10
}
