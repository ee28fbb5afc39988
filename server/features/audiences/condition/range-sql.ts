import type { RangeField } from '../../../domain/audience/condition.ts'
import { bornBy } from '../../../domain/audience/dates.ts'
import { addDays, startOfDayMs } from '../../../domain/time.ts'
import type { Condition as SqlCondition } from '../../staff/scope.ts'
import { memberships } from './choice-sql.ts'
import { ageSql } from './profile-sql.ts'
import { activeFollows, exists, joined, rowsOf, within, type Frame, type Rows } from './sql-parts.ts'

interface Bounds {
  min?: number | undefined
  max?: number | undefined
}

const MAX_MONTHS = 1200
const MAX_DAYS = 36_500

export function rangeSql(frame: Frame, { field, ...bounds }: { field: RangeField } & Bounds): SqlCondition {
  const { today } = frame
  switch (field) {
    case 'followedDays':
      return exists(activeFollows(frame), agesWithin(frame, 'f."followedAt"', bounds))
    case 'groups':
      return counted(memberships(), 'DISTINCT m."chatId"', bounds)
    case 'vehicles':
      return counted(rowsOf('Vehicle', 'v'), '*', bounds)
    case 'recencyDays':
      return exists(rowsOf('Rfm', 'r'), daysAgo('r."lastVisitOn"', today, bounds))
    case 'visitDays':
      return exists(rowsOf('Rfm', 'r'), within('r."frequency"', bounds))
    case 'spentYuan':
      return exists(rowsOf('Rfm', 'r'), within('r."monetaryFen"', hundredfold(bounds)))
    case 'recencyScore':
    case 'frequencyScore':
    case 'monetaryScore':
      return exists(rowsOf('Rfm', 'r'), within(`r."${field}"`, bounds))
    case 'distance':
      return exists(rowsOf('Standing', 'z'), within('z."distance"', bounds))
    case 'daysToBuy':
    case 'modelsCompared':
      return exists(rowsOf('Standing', 'z'), known(`z."${field}"`, bounds))
    case 'churnPercent':
      return exists(rowsOf('Prediction', 'p'), known('p."churn"', hundredth(bounds)))
    case 'clvYuan':
      return exists(rowsOf('Prediction', 'p'), known('p."clvFen"', hundredfold(bounds)))
    case 'nextVisitInDays':
      return exists(
        rowsOf('Prediction', 'p'),
        overlapping(frame, ['p."nextVisitFrom"', 'p."nextVisitTo"'], bounds),
      )
    case 'replacementInDays':
      return exists(
        rowsOf('Prediction', 'p'),
        overlapping(frame, ['p."replacementFrom"', 'p."replacementTo"'], bounds),
      )
    case 'responsePercent':
      return exists(rowsOf('ResponseScore', 'q'), within('q."chance"', hundredth(bounds)))
    case 'ageYears':
      return ageSql(frame, bounds)
    case 'vehicleAgeMonths':
      return exists(rowsOf('Vehicle', 'v'), monthsOld('v."deliveredOn"', today, bounds))
    case 'serviceInDays':
      return exists(rowsOf('Vehicle', 'v'), daysAhead('v."nextServiceOn"', today, bounds))
    case 'warrantyInDays':
      return exists(rowsOf('Vehicle', 'v'), daysAhead('v."warrantyEndsOn"', today, bounds))
    case 'insuranceInDays':
      return exists(rowsOf('Vehicle', 'v'), daysAhead('v."insuranceEndsOn"', today, bounds))
    case 'inspectionInDays':
      return exists(rowsOf('Vehicle', 'v'), daysAhead('v."inspectionDueOn"', today, bounds))
  }
}

export function hundredfold({ min, max }: Bounds): Bounds {
  return { min: min === undefined ? undefined : min * 100, max: max === undefined ? undefined : max * 100 }
}

function hundredth({ min, max }: Bounds): Bounds {
  return { min: min === undefined ? undefined : min / 100, max: max === undefined ? undefined : max / 100 }
}

/** A figure that may be missing, because the model is off or knows too little. */
function known(column: string, bounds: Bounds): SqlCondition {
  return joined([{ sql: `${column} IS NOT NULL`, params: [] }, within(column, bounds)], 'AND')
}

/** A forecast is a span of days: it meets the asked days where they overlap. */
function overlapping(
  { today }: Frame,
  [from, to]: readonly [string, string],
  { min, max }: Bounds,
): SqlCondition {
  const parts: SqlCondition[] = [{ sql: `${from} IS NOT NULL`, params: [] }]
  if (min !== undefined) parts.push({ sql: `${to} >= ?`, params: [addDays(today, days(min))] })
  if (max !== undefined) parts.push({ sql: `${from} <= ?`, params: [addDays(today, days(max))] })
  return joined(parts, 'AND')
}

function counted({ from, where }: Rows, what: string, bounds: Bounds): SqlCondition {
  const count = `(SELECT COUNT(${what}) FROM ${from} WHERE ${where.sql})`
  const parts: SqlCondition[] = []
  if (bounds.min !== undefined) parts.push({ sql: `${count} >= ?`, params: [...where.params, bounds.min] })
  if (bounds.max !== undefined) parts.push({ sql: `${count} <= ?`, params: [...where.params, bounds.max] })
  return joined(parts, 'AND')
}

/** Days since an instant, by the calendar: bounds of days become bounds of instants, so that an index serves. */
export function agesWithin({ today }: Frame, column: string, { min, max }: Bounds): SqlCondition {
  const parts: SqlCondition[] = [{ sql: `${column} IS NOT NULL`, params: [] }]
  if (min !== undefined)
    parts.push({ sql: `${column} < ?`, params: [new Date(startOfDayMs(addDays(today, 1 - days(min))))] })
  if (max !== undefined)
    parts.push({ sql: `${column} >= ?`, params: [new Date(startOfDayMs(addDays(today, -days(max))))] })
  return joined(parts, 'AND')
}

function daysAgo(column: string, today: string, { min, max }: Bounds): SqlCondition {
  return dated(column, {
    min: max === undefined ? undefined : addDays(today, -days(max)),
    max: min === undefined ? undefined : addDays(today, -days(min)),
  })
}

function daysAhead(column: string, today: string, { min, max }: Bounds): SqlCondition {
  return dated(column, {
    min: min === undefined ? undefined : addDays(today, days(min)),
    max: max === undefined ? undefined : addDays(today, days(max)),
  })
}

function monthsOld(column: string, today: string, { min, max }: Bounds): SqlCondition {
  return dated(column, {
    min: max === undefined ? undefined : addDays(bornBy(today, months(max) + 1), 1),
    max: min === undefined ? undefined : bornBy(today, months(min)),
  })
}

function dated(column: string, bounds: { min?: string | undefined; max?: string | undefined }): SqlCondition {
  return joined([{ sql: `${column} IS NOT NULL`, params: [] }, within(column, bounds)], 'AND')
}

// Farther than a century nothing lies, and four digits of a year are all that sorts.
function days(count: number): number {
  return Math.max(-MAX_DAYS, Math.min(MAX_DAYS, count))
}

function months(count: number): number {
  return Math.max(-MAX_MONTHS, Math.min(MAX_MONTHS, count))
}
