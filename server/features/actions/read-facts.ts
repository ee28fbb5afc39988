import type { ActionFacts, VehicleFacts } from '../../domain/action-facts.ts'
import type { ActionTerms } from '../../domain/action-facts.ts'
import { type ActionRule, isActionRule } from '../../domain/actions.ts'
import { toTierCode } from '../../domain/tiers.ts'
import { addDays, type LocalDate, localDateOf, startOfDayMs } from '../../domain/time.ts'
import type { SqlParam, SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import { greetedAtSql } from './greeted-sql.ts'
import { readBenefits } from '../customers/read-benefits.ts'
import { readBirthdays, readForesight, readInsightFacts } from './read-insight-facts.ts'
import { readRelationFacts } from './read-relation-facts.ts'

type Facts = Mutable<ActionFacts>
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const DISMISSALS_COUNT_DAYS = 180
/** Longest memory the rules have of a send: a whole absence on the win-back ladder. */
const SENDS_COUNT_DAYS = 730

interface Wanted {
  corpId: string
  customerIds: readonly string[]
  today: LocalDate
  nowMs: number
  terms: ActionTerms
  levelDays: number
}

/** The facts of some customers in a fixed number of statements, however many they are. */
export async function readFacts(sql: SqlTx, wanted: Wanted): Promise<Map<string, ActionFacts>> {
  const facts = new Map(wanted.customerIds.map((id) => [id, nothingKnown()]))
  const ids = JSON.stringify(wanted.customerIds)
  const ask: Ask = async (text, params, take) => {
    const rows = await sql.all<Row>(text, params)
    for (const row of rows) {
      const known = facts.get(String(row['customerId']))
      if (known) take(known, row)
    }
  }
  const query = { ...wanted, ids, dialect: sql.dialect }
  await readFollows(ask, query)
  await readTakeovers(ask, query)
  await readOrders(ask, query)
  await readQuotes(ask, query)
  await readCars(ask, query)
  await readTiers(ask, query)
  await readHistory(ask, query)
  await readInsightFacts(sql, facts, wanted)
  await readForesight(sql, facts, wanted)
  await readBirthdays(sql, facts, wanted)
  await readRelationFacts(sql, facts, wanted)
  for (const [customerId, benefits] of await readBenefits(sql, wanted)) {
    const known = facts.get(customerId)
    if (known) known.benefits = benefits
  }
  return facts
}

type Row = Record<string, string | number | null | Uint8Array>
type Ask = (text: string, params: SqlParam[], take: (facts: Facts, row: Row) => void) => Promise<void>
type Query = Wanted & { ids: string; dialect: SqlTx['dialect'] }

function nothingKnown(): Facts {
  return {
    addedOn: null,
    takeover: null,
    lastVisitOn: null,
    lastPaidOn: null,
    tier: null,
    vehicles: [],
    tags: [],
    quote: null,
    snoozedUntil: {},
    sentOn: {},
    dismissals: {},
    stage: null,
    grade: null,
    visitBeforeOn: null,
    paidVisits: 0,
    reply: null,
    birthdayOn: null,
    promise: null,
    churn: null,
    replacementFrom: null,
    ladder: null,
    benefits: [],
    combo: null,
    response: null,
    contact: { optedOut: null, sentAtMs: [] },
  }
}

async function readFollows(ask: Ask, { corpId, ids, dialect }: Query): Promise<void> {
  // CROSS JOIN holds SQLite to this order. In a new company it has no figures yet, and began with all tags of all people.
  const living = `FROM "Contact" c CROSS JOIN "Follow" f`
  const where = `WHERE c."corpId" = ? AND ${inTextList(dialect, 'c."customerId"')}
    AND f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid" AND f."endedAt" IS NULL`
  await ask(
    `SELECT c."customerId", MAX(f."followedAt") AS "at" ${living} ${where} GROUP BY c."customerId"`,
    [corpId, ids],
    (facts, row) => (facts.addedOn = dayOf(row['at'])),
  )
  await ask(
    `SELECT DISTINCT c."customerId", t."name" ${living} CROSS JOIN "FollowTag" ft CROSS JOIN "Tag" t ${where}
     AND ft."corpId" = f."corpId" AND ft."staffId" = f."staffId" AND ft."externalUserid" = f."externalUserid"
     AND t."corpId" = ft."corpId" AND t."tagId" = ft."tagId" AND t."deletedAt" IS NULL ORDER BY t."name"`,
    [corpId, ids],
    (facts, row) => (facts.tags = [...facts.tags, String(row['name'])]),
  )
}

async function readTakeovers(ask: Ask, { corpId, ids, dialect, today, terms }: Query): Promise<void> {
  const since = new Date(startOfDayMs(addDays(today, -terms.inheritedGreetingDays - 1)))
  await ask(
    `SELECT t."customerId", t."beganAt", s."name", CASE WHEN ${greetedAtSql('t')} IS NULL THEN 0 ELSE 1 END AS "greeted"
     FROM "Takeover" t JOIN "Staff" s ON s."corpId" = t."corpId" AND s."id" = t."fromStaffId"
     JOIN "Follow" f ON f."corpId" = t."corpId" AND f."staffId" = t."toStaffId" AND f."externalUserid" = t."externalUserid"
       AND f."endedAt" IS NULL AND f."customerLeftAt" IS NULL
     WHERE t."corpId" = ? AND ${inTextList(dialect, 't."customerId"')} AND t."beganAt" >= ? ORDER BY t."beganAt", t."id"`,
    [corpId, ids, since],
    (facts, row) =>
      (facts.takeover = {
        on: dayOf(row['beganAt']),
        fromName: String(row['name']),
        isGreeted: Number(row['greeted']) === 1,
      }),
  )
}

const VISITED = `"status" = 'done' AND NOT ("paidFen" > 0 AND "paidFen" = "refundedFen") AND "orderedOn" <= ?`

async function readOrders(ask: Ask, { corpId, ids, dialect, today }: Query): Promise<void> {
  await ask(
    `SELECT "customerId", MAX("orderedOn") AS "visit", MAX(CASE WHEN "kind" <> 'visit' THEN "orderedOn" END) AS "paid"
     FROM "Order" WHERE "corpId" = ? AND ${inTextList(dialect, '"customerId"')} AND ${VISITED} GROUP BY "customerId"`,
    [corpId, ids, today],
    (facts, row) => {
      facts.lastVisitOn = textOrNull(row['visit'])
      facts.lastPaidOn = textOrNull(row['paid'])
    },
  )
}

async function readQuotes(ask: Ask, { corpId, ids, dialect, today, terms }: Query): Promise<void> {
  await ask(
    `SELECT "customerId", "orderedOn", "title" FROM "Order"
     WHERE "corpId" = ? AND ${inTextList(dialect, '"customerId"')} AND "kind" = 'visit' AND ${VISITED} AND "orderedOn" >= ?
       AND ("title" LIKE '%报价%' OR "title" LIKE '%询价%' OR "title" LIKE '%估价%') ORDER BY "orderedAt", "orderNo"`,
    [corpId, ids, today, addDays(today, -terms.quoteOpenDays)],
    (facts, row) => (facts.quote = { on: String(row['orderedOn']), title: String(row['title']) }),
  )
}

async function readCars(ask: Ask, { corpId, ids, dialect }: Query): Promise<void> {
  await ask(
    `SELECT "customerId", "model", "deliveredOn", "lastServiceOn", "nextServiceOn", "warrantyEndsOn", "insuranceEndsOn", "inspectionDueOn"
     FROM "Vehicle" WHERE "corpId" = ? AND ${inTextList(dialect, '"customerId"')} ORDER BY "id"`,
    [corpId, ids],
    (facts, row) => {
      const car: VehicleFacts = {
        model: textOrNull(row['model']),
        deliveredOn: textOrNull(row['deliveredOn']),
        lastServiceOn: textOrNull(row['lastServiceOn']),
        nextServiceOn: textOrNull(row['nextServiceOn']),
        warrantyEndsOn: textOrNull(row['warrantyEndsOn']),
        insuranceEndsOn: textOrNull(row['insuranceEndsOn']),
        inspectionOn: textOrNull(row['inspectionDueOn']),
      }
      facts.vehicles = [...facts.vehicles, car]
    },
  )
}

async function readTiers(ask: Ask, { corpId, ids, dialect }: Query): Promise<void> {
  await ask(
    `SELECT "customerId", "code", "frequency", "monetaryFen" FROM "Rfm"
     WHERE "corpId" = ? AND ${inTextList(dialect, '"customerId"')}`,
    [corpId, ids],
    (facts, row) => {
      const code = toTierCode(Number(row['code']))
      if (code !== null)
        facts.tier = { code, frequency: Number(row['frequency']), monetaryFen: Number(row['monetaryFen']) }
    },
  )
}

async function readHistory(ask: Ask, { corpId, ids, dialect, today }: Query): Promise<void> {
  const since = (days: number): Date => new Date(startOfDayMs(addDays(today, -days)))
  const mine = `"corpId" = ? AND ${inTextList(dialect, '"customerId"')}`
  await ask(
    `SELECT "customerId", "rule", "untilOn" FROM "ActionSnooze" WHERE ${mine} AND "untilOn" > ?`,
    [corpId, ids, today],
    (facts, row) => onRule(row, (rule) => (facts.snoozedUntil[rule] = String(row['untilOn']))),
  )
  await ask(
    `SELECT "customerId", "rule", MAX("at") AS "at" FROM "ActionOutcome"
     WHERE ${mine} AND "outcome" IN ('sent', 'edited') AND "at" >= ? GROUP BY "customerId", "rule"`,
    [corpId, ids, since(SENDS_COUNT_DAYS)],
    (facts, row) => onRule(row, (rule) => (facts.sentOn[rule] = dayOf(row['at']))),
  )
  await ask(
    `SELECT "customerId", "rule", COUNT(*) AS "count" FROM "ActionOutcome"
     WHERE ${mine} AND "outcome" = 'dismissed' AND "at" >= ? GROUP BY "customerId", "rule"`,
    [corpId, ids, since(DISMISSALS_COUNT_DAYS)],
    (facts, row) => onRule(row, (rule) => (facts.dismissals[rule] = Number(row['count']))),
  )
}

function onRule(row: Row, take: (rule: ActionRule) => void): void {
  const rule = String(row['rule'])
  if (isActionRule(rule)) take(rule)
}

function dayOf(time: Row[string] | undefined): LocalDate {
  return localDateOf(rowTime(time).getTime())
}

function textOrNull(value: Row[string] | undefined): string | null {
  return typeof value === 'string' ? value : null
}
