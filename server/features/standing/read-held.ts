import { z } from 'zod'
import {
  CONTACT_MEMORY_DAYS,
  CONTACT_RULES,
  gateContact,
  stopsPerson,
  type ContactRules,
} from '../../domain/contact-gate.ts'
import { addDays, localDateOf, startOfDayMs, type LocalDate } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { readCorpSetting } from '../corp-setting.ts'
import { rowTime } from '../../platform/db/row-values.ts'

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
  wanted: { corpId: string; customerIds: readonly string[]; today: LocalDate; nowMs: number },
): Promise<Map<string, Held>> {
  const { corpId, customerIds, today, nowMs } = wanted
  const held = new Map<string, Held>()
  if (customerIds.length === 0) return held
  const ids = JSON.stringify(customerIds)
  const mine = `"corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`
  const refused = await sql.all<{ customerId: string; source: string; at: string }>(
    `SELECT "customerId", "source", "at" FROM "Consent" WHERE ${mine} AND "isOptedOut"`,
    [corpId, ids],
  )
  const since = new Date(startOfDayMs(addDays(today, 1 - CONTACT_MEMORY_DAYS)))
  const sent = await sql.all<{ customerId: string; at: string }>(
    `SELECT "customerId", "at" FROM "ActionOutcome" WHERE ${mine} AND "at" >= ? AND "outcome" IN ('sent', 'edited')
     AND "rule" NOT IN ('', 'reply-pending')`,
    [corpId, ids, since],
  )
  const rules = await readRules(sql, corpId)
  for (const customerId of new Set([...refused, ...sent].map((row) => row.customerId))) {
    const no = refused.find((row) => row.customerId === customerId)
    const refusal = gateContact(
      {
        optedOut: no ? { on: localDateOf(rowTime(no.at).getTime()), source: no.source } : null,
        sentAtMs: sent.filter((row) => row.customerId === customerId).map((row) => rowTime(row.at).getTime()),
      },
      rules,
      nowMs,
    )
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
