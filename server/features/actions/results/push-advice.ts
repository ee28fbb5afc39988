import { addDays, type LocalDate, localDateOf } from '../../../domain/time.ts'
import type { Tx } from '../../../platform/db/index.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { KnownPushTime } from './contract.ts'

interface Advice {
  customerId: string
  hour: number
  basis: KnownPushTime['basis']
  probability: number
}

/** Keeps what this person was told for today. What stood there when they wrote is what counts: the last word stays. */
export async function logAdvice(
  { database: { db }, clock }: Deps,
  { corpId, staffId }: Scope,
  { customerId, hour, basis, probability }: Advice,
): Promise<void> {
  const at = clock.now()
  const key = { corpId, customerId, staffId, day: localDateOf(at.getTime()) }
  const said = { hour, basis, probability, at }
  await db.pushAdvice.upsert({
    where: { corpId_customerId_staffId_day: key },
    create: { ...key, ...said },
    update: said,
  })
}

/** What the sender had been told that day, as it stands beside what came of the message. */
export async function adviceOf(
  tx: Tx,
  { now, ...who }: { corpId: string; customerId: string; staffId: string; now: Date },
): Promise<{ pushHour: number | null; pushProbability: number | null }> {
  const day: LocalDate = localDateOf(now.getTime())
  const found = await tx.pushAdvice.findUnique({
    where: { corpId_customerId_staffId_day: { ...who, day } },
    select: { hour: true, probability: true },
  })
  return { pushHour: found?.hour ?? null, pushProbability: found?.probability ?? null }
}

/** Advice of days on which nobody can write any more; what came of a message has its own copy. */
export async function forgetAdvice({ database: { db }, clock }: Deps, corpId: string): Promise<void> {
  const yesterday = addDays(localDateOf(clock.nowMs()), -1)
  await db.pushAdvice.deleteMany({ where: { corpId, day: { lt: yesterday } } })
}
