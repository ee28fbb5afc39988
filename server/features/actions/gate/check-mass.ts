import { gateMass, gateWecom, type MassRefusal, type MassRules } from '../../../domain/post/gate-mass.ts'
import type { ContactRules } from '../../../domain/contact-gate.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { readContactFacts } from './read-contact-facts.ts'
import { readMassTimes } from './read-mass-times.ts'

type Reader = Pick<SqlTx, 'all' | 'dialect'>

export interface MassVerdict {
  refusal: MassRefusal | null
  /** Messages of the last thirty days. */
  sentAtMs: readonly number[]
}

/** The gate of planned messages to customers, as it will stand at an instant. Call it again in the job that sends. */
export async function checkMass(
  sql: Reader,
  {
    corpId,
    customerIds,
    rules,
    atMs,
  }: {
    corpId: string
    customerIds: readonly string[]
    rules: { contact: ContactRules; mass: MassRules }
    atMs: number
  },
): Promise<Map<string, MassVerdict>> {
  const facts = await readContactFacts(sql, { corpId, customerIds, nowMs: atMs })
  const times = await readMassTimes(sql, { corpId, column: 'customerId', ids: customerIds, nowMs: atMs })
  return new Map(
    [...facts].map(([id, known]) => {
      const refusal = gateMass({ ...known, massAtMs: times.get(id) ?? [] }, rules, atMs)
      return [id, { refusal, sentAtMs: known.sentAtMs }]
    }),
  )
}

/** The same for groups, which have no word of their own: WeCom's limits alone. */
export async function checkMassToGroups(
  sql: Reader,
  {
    corpId,
    chatIds,
    mass,
    atMs,
  }: { corpId: string; chatIds: readonly string[]; mass: MassRules; atMs: number },
): Promise<Map<string, MassRefusal | null>> {
  const times = await readMassTimes(sql, { corpId, column: 'chatId', ids: chatIds, nowMs: atMs })
  return new Map(chatIds.map((id) => [id, gateWecom(times.get(id) ?? [], mass, atMs)]))
}
