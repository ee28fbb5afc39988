import type { Dialect, SqlParam } from '../../../platform/db/index.ts'
import type { LocalDate } from '../../../domain/time.ts'
import type { Condition as SqlCondition } from '../../staff/scope.ts'

/** What a condition is compiled for: the customer is always the row `cu` of "Customer". */
export interface Frame {
  dialect: Dialect
  today: LocalDate
  /** Whose follows, remarks and tags count, as a condition on a staff id. */
  visible(column: string): SqlCondition
}

export const TRUE: SqlCondition = { sql: '1 = 1', params: [] }

export function joined(parts: readonly SqlCondition[], word: 'AND' | 'OR'): SqlCondition {
  if (parts.length === 0) return word === 'AND' ? TRUE : negated(TRUE)
  return {
    sql: `(${parts.map((part) => part.sql).join(` ${word} `)})`,
    params: parts.flatMap((part) => part.params),
  }
}

/** Every piece is true or false, never null: NOT of it is the other. */
export function negated({ sql, params }: SqlCondition): SqlCondition {
  return { sql: `NOT (${sql})`, params }
}

export function isAmong(expression: string, values: readonly SqlParam[]): SqlCondition {
  return { sql: `${expression} IN (${values.map(() => '?').join(', ')})`, params: [...values] }
}

/** The bounds of a range as conditions on an expression that is not null. */
export function within(
  expression: string,
  { min, max }: { min?: SqlParam | undefined; max?: SqlParam | undefined },
): SqlCondition {
  const parts: SqlCondition[] = []
  if (min !== undefined) parts.push({ sql: `${expression} >= ?`, params: [min] })
  if (max !== undefined) parts.push({ sql: `${expression} <= ?`, params: [max] })
  return joined(parts, 'AND')
}

/** A row of these tables belongs to the customer; `of` is the alias that carries corpId and customerId. */
export interface Rows {
  from: string
  where: SqlCondition
}

export function rowsOf(table: string, alias: string, and: SqlCondition = TRUE): Rows {
  return {
    from: `"${table}" ${alias}`,
    where: joined(
      [{ sql: `${alias}."corpId" = cu."corpId" AND ${alias}."customerId" = cu."id"`, params: [] }, and],
      'AND',
    ),
  }
}

/** Rows that hang on one of the customer's contacts by `column`. */
export function rowsOfContacts(table: string, alias: string, column: string, and: SqlCondition = TRUE): Rows {
  return {
    from: `"Contact" c JOIN "${table}" ${alias} ON ${alias}."corpId" = c."corpId" AND ${alias}."${column}" = c."externalUserid"`,
    where: joined([{ sql: `c."corpId" = cu."corpId" AND c."customerId" = cu."id"`, params: [] }, and], 'AND'),
  }
}

export function exists({ from, where }: Rows, also: SqlCondition = TRUE): SqlCondition {
  return {
    sql: `EXISTS (SELECT 1 FROM ${from} WHERE ${where.sql} AND ${also.sql})`,
    params: [...where.params, ...also.params],
  }
}

/** The customer's follows that count and last. */
export function activeFollows(frame: Frame): Rows {
  const visible = frame.visible('f."staffId"')
  return rowsOfContacts('Follow', 'f', 'externalUserid', {
    sql: `f."endedAt" IS NULL AND ${visible.sql}`,
    params: visible.params,
  })
}
