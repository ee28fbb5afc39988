import { CONTACT_MEMORY_DAYS, type ContactFacts } from '../../domain/contact-gate.ts'
import { addDays, localDateOf, startOfDayMs } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import { readMassTimes } from './read-mass-times.ts'

interface Wanted {
  corpId: string
  customerIds: readonly string[]
  nowMs: number
  /** The part of a post that asks: it is not in its own way. */
  exceptPartId?: string | undefined
}

/**
 * What the gate looks at. Counted are messages the company began: a proposal that was sent, a mass message that was
 * delivered or waits for its sender. What an advisor answers in a conversation out of the library is no disturbance.
 */
export async function readContactFacts(
  sql: Pick<SqlTx, 'all' | 'dialect'>,
  { corpId, customerIds, nowMs, exceptPartId }: Wanted,
): Promise<Map<string, ContactFacts>> {
  const facts = new Map(
    customerIds.map((id) => [id, { optedOut: null, sentAtMs: [] as number[] } as Mutable]),
  )
  const ids = JSON.stringify(customerIds)
  const mine = `"corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`
  const since = new Date(startOfDayMs(addDays(localDateOf(nowMs), 1 - CONTACT_MEMORY_DAYS)))
  const refused = await sql.all<{ customerId: string; source: string; at: string }>(
    `SELECT "customerId", "source", "at" FROM "Consent" WHERE ${mine} AND "isOptedOut"`,
    [corpId, ids],
  )
  for (const { customerId, source, at } of refused) {
    const known = facts.get(customerId)
    if (known) known.optedOut = { on: localDateOf(rowTime(at).getTime()), source }
  }
  const sent = await sql.all<{ customerId: string; at: string }>(
    `SELECT "customerId", "at" FROM "ActionOutcome" WHERE ${mine} AND "at" >= ? AND "outcome" IN ('sent', 'edited')
     AND "rule" NOT IN ('', 'reply-pending') ORDER BY "at"`,
    [corpId, ids, since],
  )
  for (const { customerId, at } of sent) facts.get(customerId)?.sentAtMs.push(rowTime(at).getTime())
  const mass = await readMassTimes(sql, {
    corpId,
    column: 'customerId',
    ids: customerIds,
    nowMs,
    exceptPartId,
  })
  for (const [customerId, times] of mass)
    facts.get(customerId)?.sentAtMs.push(...times.filter((ms) => ms >= since.getTime()))
  return facts
}

interface Mutable {
  optedOut: ContactFacts['optedOut']
  sentAtMs: number[]
}
