import type { FactsLeaf } from '../../../domain/audience/condition.ts'
import { windowOf } from '../../../domain/audience/evaluate.ts'
import {
  fadingFrom,
  MOST_INTEREST,
  OTHER_SIGN_WEIGHT,
  SIGN_WEIGHTS,
} from '../../../domain/audience/interest.ts'
import type { SqlParam } from '../../../platform/db/index.ts'
import { holdsText } from '../../../platform/db/text-sql.ts'
import type { Condition as SqlCondition } from '../../staff/scope.ts'
import { agesWithin, hundredfold } from './range-sql.ts'
import {
  exists,
  isAmong,
  joined,
  negated,
  rowsOf,
  rowsOfContacts,
  type Frame,
  type Rows,
} from './sql-parts.ts'

/** A table of dated facts: what the condition language calls its kinds, and its columns. */
interface FactTable {
  kindsOf(kinds: readonly string[]): string[]
  rows(kinds: readonly string[]): Rows
  at: string
  kind: string
  /** Facts of one unit count once. */
  unit: string
  /** Hundredths. */
  amount: string
  about: readonly string[]
}

const ORDER_PREFIX = 'order-'
const OWN_KINDS = ['group-join', 'like', 'comment']
const isOrderKind = (kind: string): boolean => kind.startsWith(ORDER_PREFIX)
/** Everything else is kept as an event of the timeline. */
export const isEventKind = (kind: string): boolean => !isOrderKind(kind) && !OWN_KINDS.includes(kind)

// A paid-back order vanishes; what is left of it is never below nothing.
const NET = 'CASE WHEN o."paidFen" > o."refundedFen" THEN o."paidFen" - o."refundedFen" ELSE 0 END'

const TABLES: readonly FactTable[] = [
  {
    kindsOf: (kinds) => kinds.filter(isOrderKind),
    rows: (kinds) => {
      const ofKind = isAmong(
        'o."kind"',
        kinds.map((kind) => kind.slice(ORDER_PREFIX.length)),
      )
      return rowsOf('Order', 'o', {
        sql: `o."status" = 'done' AND NOT (o."paidFen" > 0 AND o."paidFen" = o."refundedFen") AND ${ofKind.sql}`,
        params: ofKind.params,
      })
    },
    at: 'o."orderedAt"',
    kind: `'order-' || o."kind"`,
    unit: `'day ' || o."orderedOn"`,
    amount: NET,
    about: ['o."title"', `COALESCE(o."vehicleModel", '')`],
  },
  {
    kindsOf: (kinds) => kinds.filter((kind) => kind === 'group-join'),
    rows: () => rowsOfContacts('GroupMember', 'm', 'memberId'),
    at: 'm."joinedAt"',
    kind: `'group-join'`,
    unit: `'join ' || m."chatId" || ' ' || m."memberId"`,
    amount: '0',
    about: [],
  },
  {
    kindsOf: (kinds) => kinds.filter((kind) => kind === 'like' || kind === 'comment'),
    rows: (kinds) => rowsOfContacts('MomentReaction', 'x', 'actorId', isAmong('x."kind"', kinds)),
    at: 'x."createdAt"',
    kind: 'x."kind"',
    // Liking, taking it back and liking again is one like of one moment.
    unit: `x."kind" || ' ' || x."momentId" || ' ' || x."actorId"`,
    amount: '0',
    about: [],
  },
  {
    kindsOf: (kinds) => kinds.filter(isEventKind),
    rows: (kinds) => rowsOf('TimelineEvent', 'e', isAmong('e."kind"', kinds)),
    at: 'e."at"',
    kind: 'e."kind"',
    unit: 'e."id"',
    amount: 'COALESCE(e."amount", 0) * 100',
    about: [`COALESCE(e."subject", '')`],
  },
]

export function factsSql(frame: Frame, leaf: FactsLeaf): SqlCondition {
  if (leaf.measure === 'interest') return interestSql(frame, leaf)
  const all = allFacts(frame, leaf)
  const from = `FROM (${all.sql}) facts`
  const measured = (expression: string, bounds: { min?: SqlParam | undefined; max?: SqlParam | undefined }) =>
    bounded(`(SELECT ${expression} ${from})`, all.params, bounds)
  switch (leaf.measure) {
    case 'count':
      return measured('COUNT(DISTINCT "unit")', leaf)
    case 'sum':
      return measured('COALESCE(SUM("amount"), 0)', hundredfold(leaf))
    case 'days-since-last':
    case 'days-since-first': {
      const age = agesWithin(frame, 'ages."at"', leaf)
      const pick = leaf.measure === 'days-since-last' ? 'MAX' : 'MIN'
      return {
        sql: `EXISTS (SELECT 1 FROM (SELECT ${pick}("at") AS "at" ${from}) ages WHERE ${age.sql})`,
        params: [...all.params, ...age.params],
      }
    }
  }
}

/** As domain/audience/interest.ts adds it up. */
function interestSql(frame: Frame, leaf: FactsLeaf): SqlCondition {
  const all = allFacts(frame, leaf)
  const steps = fadingFrom(frame.today)
  const weights = Object.entries(SIGN_WEIGHTS).map(([kind, weight]) => `WHEN '${kind}' THEN ${weight}`)
  const times = steps.map((step) => `WHEN signs."at" >= ? THEN ${step.times}`)
  const bought = rowsOf('Order', 'b', {
    sql: `b."kind" = 'vehicle' AND b."status" = 'done' AND NOT (b."paidFen" > 0 AND b."paidFen" = b."refundedFen")
      AND b."orderedAt" >= signs."at" AND b."orderedAt" < ?`,
    params: [new Date(windowOf(undefined, frame.today).toMs)],
  })
  const none = negated(exists(bought))
  const points = `CASE signs."kind" ${weights.join(' ')} ELSE ${OTHER_SIGN_WEIGHT} END * CASE ${times.join(' ')} ELSE 0 END`
  const sum = `SELECT CASE WHEN SUM(units."points") > ${MOST_INTEREST} THEN ${MOST_INTEREST} ELSE COALESCE(SUM(units."points"), 0) END
    FROM (SELECT signs."unit", MAX(${points}) AS "points" FROM (${all.sql}) signs WHERE ${none.sql} GROUP BY signs."unit") units`
  const params = [...steps.map((step) => new Date(step.fromMs)), ...all.params, ...none.params]
  return bounded(`(${sum})`, params, leaf)
}

function bounded(
  expression: string,
  params: readonly SqlParam[],
  { min, max }: { min?: SqlParam | undefined; max?: SqlParam | undefined },
): SqlCondition {
  const parts: SqlCondition[] = []
  if (min !== undefined) parts.push({ sql: `${expression} >= ?`, params: [...params, min] })
  if (max !== undefined) parts.push({ sql: `${expression} <= ?`, params: [...params, max] })
  return joined(parts, 'AND')
}

/** The customer's facts of the asked kinds within the window: at, unit, amount. */
function allFacts(frame: Frame, { kinds, about, withinDays }: FactsLeaf): SqlCondition {
  const { fromMs, toMs } = windowOf(withinDays, frame.today)
  const parts = TABLES.flatMap((table) => {
    const own = table.kindsOf(kinds)
    if (own.length === 0) return []
    const { from, where } = table.rows(own)
    const conditions: SqlCondition[] = [where, { sql: `${table.at} < ?`, params: [new Date(toMs)] }]
    if (fromMs !== null) conditions.push({ sql: `${table.at} >= ?`, params: [new Date(fromMs)] })
    if (about !== undefined)
      conditions.push(
        joined(
          table.about.map((column) => holdsText(frame.dialect, column, about)),
          'OR',
        ),
      )
    const all = joined(conditions, 'AND')
    return [
      {
        sql: `SELECT ${table.at} AS "at", ${table.kind} AS "kind", ${table.unit} AS "unit", ${table.amount} AS "amount" FROM ${from} WHERE ${all.sql}`,
        params: all.params,
      },
    ]
  })
  return {
    sql: parts.map((part) => part.sql).join(' UNION ALL '),
    params: parts.flatMap((part) => part.params),
  }
}
