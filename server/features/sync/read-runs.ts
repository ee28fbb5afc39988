import { AppError } from '../../platform/http/app-error.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowFlag, rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import { groupBy } from '../../platform/group-by.ts'
import type { Deps } from '../deps.ts'
import {
  runError,
  runKind,
  runState,
  stepName,
  stepState,
  syncRun,
  type FailurePage,
  type RunKind,
  type RunPage,
  type SyncRunView,
  type SyncStepView,
} from './contract.ts'

const LIMIT = 30
const COUNTS = `(SELECT COUNT(*) FROM "Drift" d WHERE d."corpId" = r."corpId" AND d."runId" = r."id" AND d."state" = 'braked') AS "brakedCount",
  (SELECT COUNT(*) FROM "Drift" d WHERE d."corpId" = r."corpId" AND d."runId" = r."id") AS "driftCount",
  (SELECT COUNT(*) FROM "SyncFailure" x WHERE x."corpId" = r."corpId" AND x."runId" = r."id") AS "failureCount",
  (SELECT s."name" FROM "Staff" s WHERE s."corpId" = r."corpId" AND s."id" = r."startedBy") AS "startedByName"`

export async function listRuns(
  deps: Deps,
  corpId: string,
  { kind, cursor }: { kind?: RunKind | undefined; cursor?: string | undefined },
): Promise<RunPage> {
  const page = keyset({ by: ['r."createdAt"', 'r."id"'], direction: 'desc', cursor, limit: LIMIT })
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT r.*, ${COUNTS} FROM "SyncRun" r WHERE r."corpId" = ? AND ${kind ? 'r."kind" = ?' : '1 = 1'} AND ${page.where}
     ORDER BY ${page.orderBy} LIMIT ?`,
    [corpId, ...(kind ? [kind] : []), ...page.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['createdAt', 'id'], limit: LIMIT })
  return { items: await withSteps(deps, corpId, items), nextCursor }
}

export async function readRun(deps: Deps, corpId: string, id: string): Promise<SyncRunView> {
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT r.*, ${COUNTS} FROM "SyncRun" r WHERE r."corpId" = ? AND r."id" = ?`,
    [corpId, id],
  )
  const [run] = await withSteps(deps, corpId, rows)
  if (!run) throw new AppError('not-found', { log: 'no such run' })
  return run
}

/** The newest runs in one of these states. */
export async function newestRun(
  deps: Deps,
  corpId: string,
  { states, kinds }: { states: readonly string[]; kinds?: readonly string[] },
): Promise<SyncRunView | null> {
  const { sql } = deps.database
  const rows = await sql.all<SqlRow>(
    `SELECT r.*, ${COUNTS} FROM "SyncRun" r WHERE r."corpId" = ? AND ${inTextList(sql.dialect, 'r."state"')}
     AND ${inTextList(sql.dialect, 'r."kind"')} ORDER BY r."createdAt" DESC LIMIT 1`,
    [corpId, JSON.stringify(states), JSON.stringify(kinds ?? runKind.options)],
  )
  return (await withSteps(deps, corpId, rows))[0] ?? null
}

async function withSteps(deps: Deps, corpId: string, rows: SqlRow[]): Promise<SyncRunView[]> {
  const { sql } = deps.database
  const steps = await sql.all<SqlRow & { runId: string }>(
    `SELECT * FROM "SyncStep" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"runId"')} ORDER BY "position"`,
    [corpId, JSON.stringify(rows.map((row) => row['id']))],
  )
  const byRun = groupBy(steps, (step) => step.runId)
  return rows.map((row) => runOf(row, (byRun.get(String(row['id'])) ?? []).map(stepOf)))
}

function runOf(row: SqlRow, steps: SyncStepView[]): SyncRunView {
  return {
    id: String(row['id']),
    kind: runKind.parse(row['kind']),
    trigger: syncRun.shape.trigger.parse(row['trigger']),
    state: runState.parse(row['state']),
    startedByName: textOrNull(row['startedByName']),
    callCount: Number(row['callCount']),
    errorKind: runError.nullable().parse(row['errorKind']),
    errorText: textOrNull(row['errorText']),
    createdAt: rowTime(row['createdAt']).toISOString(),
    startedAt: rowTimeOrNull(row['startedAt'])?.toISOString() ?? null,
    endedAt: rowTimeOrNull(row['endedAt'])?.toISOString() ?? null,
    cancelRequested: rowFlag(row['cancelRequested']),
    brakedCount: Number(row['brakedCount']),
    driftCount: Number(row['driftCount']),
    failureCount: Number(row['failureCount']),
    steps,
  }
}

function stepOf(row: SqlRow): SyncStepView {
  return {
    step: stepName.parse(row['step']),
    state: stepState.parse(row['state']),
    doneCount: Number(row['doneCount']),
    totalCount: row['totalCount'] === null ? null : Number(row['totalCount']),
    seen: Number(row['seen']),
    created: Number(row['created']),
    changed: Number(row['changed']),
    ended: Number(row['ended']),
    failed: Number(row['failed']),
    errorKind: runError.nullable().parse(row['errorKind']),
    errorText: textOrNull(row['errorText']),
  }
}

export async function listFailures(
  deps: Deps,
  corpId: string,
  { runId, cursor }: { runId: string; cursor?: string | undefined },
): Promise<FailurePage> {
  const page = keyset({ by: ['"id"'], direction: 'asc', cursor, limit: LIMIT })
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT "id", "step", "objectId", "kind", "text", "at" FROM "SyncFailure" WHERE "corpId" = ? AND "runId" = ? AND ${page.where}
     ORDER BY ${page.orderBy} LIMIT ?`,
    [corpId, runId, ...page.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['id'], limit: LIMIT })
  return {
    items: items.map((row) => ({
      id: String(row['id']),
      step: stepName.parse(row['step']),
      objectId: String(row['objectId']),
      kind: String(row['kind']),
      text: String(row['text']),
      at: rowTime(row['at']).toISOString(),
    })),
    nextCursor,
  }
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}
