import { NO_VALUE } from '../../../domain/audience/condition.ts'
import {
  FIRST_BORN,
  GENDER_WORDS,
  INTERESTS_MARK,
  OLDEST,
  type ProfileChoice,
} from '../../../domain/audience/profile.ts'
import { localDay } from '../../../platform/db/json-sql.ts'
import { holdsText } from '../../../platform/db/text-sql.ts'
import type { Condition as SqlCondition } from '../../staff/scope.ts'
import { exists, isAmong, joined, negated, rowsOf, type Frame, type Rows } from './sql-parts.ts'

/** What the portrait shows of a field; who said it does not matter any more. */
export function shownValue(alias: string, field: string): Rows {
  return rowsOf('ProfileValue', alias, {
    sql: `${alias}."field" = ? AND ${alias}."isCurrent" = ?`,
    params: [field, true],
  })
}

export function profileValues(field: ProfileChoice): { rows: Rows; value: string } {
  return { rows: shownValue('b', field), value: 'b."value"' }
}

/** Several stand in one text. */
export function interestsSql({ dialect }: Frame, values: readonly string[]): SqlCondition {
  const text = `'${INTERESTS_MARK}' || b."value" || '${INTERESTS_MARK}'`
  const asked = values.map((value) => holdsText(dialect, text, INTERESTS_MARK + value + INTERESTS_MARK))
  return exists(shownValue('b', 'interests'), joined(asked, 'OR'))
}

const WORDS = [...GENDER_WORDS['1'], ...GENDER_WORDS['2']]

/** What a person or a system said goes before what stands in WeCom. */
export function genderSql(values: readonly string[]): SqlCondition {
  const told = shownValue('b', 'gender')
  const isTold = exists(told, isAmong('b."value"', WORDS))
  const ofWecom = (gender: number): SqlCondition =>
    joined([{ sql: 'cu."gender" = ?', params: [gender] }, negated(isTold)], 'AND')
  const parts = (['1', '2'] as const)
    .filter((gender) => values.includes(gender))
    .flatMap((gender) => [exists(told, isAmong('b."value"', GENDER_WORDS[gender])), ofWecom(Number(gender))])
  if (values.includes(NO_VALUE)) parts.push(ofWecom(0))
  return joined(parts, 'OR')
}

interface Bounds {
  min?: number | undefined
  max?: number | undefined
}

const AGES = Array.from({ length: OLDEST + 1 }, (_, n) => `'${n}'`).join(', ')

/** As domain/audience/profile.ts counts it: dates compare as texts, since a stray text is no date to count with. */
export function ageSql({ dialect, today }: Frame, { min, max }: Bounds): SqlCondition {
  const born = shownValue('b', 'birthday')
  const dated: SqlCondition = {
    sql: `b."value" LIKE '____-__-__' AND b."value" >= ? AND b."value" <= ?`,
    params: [FIRST_BORN, today],
  }
  const ends: SqlCondition[] = [dated]
  if (min !== undefined) ends.push({ sql: `b."value" <= ?`, params: [yearsBefore(today, min)] })
  if (max !== undefined) ends.push({ sql: `b."value" > ?`, params: [yearsBefore(today, max + 1)] })
  const on = localDay(dialect, 'g."at"')
  const years = `(? - CAST(SUBSTR(${on}, 1, 4) AS INTEGER) - CASE WHEN SUBSTR(${on}, 6) > ? THEN 1 ELSE 0 END)`
  const age = `CASE WHEN g."value" IN (${AGES}) THEN CAST(g."value" AS INTEGER) + CASE WHEN ${on} > ? THEN 0 ELSE ${years} END END`
  const params = [today, Number(today.slice(0, 4)), today.slice(5)]
  const told: SqlCondition[] = [{ sql: `g."value" IN (${AGES})`, params: [] }]
  if (min !== undefined) told.push({ sql: `${age} >= ?`, params: [...params, min] })
  if (max !== undefined) told.push({ sql: `${age} <= ?`, params: [...params, max] })
  return joined(
    [
      exists(born, joined(ends, 'AND')),
      joined([exists(shownValue('g', 'age'), joined(told, 'AND')), negated(exists(born, dated))], 'AND'),
    ],
    'OR',
  )
}

/** The same day some years ago, as a text; whoever is asked about ages no year has is asked about the farthest there are. */
function yearsBefore(today: string, years: number): string {
  const year = Number(today.slice(0, 4)) - Math.max(-7000, Math.min(2000, years))
  return String(year).padStart(4, '0') + today.slice(4)
}
