import type { ActionFacts, ActionTerms } from '../../domain/action-facts.ts'
import { addDays, type LocalDate, localDateOf, startOfDayMs } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import { readContactFacts } from '../customers/read-contact-facts.ts'

type Facts = { -readonly [K in keyof ActionFacts]: ActionFacts[K] }

interface Wanted {
  corpId: string
  today: LocalDate
  nowMs: number
  terms: ActionTerms
  /** Days in which paid visits count for a level. */
  levelDays: number
}

/** What happened between the customer and us: contacts, answers, promises, visits. Fixed number of statements. */
export async function readRelationFacts(
  sql: SqlTx,
  facts: Map<string, Facts>,
  { corpId, today, nowMs, terms, levelDays }: Wanted,
): Promise<void> {
  const customerIds = [...facts.keys()]
  const ids = JSON.stringify(customerIds)
  const mine = (alias: string): string =>
    `${alias}."corpId" = ? AND ${inTextList(sql.dialect, `${alias}."customerId"`)}`
  const each = async <Row extends { customerId: string }>(
    text: string,
    params: (string | Date)[],
    take: (known: Facts, row: Row) => void,
  ): Promise<void> => {
    for (const row of await sql.all<Row>(text, [corpId, ids, ...params])) {
      const known = facts.get(row.customerId)
      if (known) take(known, row)
    }
  }
  for (const [customerId, contact] of await readContactFacts(sql, { corpId, customerIds, nowMs })) {
    const known = facts.get(customerId)
    if (known) known.contact = contact
  }
  await each<{ customerId: string; visits: number }>(
    `SELECT o."customerId", COUNT(DISTINCT o."orderedOn") AS "visits" FROM "Order" o WHERE ${mine('o')} AND o."status" = 'done'
     AND o."kind" = 'service' AND o."paidFen" > o."refundedFen" AND o."orderedOn" > ? AND o."orderedOn" <= ? GROUP BY o."customerId"`,
    [addDays(today, -levelDays), today],
    (known, { visits }) => (known.paidVisits = Number(visits)),
  )
  await readVisitBefore(sql, facts, { corpId, today, terms })
  const repliesSince = new Date(startOfDayMs(addDays(today, -terms.replyDays)))
  const written = (alias: string, at: string): string =>
    `EXISTS (SELECT 1 FROM "ActionOutcome" s WHERE s."corpId" = ${alias}."corpId" AND s."customerId" = ${alias}."customerId"
       AND s."outcome" IN ('sent', 'edited') AND s."at" > ${alias}."${at}")`
  const answered = (known: Facts, { at, what }: { at: string; what: string | null }): void => {
    const on = localDateOf(rowTime(at).getTime())
    if (known.reply === null || known.reply.on < on) known.reply = { on, what }
  }
  await each<{ customerId: string; at: string; what: string | null }>(
    `SELECT r."customerId", MAX(r."repliedAt") AS "at", NULL AS "what" FROM "ActionResult" r WHERE ${mine('r')}
     AND r."repliedAt" >= ? AND NOT ${written('r', 'repliedAt')} GROUP BY r."customerId"`,
    [repliesSince],
    answered,
  )
  await each<{ customerId: string; at: string; what: string | null }>(
    `SELECT e."customerId", e."at", e."kind" AS "what" FROM "TimelineEvent" e WHERE ${mine('e')} AND e."at" >= ?
     AND e."kind" IN ('complaint', 'call') AND NOT ${written('e', 'at')} ORDER BY e."at"`,
    [repliesSince],
    answered,
  )
  await each<{ customerId: string; dueOn: string; title: string }>(
    `SELECT t."customerId", t."dueOn", t."title" FROM "Task" t WHERE ${mine('t')} AND t."doneAt" IS NULL AND t."kind" = 'manual' AND t."dueOn" <= ?
     ORDER BY t."dueOn" DESC, t."id" DESC`,
    [today],
    (known, { dueOn, title }) => (known.promise = { dueOn, title }),
  )
}

/** Asked only for those who were here in the last days: whether they came back from an absence. */
async function readVisitBefore(
  sql: SqlTx,
  facts: Map<string, Facts>,
  { corpId, today, terms }: Pick<Wanted, 'corpId' | 'today' | 'terms'>,
): Promise<void> {
  const since = addDays(today, -terms.reactivationDays)
  const back = [...facts].filter(([, { lastVisitOn }]) => lastVisitOn !== null && lastVisitOn >= since)
  if (back.length === 0) return
  const rows = await sql.all<{ customerId: string; orderedOn: string }>(
    `SELECT "customerId", "orderedOn" FROM "Order" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}
     AND "status" = 'done' GROUP BY "customerId", "orderedOn" ORDER BY "orderedOn"`,
    [corpId, JSON.stringify(back.map(([id]) => id))],
  )
  for (const { customerId, orderedOn } of rows) {
    const known = facts.get(customerId)
    if (known?.lastVisitOn != null && orderedOn < known.lastVisitOn) known.visitBeforeOn = orderedOn
  }
}
