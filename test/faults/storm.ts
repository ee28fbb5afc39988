import type { Attempt, Delivery } from '../../server/simulator/callbacks/delivery.ts'
import type { Lab } from './lab.ts'
import { until } from './until.ts'

export interface StormPlan {
  count: number
  perSecond: number
  entities: number
  seed: number
}

const ANSWER_MS = 20_000

/** Everyday actions at a pace, each with its callback; resolves when the last has happened (not: been delivered). */
export async function storm({ simulator }: Lab, plan: StormPlan): Promise<void> {
  // fetch alone would wait five minutes for an answer.
  const ask = (init: RequestInit = {}) =>
    fetch(`${simulator.origin}/sim/storm`, { ...init, signal: AbortSignal.timeout(ANSWER_MS) })
  const started = await ask({ method: 'POST', body: JSON.stringify(plan) })
  if (!started.ok) throw new Error(await started.text())
  await until(
    async () => {
      const answer: unknown = await (await ask()).json()
      return typeof answer === 'object' && answer !== null && 'running' in answer && answer.running === false
    },
    { patienceMs: (plan.count / plan.perSecond) * 3_000 + 60_000, what: () => 'the end of the storm' },
  )
}

/** Keeps every delivery from now on; the simulator itself forgets old ones. */
export function watchDeliveries({ simulator }: Lab): { all: ReadonlySet<Delivery>; attempts(): Attempt[] } {
  const all = new Set<Delivery>()
  simulator.callbacks.onDelivery((delivery) => void all.add(delivery))
  return { all, attempts: () => [...all].flatMap((one) => one.attempts) }
}

/** Plaintexts of the inbox: what was told, whatever key it was stored under. */
export async function inboxTexts({ database, sealer }: Lab): Promise<Map<string, number>> {
  const texts = new Map<string, number>()
  const rows = await database.sql.all<{ bodySealed: string }>('SELECT "bodySealed" FROM "InboxEvent"')
  for (const { bodySealed } of rows) {
    const text = sealer.open(bodySealed)
    texts.set(text, (texts.get(text) ?? 0) + 1)
  }
  return texts
}

/** Events that were answered 200 and are not in the inbox. */
export async function ackedButMissing(lab: Lab, deliveries: Iterable<Delivery>): Promise<string[]> {
  const texts = await inboxTexts(lab)
  const acked = [...deliveries].filter((one) => one.attempts.some((attempt) => attempt.status === 200))
  return acked.map((one) => one.xml).filter((xml) => !texts.has(xml))
}

export function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
