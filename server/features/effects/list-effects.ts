import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { type Condition, visibleStaff } from '../staff/scope.ts'
import { effectState, type EffectCounts, type EffectDetail, type EffectFilter } from './contract.ts'
import type { EffectPage, EffectRow, EffectState } from './contract.ts'
import { describeEffects, EFFECT_COLUMNS, namesOf } from './describe-effects.ts'
import { readItems } from './effect-items.ts'

const LIMIT = 50
const DAY_MS = 86_400_000
const STAFF_MOST = 200

/** What we wrote to WeCom, or tried to: an admin sees all, others what they and their staff did. */
export async function listEffects(
  deps: Deps,
  scope: Scope,
  {
    state,
    cursor,
    ...filter
  }: EffectFilter & { state?: EffectState | undefined; cursor?: string | undefined },
): Promise<EffectPage> {
  const seen = narrowed(deps, scope, filter)
  const page = keyset({ by: ['"createdAt"', '"id"'], direction: 'desc', cursor, limit: LIMIT })
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT ${EFFECT_COLUMNS} FROM "Effect" WHERE "corpId" = ? AND ${seen.sql} AND ${state ? '"state" = ?' : '1 = 1'} AND ${page.where}
     ORDER BY ${page.orderBy} LIMIT ?`,
    [scope.corpId, ...seen.params, ...(state ? [state] : []), ...page.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['createdAt', 'id'], limit: LIMIT })
  return { items: await describeEffects(deps, scope.corpId, items), nextCursor }
}

/** How many there are in each state, and what one may filter by. */
export async function countEffects(deps: Deps, scope: Scope, filter: EffectFilter): Promise<EffectCounts> {
  const { sql } = deps.database
  const seen = narrowed(deps, scope, filter)
  const all = visibleStaff(scope, '"createdBy"')
  const [states, kinds, staff] = await Promise.all([
    sql.all<{ state: string; count: number }>(
      `SELECT "state", COUNT(*) AS "count" FROM "Effect" WHERE "corpId" = ? AND ${seen.sql} GROUP BY "state"`,
      [scope.corpId, ...seen.params],
    ),
    sql.all<{ kind: string }>(
      `SELECT DISTINCT "kind" FROM "Effect" WHERE "corpId" = ? AND ${all.sql} ORDER BY "kind"`,
      [scope.corpId, ...all.params],
    ),
    sql.all<{ id: string; name: string }>(
      `SELECT s."id", s."name" FROM "Staff" s WHERE s."corpId" = ? AND s."id" IN
         (SELECT "createdBy" FROM "Effect" WHERE "corpId" = ? AND ${all.sql}) ORDER BY s."name", s."id" LIMIT ${STAFF_MOST}`,
      [scope.corpId, scope.corpId, ...all.params],
    ),
  ])
  return {
    states: states.map((row) => ({ state: effectState.parse(row.state), count: Number(row.count) })),
    kinds: kinds.map((row) => row.kind),
    staff,
  }
}

export async function readEffect(deps: Deps, scope: Scope, id: string): Promise<EffectRow> {
  const [row] = await describeEffects(deps, scope.corpId, await seenRow(deps, scope, id))
  if (!row) throw new AppError('not-found', { log: 'effect outside the scope or unknown' })
  return row
}

export async function readEffectDetail(deps: Deps, scope: Scope, id: string): Promise<EffectDetail> {
  const { corpId } = scope
  const rows = await seenRow(deps, scope, id)
  const [effect] = await describeEffects(deps, corpId, rows)
  const [row] = rows
  if (!effect || !row) throw new AppError('not-found', { log: 'effect outside the scope or unknown' })
  const items = await readItems(deps.database.sql, { corpId, effectId: id })
  const decidedBy = row['decidedBy'] === null ? [] : [String(row['decidedBy'])]
  const names = await namesOf(deps, corpId, [...items.map((item) => item.key), ...decidedBy])
  return {
    ...effect,
    acceptedAt: rowTimeOrNull(row['acceptedAt'])?.toISOString() ?? null,
    polls: Number(row['polls']),
    decidedByName: names.get(decidedBy[0] ?? '') ?? null,
    decidedAt: rowTimeOrNull(row['decidedAt'])?.toISOString() ?? null,
    decision: row['decision'] === null ? null : String(row['decision']),
    items: items.map(({ key, state, errorCode = null, errorText = null }) => ({
      key,
      name: names.get(key) ?? null,
      state,
      errorCode,
      errorText,
    })),
  }
}

async function seenRow(deps: Deps, scope: Scope, id: string): Promise<SqlRow[]> {
  const seen = visibleStaff(scope, '"createdBy"')
  return deps.database.sql.all<SqlRow>(
    `SELECT ${EFFECT_COLUMNS} FROM "Effect" WHERE "corpId" = ? AND "id" = ? AND ${seen.sql}`,
    [scope.corpId, id, ...seen.params],
  )
}

/** What nobody decided by hand (welcome messages) is the admin's. */
export function narrowed(deps: Deps, scope: Scope, { kind, createdBy, days }: EffectFilter): Condition {
  const parts = [visibleStaff(scope, '"createdBy"')]
  if (kind !== undefined) parts.push({ sql: '"kind" = ?', params: [kind] })
  if (createdBy !== undefined) parts.push({ sql: '"createdBy" = ?', params: [createdBy] })
  if (days !== undefined)
    parts.push({ sql: '"createdAt" >= ?', params: [new Date(deps.clock.nowMs() - days * DAY_MS)] })
  return {
    sql: parts.map((part) => part.sql).join(' AND '),
    params: parts.flatMap((part) => part.params),
  }
}
