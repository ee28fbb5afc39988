import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { driftState, type DriftPage, type DriftRow } from './contract.ts'

export interface DriftQuery {
  runId?: string | undefined
  state?: string | undefined
  cursor?: string | undefined
  limit?: number
}

/** What differed between WeCom and the copy, newest first. */
export async function listDrift(deps: Deps, corpId: string, query: DriftQuery): Promise<DriftPage> {
  const { runId, state, cursor, limit = 50 } = query
  const page = keyset({ by: ['"id"'], direction: 'desc', cursor, limit })
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT "id", "runId", "objectKind", "objectId", "field", "ours", "theirs", "reason", "state", "at" FROM "Drift"
     WHERE "corpId" = ? AND ${runId ? '"runId" = ?' : '1 = 1'} AND ${state ? '"state" = ?' : '1 = 1'} AND ${page.where}
     ORDER BY ${page.orderBy} LIMIT ?`,
    [corpId, ...(runId ? [runId] : []), ...(state ? [state] : []), ...page.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['id'], limit })
  const names = await namesOf(deps, corpId, items)
  return { items: items.map((row) => driftOf(row, names)), nextCursor }
}

function driftOf(row: SqlRow, names: Map<string, string>): DriftRow {
  const objectId = String(row['objectId'])
  return {
    id: String(row['id']),
    runId: String(row['runId']),
    objectKind: String(row['objectKind']),
    objectId,
    objectName: names.get(lastPart(objectId)) ?? null,
    field: String(row['field']),
    ours: row['ours'] === null ? null : String(row['ours']),
    theirs: row['theirs'] === null ? null : String(row['theirs']),
    reason: String(row['reason']),
    state: driftState.parse(row['state']),
    at: rowTime(row['at']).toISOString(),
  }
}

/** A follow is named by staff and contact; its contact has the name. */
function lastPart(objectId: string): string {
  return objectId.slice(objectId.lastIndexOf(' ') + 1)
}

async function namesOf(deps: Deps, corpId: string, rows: SqlRow[]): Promise<Map<string, string>> {
  const { sql } = deps.database
  const ids = JSON.stringify([...new Set(rows.map((row) => lastPart(String(row['objectId']))))])
  const found = await sql.all<{ id: string; name: string }>(
    `SELECT "externalUserid" AS "id", "name" FROM "Contact" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"externalUserid"')}
     UNION ALL SELECT "chatId", "name" FROM "Group" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"chatId"')}
     UNION ALL SELECT "userid", "name" FROM "Staff" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"userid"')}`,
    [corpId, ids, corpId, ids, corpId, ids],
  )
  return new Map(found.map((row) => [row.id, row.name]))
}
