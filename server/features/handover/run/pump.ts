import { ulid } from 'ulid'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import { planEffect } from '../../effects/index.ts'
import type { RowKind } from '../words/contract.ts'
import { pumpJob } from './jobs-of.ts'

const PER_CALL = 100
/** Of one giver's groups to one taker; WeCom's day is not defined, so any 24 hours. */
const GROUPS_A_DAY = 300
const DAY_MS = 86_400_000

interface Running {
  corpId: string
  id: string
  fromStaffId: string
  confirmedBy: string | null
}

/**
 * Plans the next call of a running handover, unless one is planned already: calls go out one after the other, for WeCom
 * answers parallel writers with 6000. In the caller's transaction.
 */
export async function pump(
  tx: SqlTx,
  deps: Deps,
  { corpId, id }: { corpId: string; id: string },
): Promise<void> {
  const [running] = await tx.all<Running>(
    `SELECT "corpId", "id", "fromStaffId", "confirmedBy" FROM "Handover" h WHERE "corpId" = ? AND "id" = ? AND "state" = 'running'
     AND NOT EXISTS (SELECT 1 FROM "HandoverBatch" b WHERE b."corpId" = h."corpId" AND b."handoverId" = h."id" AND b."state" = 'planned')`,
    [corpId, id],
  )
  if (!running) return
  const now = deps.clock.now()
  const lots = await tx.all<{ kind: RowKind; toStaffId: string; later: number; count: number }>(
    `SELECT "kind", "toStaffId", SUM(CASE WHEN "dueAt" > ? THEN 1 ELSE 0 END) AS "later", COUNT(*) AS "count" FROM "HandoverRow"
     WHERE "corpId" = ? AND "handoverId" = ? AND "state" = 'queued' AND "batchId" IS NULL AND "toStaffId" IS NOT NULL
     GROUP BY "kind", "toStaffId" ORDER BY "kind", "count" DESC, "toStaffId"`,
    [now, corpId, id],
  )
  for (const lot of lots) {
    if (Number(lot.later) >= lot.count) continue
    const room =
      lot.kind === 'group' ? await roomToday(tx, deps, { running, toStaffId: lot.toStaffId }) : PER_CALL
    if (room > 0 && (await planCall(tx, deps, { running, ...lot, size: Math.min(PER_CALL, room) }))) return
  }
  if (lots.length > 0) await waitForTomorrow(tx, deps, running)
}

async function planCall(
  tx: SqlTx,
  deps: Deps,
  { running, kind, toStaffId, size }: { running: Running; kind: RowKind; toStaffId: string; size: number },
): Promise<boolean> {
  const { corpId, id: handoverId } = running
  const now = deps.clock.now()
  const batchId = ulid(now.getTime())
  const open = `"corpId" = ? AND "handoverId" = ? AND "kind" = ? AND "toStaffId" = ? AND "state" = 'queued' AND "batchId" IS NULL`
  const whose = [corpId, handoverId, kind, toStaffId]
  const rowCount = await tx.run(
    `UPDATE "HandoverRow" SET "batchId" = ?, "dueAt" = NULL WHERE ${open} AND "objectId" IN
       (SELECT "objectId" FROM "HandoverRow" WHERE ${open} AND ("dueAt" IS NULL OR "dueAt" <= ?) ORDER BY "rank" LIMIT ?)`,
    [batchId, ...whose, ...whose, now, size],
  )
  if (rowCount === 0) return false
  const planned = await planEffect(tx, deps, {
    corpId,
    kind: 'transfer',
    key: `transfer:${batchId}`,
    payload: { handoverId, batchId },
    createdBy: running.confirmedBy,
  })
  await tx.run(
    `INSERT INTO "HandoverBatch" ("corpId", "id", "handoverId", "kind", "toStaffId", "state", "rowCount", "startCount", "effectId", "createdAt")
     VALUES (?, ?, ?, ?, ?, 'planned', ?, 0, ?, ?)`,
    [corpId, batchId, handoverId, kind, toStaffId, rowCount, planned.id, now],
  )
  await tx.run('UPDATE "Handover" SET "resumesAt" = NULL WHERE "corpId" = ? AND "id" = ?', [
    corpId,
    handoverId,
  ])
  return true
}

async function roomToday(
  tx: SqlTx,
  deps: Deps,
  { running, toStaffId }: { running: Running; toStaffId: string },
): Promise<number> {
  const [row] = await tx.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "HandoverTry" WHERE "corpId" = ? AND "kind" = 'group' AND "fromStaffId" = ? AND "toStaffId" = ?
     AND "state" = 'done' AND "startedAt" > ?`,
    [running.corpId, running.fromStaffId, toStaffId, new Date(deps.clock.nowMs() - DAY_MS)],
  )
  return GROUPS_A_DAY - (row?.n ?? 0)
}

/** Only groups are left, and their day is used up: tried again every hour until there is room. */
async function waitForTomorrow(tx: SqlTx, deps: Deps, { corpId, id }: Running): Promise<void> {
  const runAt = new Date(deps.clock.nowMs() + DAY_MS / 24)
  await tx.run('UPDATE "Handover" SET "resumesAt" = ? WHERE "corpId" = ? AND "id" = ?', [runAt, corpId, id])
  await deps.jobs.add(tx, pumpJob(corpId, { id, runAt }))
}
