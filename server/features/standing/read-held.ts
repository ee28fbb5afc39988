import { z } from 'zod'
import { CONTACT_RULES, gateContact, stopsPerson, type ContactRules } from '../../domain/contact-gate.ts'
import type { LocalDate } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { readCorpSetting } from '../corp-setting.ts'
import { readContactFacts } from '../customers/read-contact-facts.ts'

export interface Held {
  why: string
  freeOn: LocalDate | null
}

/**
 * Customers nobody may write to now: they said no, or have heard enough. A task is for a person: quiet hours delay the
 * message, not the task.
 */
export async function readHeld(
  sql: SqlTx,
  wanted: { corpId: string; customerIds: readonly string[]; nowMs: number },
): Promise<Map<string, Held>> {
  const { corpId, customerIds, nowMs } = wanted
  const held = new Map<string, Held>()
  if (customerIds.length === 0) return held
  const rules = await readRules(sql, corpId)
  for (const [customerId, facts] of await readContactFacts(sql, { corpId, customerIds, nowMs })) {
    const refusal = gateContact(facts, rules, nowMs)
    if (refusal !== null && stopsPerson(refusal))
      held.set(customerId, { why: refusal.kind, freeOn: refusal.freeOn })
  }
  return held
}

const caps = z.object({ perDay: z.number(), perWeek: z.number(), perMonth: z.number() }).partial()

/** The caps of the corp; the setting belongs to the actions, below. */
async function readRules(sql: SqlTx, corpId: string): Promise<ContactRules> {
  const own = await readCorpSetting(sql, corpId, 'outreach')
  const stored = z
    .object({ contact: caps })
    .partial()
    .catch({})
    .parse(own ?? {})
  return { ...CONTACT_RULES, ...stored.contact }
}
