import { remedyOf, toTransferReason } from '../../../domain/transfer-reasons.ts'
import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { rowFlag, rowTimeOrNull } from '../../../platform/db/row-values.ts'
import type { SqlParam, SqlRow } from '../../../platform/db/index.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { openKey } from '../open-key.ts'
import { type StoredHandover, viewHandover } from '../policy.ts'
import { STUCK_MS } from '../read-handover.ts'
import { rowState } from '../words/contract.ts'
import { handoverRow, type HandoverRow, type RowPage, type RowQuery } from './contract.ts'

const COLUMNS = `r."kind", r."objectId", r."customerId", r."tierCode", r."spentFen", r."storeName", r."model", r."toStaffId", r."isPinned",
  r."because", r."state", r."reason", r."errorCode", r."attempts", r."startedAt", r."dueAt", r."settledAt", r."rank",
  COALESCE(c."name", g."name", '') AS "name", c."avatar", g."memberCount", s."name" AS "toName"`
const FROM = `"HandoverRow" r LEFT JOIN "Contact" c ON r."kind" = 'customer' AND c."corpId" = r."corpId" AND c."externalUserid" = r."objectId"
  LEFT JOIN "Group" g ON r."kind" = 'group' AND g."corpId" = r."corpId" AND g."chatId" = r."objectId"
  LEFT JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."toStaffId"`
const BECAUSE = handoverRow.shape.because

/** One page of the rows of a handover, the most valuable first. */
export async function listRows(
  deps: Deps,
  scope: Scope,
  { id, query }: { id: string; query: RowQuery },
): Promise<RowPage> {
  const { stored, rows: seen } = await viewHandover(deps, scope, id)
  const { sql } = deps.database
  const stuckBefore = new Date(deps.clock.nowMs() - STUCK_MS)
  const asked = conditions(stored, query, stuckBefore)
  const where = { sql: `${asked.sql} AND ${seen.sql}`, params: [...asked.params, ...seen.params] }
  const page = keyset({
    by: ['r."rank"', 'r."objectId"'],
    direction: 'asc',
    cursor: query.cursor,
    limit: query.limit,
  })
  const rows = await sql.all<SqlRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE ${where.sql} AND ${page.where} ORDER BY ${page.orderBy} LIMIT ?`,
    [...where.params, ...page.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['rank', 'objectId'], limit: query.limit })
  const total = query.cursor
    ? null
    : ((
        await sql.all<{ n: number }>(`SELECT COUNT(*) AS "n" FROM ${FROM} WHERE ${where.sql}`, where.params)
      )[0]?.n ?? 0)
  const holders = await readHolders(deps, stored, items)
  return { items: items.map((row) => rowView(row, { holders, stored, stuckBefore })), nextCursor, total }
}

function conditions(
  { corpId, id }: StoredHandover,
  query: RowQuery,
  stuckBefore: Date,
): { sql: string; params: SqlParam[] } {
  const like =
    query.q === undefined
      ? ''
      : `%${query.q
          .trim()
          .toLowerCase()
          .replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const parts: [string, SqlParam[]][] = [
    ['r."corpId" = ? AND r."handoverId" = ? AND r."kind" = ?', [corpId, id, query.kind]],
    ...(query.state ? [['r."state" = ?', [query.state]] as [string, SqlParam[]]] : []),
    ...(query.toStaffId ? [['r."toStaffId" = ?', [query.toStaffId]] as [string, SqlParam[]]] : []),
    ...(query.reason ? [['r."reason" = ?', [query.reason]] as [string, SqlParam[]]] : []),
    ...(query.stuck
      ? [
          [`r."state" IN ('accepted', 'waiting', 'unknown') AND r."startedAt" < ?`, [stuckBefore]] as [
            string,
            SqlParam[],
          ],
        ]
      : []),
    ...(like
      ? [[`LOWER(COALESCE(c."name", g."name", '')) LIKE ? ESCAPE '\\'`, [like]] as [string, SqlParam[]]]
      : []),
  ]
  return { sql: parts.map(([sql]) => sql).join(' AND '), params: parts.flatMap(([, params]) => params) }
}

function rowView(
  row: SqlRow,
  {
    holders,
    stored,
    stuckBefore,
  }: { holders: Map<string, string>; stored: StoredHandover; stuckBefore: Date },
): HandoverRow {
  const kind = row['kind'] === 'group' ? 'group' : 'customer'
  const objectId = String(row['objectId'])
  const state = rowState.parse(row['state'])
  const reason = toTransferReason(row['reason'] === null ? null : String(row['reason']))
  const startedAt = rowTimeOrNull(row['startedAt'] ?? null)
  const isOpen = state === 'accepted' || state === 'waiting' || state === 'unknown'
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]))
  const count = (name: string): number | null => (row[name] === null ? null : Number(row[name]))
  const time = (name: string): string | null => rowTimeOrNull(row[name] ?? null)?.toISOString() ?? null
  return {
    kind,
    objectId,
    customerId: text('customerId'),
    name: text('name') ?? '',
    avatar: text('avatar'),
    tierCode: count('tierCode'),
    spentFen: Number(row['spentFen']),
    storeName: text('storeName'),
    model: text('model'),
    memberCount: count('memberCount'),
    to: row['toStaffId'] === null ? null : { staffId: String(row['toStaffId']), name: text('toName') ?? '' },
    isPinned: rowFlag(row['isPinned']),
    because: BECAUSE.parse(row['because']),
    state,
    reason,
    remedy: reason ? remedyOf(reason) : null,
    errorCode: count('errorCode'),
    heldBy:
      reason === 'in-other-handover'
        ? (holders.get(openKey(kind, stored.fromStaffId, objectId)) ?? null)
        : null,
    attempts: Number(row['attempts']),
    startedAt: time('startedAt'),
    dueAt: time('dueAt'),
    settledAt: time('settledAt'),
    isStuck: isOpen && startedAt !== null && startedAt < stuckBefore,
  }
}

/** Who confirmed the handover that has a relation now. */
async function readHolders(
  deps: Deps,
  { corpId, fromStaffId }: StoredHandover,
  rows: readonly SqlRow[],
): Promise<Map<string, string>> {
  const { sql } = deps.database
  const held = rows.filter((row) => row['reason'] === 'in-other-handover')
  if (held.length === 0) return new Map()
  const keys = held.map((row) =>
    openKey(row['kind'] === 'group' ? 'group' : 'customer', fromStaffId, String(row['objectId'])),
  )
  const found = await sql.all<{ openKey: string; name: string }>(
    `SELECT r."openKey", s."name" FROM "HandoverRow" r JOIN "Handover" h ON h."corpId" = r."corpId" AND h."id" = r."handoverId"
     JOIN "Staff" s ON s."corpId" = h."corpId" AND s."id" = h."confirmedBy"
     WHERE r."corpId" = ? AND ${inTextList(sql.dialect, 'r."openKey"')}`,
    [corpId, JSON.stringify(keys)],
  )
  return new Map(found.map((row) => [row.openKey, row.name]))
}
