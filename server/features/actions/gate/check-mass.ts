import { gateGroup, gateMass, type MassRefusal, type MassRules } from '../../../domain/post/gate-mass.ts'
import type { ContactRules } from '../../../domain/contact-gate.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { readContactFacts } from '../../customers/read-contact-facts.ts'
import { readMassTimes } from '../../customers/read-mass-times.ts'

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
    exceptPartId,
  }: {
    corpId: string
    customerIds: readonly string[]
    rules: { contact: ContactRules; mass: MassRules }
    atMs: number
    exceptPartId?: string | undefined
  },
): Promise<Map<string, MassVerdict>> {
  const asked = { corpId, nowMs: atMs, exceptPartId }
  const facts = await readContactFacts(sql, { ...asked, customerIds })
  const times = await readMassTimes(sql, { ...asked, column: 'customerId', ids: customerIds })
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
    rules,
    atMs,
    exceptPartId,
  }: {
    corpId: string
    chatIds: readonly string[]
    rules: { contact: ContactRules; mass: MassRules }
    atMs: number
    exceptPartId?: string | undefined
  },
): Promise<Map<string, MassRefusal | null>> {
  const times = await readMassTimes(sql, {
    corpId,
    column: 'chatId',
    ids: chatIds,
    nowMs: atMs,
    exceptPartId,
  })
  return new Map(chatIds.map((id) => [id, gateGroup(times.get(id) ?? [], rules, atMs)]))
}
