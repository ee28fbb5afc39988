import type { z } from 'zod'
import { toTransferReason, type TransferReason } from '../../../domain/transfer-reasons.ts'
import { isUniqueViolation } from '../../../platform/db/database-error.ts'
import { inTextList, jsonTable } from '../../../platform/db/json-sql.ts'
import { groupBy } from '../../../platform/group-by.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { reassignRequest, Requeued, retryRequest } from '../contract.ts'
import { noteStep } from '../note-step.ts'
import { OPEN_KEY } from '../open-key.ts'
import { type CheckedRow, checkRows } from '../plan/check-rows.ts'
import { type PlanRow, shareRows } from '../plan/make-plan.ts'
import { conflict, requireHandover, requireStaff, type StoredHandover } from '../policy.ts'
import { readHandover } from '../read-handover.ts'
import { afterJob } from './jobs-of.ts'
import { pump } from './pump.ts'

const REPEATABLE = ['refused', 'full', 'limited', 'failed', 'cancelled'] as const

/** Ended rows once more, with the same successor. */
export async function retryRows(
  deps: Deps,
  scope: Scope,
  { id, request }: { id: string; request: z.output<typeof retryRequest> },
): Promise<Requeued> {
  const stored = await requireRun(deps, scope, id)
  return requeue(deps, scope, { stored, rows: await readEnded(deps, stored, request) })
}

/** Ended rows to other successors, shared as the plan shares. */
export async function reassignRows(
  deps: Deps,
  scope: Scope,
  { id, request }: { id: string; request: z.output<typeof reassignRequest> },
): Promise<Requeued> {
  const stored = await requireRun(deps, scope, id)
  await requireStaff(deps, scope, request.toStaffIds)
  const rows = await readEnded(deps, stored, request)
  return requeue(deps, scope, {
    stored,
    rows: await shareRows(deps, stored, { rows, takerIds: request.toStaffIds }),
  })
}

async function requireRun(deps: Deps, scope: Scope, id: string): Promise<StoredHandover> {
  const stored = await requireHandover(deps, scope, id)
  if (stored.state === 'draft') throw conflict('not-confirmed')
  return stored
}

type EndedRow = PlanRow & { state: string; isFollowed: number }

function readEnded(
  deps: Deps,
  { corpId, id }: StoredHandover,
  { kind, states, objectIds }: z.output<typeof retryRequest>,
): Promise<EndedRow[]> {
  const { sql } = deps.database
  const wanted = states ?? REPEATABLE
  return sql.all<EndedRow>(
    `SELECT r."kind", r."objectId", r."customerId", r."toStaffId", r."because", r."rank", r."tierCode", r."spentFen", r."storeName",
       r."model", r."state", (SELECT COUNT(*) FROM "Follow" f WHERE f."corpId" = r."corpId" AND f."staffId" = r."fromStaffId"
         AND f."externalUserid" = r."objectId" AND f."endedAt" IS NULL) AS "isFollowed"
     FROM "HandoverRow" r WHERE r."corpId" = ? AND r."handoverId" = ? AND r."state" IN (${wanted.map((state) => `'${state}'`).join(', ')})
       AND ${kind ? 'r."kind" = ?' : '1 = 1'} AND ${objectIds ? inTextList(sql.dialect, 'r."objectId"') : '1 = 1'} ORDER BY r."rank"`,
    [corpId, id, ...(kind ? [kind] : []), ...(objectIds ? [JSON.stringify(objectIds)] : [])],
  )
}

async function requeue(
  deps: Deps,
  scope: Scope,
  { stored, rows }: { stored: StoredHandover; rows: readonly (PlanRow & { isFollowed: number })[] },
): Promise<Requeued> {
  const { corpId, id } = stored
  const checked = await checkRows(deps, stored, rows)
  const gone = new Set(
    rows.filter((row) => row.kind === 'customer' && row.isFollowed === 0).map((row) => row.objectId),
  )
  const judged = checked.map((row): CheckedRow =>
    gone.has(row.objectId) ? { ...row, state: 'blocked', reason: 'not-followed-by-giver' } : row,
  )
  const ready = judged.filter((row) => row.state === 'planned')
  try {
    if (ready.length > 0)
      await deps.database.sql.transaction(async (tx) => {
        await noteStep(tx, deps, {
          corpId,
          staffId: scope.staffId,
          id,
          step: 'requeue',
          detail: { rows: ready.length },
        })
        await queueAgain(tx, deps, { corpId, id, rows: ready })
      })
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('held')
    throw error
  }
  deps.jobs.nudge()
  return {
    queued: ready.length,
    left: leftOver(judged),
    handover: await readHandover(deps, scope, id),
  }
}

async function queueAgain(
  tx: SqlTx,
  deps: Deps,
  { corpId, id, rows }: { corpId: string; id: string; rows: readonly CheckedRow[] },
): Promise<void> {
  const cells = rows.map((row) => [row.kind, row.objectId, row.toStaffId, row.because])
  const table = jsonTable(tx.dialect, 'n', {
    kind: 'text',
    objectId: 'text',
    toStaffId: 'text',
    because: 'text',
  })
  const now = deps.clock.now()
  await tx.run(
    `UPDATE "HandoverRow" SET "state" = 'queued', "toStaffId" = n."toStaffId", "because" = n."because", "reason" = NULL,
       "errorCode" = NULL, "batchId" = NULL, "startedAt" = NULL, "dueAt" = NULL, "settledAt" = NULL
     FROM ${table} WHERE "HandoverRow"."corpId" = ? AND "HandoverRow"."handoverId" = ? AND "HandoverRow"."kind" = n."kind"
       AND "HandoverRow"."objectId" = n."objectId" AND "HandoverRow"."state" IN (${REPEATABLE.map((state) => `'${state}'`).join(', ')})`,
    [JSON.stringify(cells), corpId, id],
  )
  await tx.run(
    `UPDATE "HandoverRow" SET "openKey" = ${OPEN_KEY} WHERE "corpId" = ? AND "handoverId" = ? AND "state" = 'queued' AND "openKey" IS NULL`,
    [corpId, id],
  )
  await tx.run(
    `UPDATE "Handover" SET "state" = 'running', "endedAt" = NULL, "pausedAt" = NULL, "haltedBy" = NULL, "updatedAt" = ?
     WHERE "corpId" = ? AND "id" = ?`,
    [now, corpId, id],
  )
  await pump(tx, deps, { corpId, id })
  await deps.jobs.add(tx, afterJob(corpId, id))
}

function leftOver(rows: readonly CheckedRow[]): { reason: TransferReason; count: number }[] {
  const left = groupBy(
    rows.filter((row) => row.state !== 'planned'),
    (row) => toTransferReason(row.reason) ?? 'other',
  )
  return [...left].map(([reason, same]) => ({ reason, count: same.length }))
}
