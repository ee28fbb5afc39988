import { z } from 'zod'
import { remedyOf, type TransferReason } from '../../../domain/transfer-reasons.ts'
import { startOfDayMs, localDateOf } from '../../../domain/time.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { transferRefusal } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import type { EffectItem, EffectOutcome, EffectTask } from '../../feature.ts'
import { moveOwner } from '../../groups/move-owner.ts'
import { afterJob } from './jobs-of.ts'
import { schedulePoll } from './poll-times.ts'
import { pump } from './pump.ts'
import { keepTries, type RowNews, writeNews } from './row-news.ts'
import { type Batch, itemVerdict, readBatch } from './transfer-call.ts'

const TAKEOVER_MS = 24 * 3_600_000
const DAY_MS = 24 * 3_600_000

/** The result of a call that did not go out because the handover was paused or cancelled meanwhile. */
export const CALLED_OFF = { isCalledOff: true }
const calledOff = z.object({ isCalledOff: z.literal(true) })

/** Writes what a call answered, row by row, and plans the next call: in the outbox's transaction. */
export async function recordAnswer(
  tx: SqlTx,
  deps: Deps,
  { task, outcome }: { task: EffectTask; outcome: EffectOutcome },
): Promise<void> {
  const batch = await readBatch(tx, task)
  if (!batch) return
  const { corpId, handoverId } = batch
  await writeItems(tx, deps, { batch, items: outcome.items })
  if (outcome.state === 'planned') await reopen(tx, batch)
  else if (outcome.state === 'unknown') await leaveUnknown(tx, deps, batch)
  else if (outcome.state === 'cancelled')
    await giveUp(tx, deps, { batch, reason: 'no-record', errorCode: null })
  else if (outcome.items.length === 0) await failCall(tx, deps, { batch, outcome })
  else await closeBatch(tx, deps, { batch, items: outcome.items })
  await pump(tx, deps, { corpId, id: handoverId })
  await deps.jobs.add(tx, afterJob(corpId, handoverId))
}

async function writeItems(
  tx: SqlTx,
  deps: Deps,
  { batch, items }: { batch: Batch; items: readonly EffectItem[] },
): Promise<void> {
  const now = deps.clock.now()
  const open = new Set(batch.objectIds)
  const mine = items.filter((item) => open.has(item.key))
  const news = mine.flatMap((item) => newsOf(item, batch, now))
  await writeNews(tx, batch.corpId, news, { isTry: true })
  const { corpId, family, fromStaffId, toStaffId, batchId } = batch
  await keepTries(tx, { corpId, family, fromStaffId, toStaffId, batchId, now, news })
  if (batch.kind === 'group') {
    const chatIds = news.filter((one) => one.state === 'done').map((one) => one.objectId)
    await moveOwner(tx, deps, { corpId, chatIds, toStaffId })
  }
  await putOff(tx, batch, { items: mine, now })
  if (news.some((one) => ['accepted', 'waiting', 'unknown'].includes(one.state)) && batch.kind === 'customer')
    await schedulePoll(tx, deps, batch)
}

function newsOf(item: EffectItem, { handoverId, kind }: Batch, now: Date): RowNews[] {
  const { state, reason, at } = itemVerdict(item)
  const row = { handoverId, kind, objectId: item.key, reason, errorCode: item.errorCode || null }
  const started = { startedAt: now, settledAt: null }
  switch (state) {
    case 'accepted':
      return [{ ...row, ...started, state, dueAt: new Date(now.getTime() + TAKEOVER_MS) }]
    case 'waiting':
      return [{ ...row, ...started, state, dueAt: at === null ? null : new Date(at) }]
    case 'unknown':
      return [{ ...row, ...started, state, dueAt: null }]
    case 'done':
      return [{ ...row, state, startedAt: now, dueAt: null, settledAt: at === null ? now : new Date(at) }]
    case 'refused':
    case 'full':
    case 'limited':
    case 'failed':
      return [{ ...row, state, startedAt: null, dueAt: null, settledAt: now }]
    default:
      return []
  }
}

/** Groups above the day's number go on after the next Shanghai midnight. */
async function putOff(
  tx: SqlTx,
  { corpId, handoverId, kind }: Batch,
  { items, now }: { items: readonly EffectItem[]; now: Date },
): Promise<void> {
  const tomorrow = new Date(startOfDayMs(localDateOf(now.getTime() + DAY_MS)) + 60_000)
  for (const item of items.filter((one) => itemVerdict(one).state === 'queued'))
    await tx.run(
      `UPDATE "HandoverRow" SET "batchId" = NULL, "reason" = 'groups-a-day', "dueAt" = ?
       WHERE "corpId" = ? AND "handoverId" = ? AND "kind" = ? AND "objectId" = ? AND "state" = 'queued'`,
      [tomorrow, corpId, handoverId, kind, item.key],
    )
}

async function closeBatch(
  tx: SqlTx,
  deps: Deps,
  { batch, items }: { batch: Batch; items: readonly EffectItem[] },
): Promise<void> {
  const started = items.filter((item) => item.state === 'waiting' || item.state === 'done').length
  await tx.run(
    `UPDATE "HandoverBatch" SET "state" = 'answered', "startCount" = ?, "answeredAt" = ? WHERE "corpId" = ? AND "id" = ?`,
    [started, deps.clock.now(), batch.corpId, batch.batchId],
  )
}

async function reopen(tx: SqlTx, { corpId, handoverId, batchId }: Batch): Promise<void> {
  await tx.run(`UPDATE "HandoverBatch" SET "state" = 'planned' WHERE "corpId" = ? AND "id" = ?`, [
    corpId,
    batchId,
  ])
  await tx.run(
    `UPDATE "HandoverRow" SET "state" = 'queued' WHERE "corpId" = ? AND "handoverId" = ? AND "batchId" = ? AND "state" = 'unknown'`,
    [corpId, handoverId, batchId],
  )
}

/** The relations stay taken: nobody else may call for them before it is known. */
async function leaveUnknown(tx: SqlTx, deps: Deps, batch: Batch): Promise<void> {
  const { corpId, handoverId, batchId } = batch
  await tx.run(`UPDATE "HandoverBatch" SET "state" = 'unknown' WHERE "corpId" = ? AND "id" = ?`, [
    corpId,
    batchId,
  ])
  await tx.run(
    `UPDATE "HandoverRow" SET "state" = 'unknown', "startedAt" = COALESCE("startedAt", ?) WHERE "corpId" = ? AND "handoverId" = ?
     AND "batchId" = ? AND "state" = 'queued'`,
    [deps.clock.now(), corpId, handoverId, batchId],
  )
  if (batch.kind === 'customer') await schedulePoll(tx, deps, batch)
}

/** A call that WeCom refused as a whole, or that never got through. */
async function failCall(
  tx: SqlTx,
  deps: Deps,
  { batch, outcome }: { batch: Batch; outcome: EffectOutcome },
): Promise<void> {
  if (outcome.state === 'done') return closeBatch(tx, deps, { batch, items: [] })
  const { errorCode } = outcome
  const reason = errorCode === null ? 'other' : transferRefusal(errorCode)
  if (isAboutTaker(reason)) return giveUp(tx, deps, { batch, reason, errorCode })
  const { corpId, handoverId } = batch
  await voidBatch(tx, { batch, reason, errorCode })
  if (calledOff.safeParse(outcome.result).success) return stayCancelled(tx, deps, batch)
  // Every further call would be refused, too: it stands until somebody has looked.
  const now = deps.clock.now()
  await tx.run(
    `UPDATE "Handover" SET "state" = 'paused', "haltedBy" = ?, "pausedAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" = 'running'`,
    [reason, now, now, corpId, handoverId],
  )
}

async function voidBatch(
  tx: SqlTx,
  { batch, reason, errorCode }: { batch: Batch; reason: TransferReason; errorCode: number | null },
): Promise<void> {
  const { corpId, handoverId, batchId } = batch
  await tx.run(
    `UPDATE "HandoverRow" SET "batchId" = NULL WHERE "corpId" = ? AND "handoverId" = ? AND "batchId" = ? AND "state" = 'queued'`,
    [corpId, handoverId, batchId],
  )
  await tx.run(
    `UPDATE "HandoverBatch" SET "state" = 'void', "reason" = ?, "errorCode" = ? WHERE "corpId" = ? AND "id" = ?`,
    [reason, errorCode, corpId, batchId],
  )
}

/** Rows of a call that was on its way when the handover was cancelled, and then did not go out. */
async function stayCancelled(tx: SqlTx, deps: Deps, { corpId, handoverId, state }: Batch): Promise<void> {
  if (state !== 'cancelled') return
  await tx.run(
    `UPDATE "HandoverRow" SET "state" = 'cancelled', "openKey" = NULL, "settledAt" = ? WHERE "corpId" = ? AND "handoverId" = ?
     AND "state" = 'queued' AND "batchId" IS NULL`,
    [deps.clock.now(), corpId, handoverId],
  )
}

function isAboutTaker(reason: TransferReason): boolean {
  const remedy = remedyOf(reason)
  return remedy === 'choose-other' || remedy === 'fix-taker' || reason === 'taker-out-of-range'
}

/** What is wrong with the taker is wrong for all that wait for them. */
async function giveUp(
  tx: SqlTx,
  deps: Deps,
  { batch, reason, errorCode }: { batch: Batch; reason: TransferReason; errorCode: number | null },
): Promise<void> {
  const { corpId, handoverId, batchId, kind, toStaffId } = batch
  const now = deps.clock.now()
  const which = isAboutTaker(reason) ? `("batchId" = ? OR "batchId" IS NULL)` : `"batchId" = ?`
  await tx.run(
    `UPDATE "HandoverRow" SET "state" = 'failed', "reason" = ?, "errorCode" = ?, "openKey" = NULL, "settledAt" = ?
     WHERE "corpId" = ? AND "handoverId" = ? AND "kind" = ? AND "toStaffId" = ? AND "state" IN ('queued', 'unknown') AND ${which}`,
    [reason, errorCode, now, corpId, handoverId, kind, toStaffId, batchId],
  )
  await tx.run(
    `UPDATE "HandoverBatch" SET "state" = 'answered', "reason" = ?, "errorCode" = ?, "answeredAt" = ? WHERE "corpId" = ? AND "id" = ?`,
    [reason, errorCode, now, corpId, batchId],
  )
}
