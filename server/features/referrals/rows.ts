import { maskText } from '../../domain/masks.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { countingScope } from '../audiences/population.ts'
import { visibleStaff, type Condition } from '../staff/scope.ts'
import type { Person } from './contract.ts'

/** The rows one may count, by the member whose relation a referral is. */
export const counted = (scope: Scope, column: string): Condition => visibleStaff(countingScope(scope), column)

/** 1 for those one may also open. */
export function openable(scope: Scope, column: string, as: string): Condition {
  const visible = visibleStaff(scope, column)
  return { sql: `CASE WHEN ${visible.sql} THEN 1 ELSE 0 END AS "${as}"`, params: visible.params }
}

/** `who` is the prefix of the columns: who + Id, Name, Open. */
export function personOf(row: SqlRow, who: string): Person {
  const name = String(row[`${who}Name`] ?? '')
  const isOpen = Number(row[`${who}Open`]) === 1
  return isOpen ? { customerId: String(row[`${who}Id`]), name } : { customerId: null, name: maskText(name) }
}
