import type { FactsLeaf } from '../../../domain/audience/condition.ts'
import { windowOf } from '../../../domain/audience/evaluate.ts'
import type { SqlParam } from '../../../platform/db/index.ts'
import type { Condition as SqlCondition } from '../../staff/scope.ts'
import { agesWithin, hundredfold } from './range-sql.ts'
import { holdsText, isAmong, joined, rowsOf, rowsOfContacts, type Frame, type Rows } from './sql-parts.ts'

/** A table of dated facts: what the condition language calls its kinds, and its columns. */
interface FactTable {
  kindsOf(kinds: readonly string[]): string[]
  rows(kinds: readonly string[]): Rows
  at: string
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
    unit: `'day ' || o."orderedOn"`,
    amount: NET,
    about: ['o."title"', `COALESCE(o."vehicleModel", '')`],
  },
  {
    kindsOf: (kinds) => kinds.filter((kind) => kind === 'group-join'),
    rows: () => rowsOfContacts('GroupMember', 'm', 'memberId'),
    at: 'm."joinedAt"',
    unit: `'join ' || m."chatId" || ' ' || m."memberId"`,
    amount: '0',
    about: [],
  },
  {
    kindsOf: (kinds) => kinds.filter((kind) => kind === 'like' || kind === 'comment'),
    rows: (kinds) => rowsOfContacts('MomentReaction', 'x', 'actorId', isAmong('x."kind"', kinds)),
    at: 'x."createdAt"',
    // Liking, taking it back and liking again is one like of one moment.
    unit: `x."kind" || ' ' || x."momentId" || ' ' || x."actorId"`,
    amount: '0',
    about: [],
  },
  {
    kindsOf: (kinds) => kinds.filter(isEventKind),
    rows: (kinds) => rowsOf('TimelineEvent', 'e', isAmong('e."kind"', kinds)),
    at: 'e."at"',
    unit: 'e."id"',
    amount: 'COALESCE(e."amount", 0) * 100',
    about: [`COALESCE(e."subject", '')`],
  },
]

export function factsSql(frame: Frame, leaf: FactsLeaf): SqlCondition {
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
        sql: `SELECT ${table.at} AS "at", ${table.unit} AS "unit", ${table.amount} AS "amount" FROM ${from} WHERE ${all.sql}`,
        params: all.params,
      },
    ]
  })
  return {
    sql: parts.map((part) => part.sql).join(' UNION ALL '),
    params: parts.flatMap((part) => part.params),
  }
}
