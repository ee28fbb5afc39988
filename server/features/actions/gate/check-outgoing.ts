import { type ContactRefusal, gateContact } from '../../../domain/contact-gate.ts'
import type { Deps } from '../../deps.ts'
import { readContactFacts } from '../../customers/read-contact-facts.ts'
import { readOutreach } from './outreach-setting.ts'

const CHUNK = 1000

/**
 * The gate of everything that goes out by itself: whom of these the company may write to now, and why not the others.
 * Call it in the job that sends, not only when the sending was planned.
 */
export async function checkOutgoing(
  deps: Pick<Deps, 'database' | 'clock'>,
  corpId: string,
  customerIds: readonly string[],
): Promise<Map<string, ContactRefusal | null>> {
  const { sql } = deps.database
  const nowMs = deps.clock.nowMs()
  const { contact } = await readOutreach(sql, corpId)
  const verdicts = new Map<string, ContactRefusal | null>()
  for (let at = 0; at < customerIds.length; at += CHUNK) {
    const facts = await readContactFacts(sql, {
      corpId,
      customerIds: customerIds.slice(at, at + CHUNK),
      nowMs,
    })
    for (const [customerId, known] of facts) verdicts.set(customerId, gateContact(known, contact, nowMs))
  }
  return verdicts
}
