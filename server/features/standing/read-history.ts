import type { Look } from '../../domain/buying.ts'
import { RELATION_DAYS } from '../../domain/relation.ts'
import { addDays, localDateOf, startOfDayMs, type LocalDate } from '../../domain/time.ts'
import type { SqlParam, SqlRow, SqlTx } from '../../platform/db/index.ts'
import { inTextList, localDay } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'

export interface History {
  isMerged: boolean
  visits: { on: LocalDate; isPaid: boolean; serviceFen: number; vehicleFen: number }[]
  /** The first order dated ahead. */
  nextVisitOn: LocalDate | null
  isOwner: boolean
  addedOn: LocalDate | null
  /** The active advisor who has known the customer longest. */
  staffId: string | null
  replies: LocalDate[]
  sends: LocalDate[]
  reactions: LocalDate[]
  linkOpens: LocalDate[]
  groups: number
  /** At cars: the first of each model, and the first at all. */
  looks: Look[]
  lastSentOn: LocalDate | null
  lastTouchMs: number | null
}

interface Wanted {
  corpId: string
  customerIds: readonly string[]
  today: LocalDate
  now: Date
}

type Ask = (
  text: string,
  params: readonly SqlParam[],
  take: (of: History, row: SqlRow) => void,
) => Promise<void>
interface Query {
  ask: Ask
  dialect: SqlTx['dialect']
  corpId: string
  ids: string
  today: LocalDate
  now: Date
}

/** What customers do by themselves; any other kind of fact is our doing. */
const OWN_DOING = [
  'link-open',
  'booking',
  'test-drive',
  'survey',
  'payment',
  'coupon',
  'app-visit',
  'review',
  'complaint',
  'call',
  'reply',
]
const LINKS = new Set(['link-open', 'app-visit'])

/** The dated facts of some customers in a fixed number of statements, however many they are. */
export async function readHistory(sql: SqlTx, wanted: Wanted): Promise<Map<string, History>> {
  const { corpId, customerIds, today, now } = wanted
  const ids = JSON.stringify(customerIds)
  const people = await sql.all<{ id: string; mergedInto: string | null }>(
    `SELECT "id", "mergedInto" FROM "Customer" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"id"')}`,
    [corpId, ids],
  )
  const found = new Map(people.map(({ id, mergedInto }) => [id, nothingKnown(mergedInto !== null)]))
  const ask: Ask = async (text, params, take) => {
    for (const row of await sql.all(text, params)) {
      const history = found.get(String(row['customerId']))
      if (history) take(history, row)
    }
  }
  const query = { ask, dialect: sql.dialect, corpId, ids, today, now }
  await readVisits(query)
  await readRelations(query)
  await readDoings(query)
  await readLooks(query)
  return found
}

function nothingKnown(isMerged: boolean): History {
  return {
    isMerged,
    visits: [],
    nextVisitOn: null,
    isOwner: false,
    addedOn: null,
    staffId: null,
    replies: [],
    sends: [],
    reactions: [],
    linkOpens: [],
    groups: 0,
    looks: [],
    lastSentOn: null,
    lastTouchMs: null,
  }
}

/** Visit-days: cancelled and fully refunded orders vanish, a refund above the payment counts as nothing. */
async function readVisits({ ask, dialect, corpId, ids, today, now }: Query): Promise<void> {
  const net = `CASE WHEN "paidFen" > "refundedFen" THEN "paidFen" - "refundedFen" ELSE 0 END`
  const mine = `"corpId" = ? AND ${inTextList(dialect, '"customerId"')}`
  const counted = `"status" = 'done' AND NOT ("paidFen" > 0 AND "paidFen" = "refundedFen")`
  const sumOf = (kind: string): string => `SUM(CASE WHEN "kind" = '${kind}' THEN ${net} ELSE 0 END)`
  await ask(
    `SELECT "customerId", "orderedOn", MAX(CASE WHEN "kind" <> 'visit' THEN 1 ELSE 0 END) AS "paid", MAX("orderedAt") AS "at",
       ${sumOf('service')} AS "service", ${sumOf('vehicle')} AS "vehicle"
     FROM "Order" WHERE ${mine} AND "orderedOn" <= ? AND ${counted} GROUP BY "customerId", "orderedOn" ORDER BY "customerId", "orderedOn"`,
    [corpId, ids, today],
    (of, row) => {
      of.visits.push({
        on: String(row['orderedOn']),
        isPaid: Number(row['paid']) === 1,
        serviceFen: Number(row['service']),
        vehicleFen: Number(row['vehicle']),
      })
      touch(of, rowTime(row['at']), now)
    },
  )
  await ask(
    `SELECT "customerId", MIN("orderedOn") AS "on" FROM "Order" WHERE ${mine} AND "orderedOn" > ? AND ${counted} GROUP BY "customerId"`,
    [corpId, ids, today],
    (of, row) => (of.nextVisitOn = String(row['on'])),
  )
  await ask(`SELECT DISTINCT "customerId" FROM "Vehicle" WHERE ${mine}`, [corpId, ids], (of) => {
    of.isOwner = true
  })
}

// CROSS JOIN holds SQLite to this order; see actions/read-facts.ts.
async function readRelations({ ask, dialect, corpId, ids, now }: Query): Promise<void> {
  const mine = `c."corpId" = ? AND ${inTextList(dialect, 'c."customerId"')}`
  await ask(
    `SELECT c."customerId", f."followedAt", f."staffId", CASE WHEN f."endedAt" IS NULL AND s."status" = 'active' THEN 1 ELSE 0 END AS "serves"
     FROM "Contact" c CROSS JOIN "Follow" f CROSS JOIN "Staff" s WHERE ${mine} AND f."corpId" = c."corpId"
       AND f."externalUserid" = c."externalUserid" AND s."corpId" = f."corpId" AND s."id" = f."staffId"
     ORDER BY f."followedAt", f."staffId"`,
    [corpId, ids],
    (of, row) => {
      of.addedOn ??= dayOf(rowTime(row['followedAt']))
      if (Number(row['serves']) === 1) of.staffId ??= String(row['staffId'])
    },
  )
  await ask(
    `SELECT c."customerId", m."joinedAt", m."leftAt" FROM "Contact" c CROSS JOIN "GroupMember" m
     WHERE ${mine} AND m."corpId" = c."corpId" AND m."memberId" = c."externalUserid"`,
    [corpId, ids],
    (of, row) => {
      if (row['leftAt'] === null) of.groups += 1
      touch(of, rowTime(row['joinedAt']), now)
    },
  )
  const since = new Date(now.getTime() - RELATION_DAYS * 86_400_000)
  await ask(
    `SELECT c."customerId", r."createdAt" FROM "Contact" c CROSS JOIN "MomentReaction" r
     WHERE ${mine} AND r."corpId" = c."corpId" AND r."actorId" = c."externalUserid" AND r."createdAt" >= ?`,
    [corpId, ids, since],
    (of, row) => note(of, of.reactions, { at: rowTime(row['createdAt']), now }),
  )
}

async function readDoings({ ask, dialect, corpId, ids, today, now }: Query): Promise<void> {
  const mine = `"corpId" = ? AND ${inTextList(dialect, '"customerId"')}`
  const since = new Date(startOfDayMs(addDays(today, -RELATION_DAYS)))
  const kinds = OWN_DOING.map(() => '?').join(', ')
  await ask(
    `SELECT "customerId", "kind", "at" FROM "TimelineEvent" WHERE ${mine} AND "at" >= ? AND "kind" IN (${kinds})`,
    [corpId, ids, since, ...OWN_DOING],
    (of, row) => {
      const kind = String(row['kind'])
      const list = LINKS.has(kind) ? of.linkOpens : kind === 'reply' ? of.replies : []
      note(of, list, { at: rowTime(row['at']), now })
    },
  )
  // An advisor's own mark that the customer has answered: WeCom tells nobody.
  await ask(
    `SELECT "customerId", "repliedAt" FROM "Takeover" WHERE ${mine} AND "repliedAt" >= ?`,
    [corpId, ids, since],
    (of, row) => note(of, of.replies, { at: rowTime(row['repliedAt']), now }),
  )
  await ask(
    `SELECT "customerId", "outcome", "at" FROM "ActionOutcome" WHERE ${mine} AND "at" >= ? AND "outcome" IN ('sent', 'edited', 'replied')`,
    [corpId, ids, since],
    (of, row) => {
      const at = rowTime(row['at'])
      if (row['outcome'] === 'replied') note(of, of.replies, { at, now })
      else {
        of.sends.push(dayOf(at))
        if (of.lastSentOn === null || dayOf(at) > of.lastSentOn) of.lastSentOn = dayOf(at)
      }
    },
  )
}

/**
 * Of each search for a car the first look at each model, and the first at anything. A test drive names the model that was
 * driven; what else somebody looked at may be anything of ours.
 */
async function readLooks({ ask, dialect, corpId, ids, today, now }: Query): Promise<void> {
  const mine = (alias: string) => `${alias}."corpId" = ? AND ${inTextList(dialect, `${alias}."customerId"`)}`
  // Cars that were bought on days before tell one search from the next.
  const search = (alias: string, day: string) =>
    `(SELECT COUNT(DISTINCT b."orderedOn") FROM "Order" b WHERE b."corpId" = ${alias}."corpId"
      AND b."customerId" = ${alias}."customerId" AND b."kind" = 'vehicle' AND b."status" = 'done'
      AND b."paidFen" > b."refundedFen" AND b."orderedOn" < ${day})`
  const take = (of: History, row: SqlRow): void => {
    const { on, model } = row
    of.looks.push({ on: String(on), model: typeof model === 'string' ? model : null })
  }
  const day = localDay(dialect, 't."at"')
  await ask(
    `SELECT t."customerId", CASE WHEN t."kind" = 'test-drive' THEN t."subject" END AS "model",
       ${search('t', day)} AS "search", MIN(${day}) AS "on" FROM "TimelineEvent" t
     WHERE ${mine('t')} AND t."at" <= ? AND t."kind" IN ('test-drive', 'booking', 'link-open', 'app-visit') GROUP BY 1, 2, 3`,
    [corpId, ids, now],
    take,
  )
  await ask(
    `SELECT o."customerId", o."vehicleModel" AS "model", ${search('o', 'o."orderedOn"')} AS "search",
       MIN(o."orderedOn") AS "on" FROM "Order" o
     WHERE ${mine('o')} AND o."kind" = 'visit' AND o."status" = 'done' AND o."orderedOn" <= ? GROUP BY 1, 2, 3`,
    [corpId, ids, today],
    take,
  )
}

function note(of: History, list: LocalDate[], { at, now }: { at: Date; now: Date }): void {
  if (at > now) return
  list.push(dayOf(at))
  touch(of, at, now)
}

function touch(of: History, at: Date, now: Date): void {
  if (at <= now && at.getTime() > (of.lastTouchMs ?? -Infinity)) of.lastTouchMs = at.getTime()
}

const dayOf = (at: Date): LocalDate => localDateOf(at.getTime())
