import { maskText } from '../../domain/masks.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import { readCustomerRows } from '../customers/read-customer-rows.ts'
import type { Deps } from '../deps.ts'
import type { MemberRow, RowsAnswer, RowsInput } from './contract.ts'
import { memberPage } from './member-page.ts'
import { countingScope, isSeen } from './population.ts'

export async function listMembers(deps: Deps, scope: Scope, input: RowsInput): Promise<RowsAnswer> {
  const { items, nextCursor } = await memberPage(deps, scope, input)
  const forecastOf = new Map(items.map((row) => [row.id, row.forecast]))
  const ids = items.map((row) => row.id)
  const rows = await memberRows(deps, scope, ids)
  return { items: rows.map((row) => ({ ...row, forecast: forecastOf.get(row.id) ?? null })), nextCursor }
}

/** The columns of some members; whom the person may not open keeps the name's first sign only, and no picture. */
export async function memberRows(deps: Deps, scope: Scope, ids: string[]): Promise<MemberRow[]> {
  const [rows, seen] = await Promise.all([
    readCustomerRows(deps, countingScope(scope), ids),
    seenOf(deps, scope, ids),
  ])
  return rows.map((row) => {
    if (seen.has(row.id)) return { ...row, isMasked: false }
    return { ...row, name: maskText(row.name), avatar: null, externalUserid: null, isMasked: true }
  })
}

async function seenOf({ database: { sql } }: Deps, scope: Scope, ids: string[]): Promise<Set<string>> {
  if (hasRole(scope, 'admin')) return new Set(ids)
  const seen = isSeen(scope)
  const rows = await sql.all<{ id: string }>(
    `SELECT cu."id" FROM "Customer" cu WHERE cu."corpId" = ? AND ${inTextList(sql.dialect, 'cu."id"')} AND ${seen.sql}`,
    [scope.corpId, JSON.stringify(ids), ...seen.params],
  )
  return new Set(rows.map((row) => row.id))
}
