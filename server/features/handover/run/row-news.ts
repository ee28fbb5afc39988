import type { TransferReason } from '../../../domain/transfer-reasons.ts'
import { bulkUpsert } from '../../../platform/db/bulk-upsert.ts'
import { jsonTable } from '../../../platform/db/json-sql.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { newId } from '../../../platform/new-id.ts'
import type { TransferFamily } from '../../../domain/transfer-reasons.ts'
import type { RowKind, RowState } from '../words/contract.ts'

/** What WeCom said of one row. */
export interface RowNews {
  handoverId: string
  kind: RowKind
  objectId: string
  state: Extract<
    RowState,
    'accepted' | 'waiting' | 'unknown' | 'done' | 'refused' | 'full' | 'limited' | 'failed'
  >
  reason: TransferReason | null
  errorCode: number | null
  startedAt: Date | null
  dueAt: Date | null
  settledAt: Date | null
}

const sqlTime = (at: Date | null): string | null => at?.toISOString().replace('Z', '+00:00') ?? null

/** Writes it to rows that are still open; a row with an end gives its relation free for another handover. */
export async function writeNews(
  tx: SqlTx,
  corpId: string,
  news: readonly RowNews[],
  { isTry }: { isTry: boolean },
): Promise<void> {
  if (news.length === 0) return
  const cells = news.map((one) => [
    one.handoverId,
    one.kind,
    one.objectId,
    one.state,
    one.reason,
    one.errorCode,
    sqlTime(one.startedAt),
    sqlTime(one.dueAt),
    sqlTime(one.settledAt),
  ])
  const table = jsonTable(tx.dialect, 'n', {
    handoverId: 'text',
    kind: 'text',
    objectId: 'text',
    state: 'text',
    reason: 'text',
    errorCode: 'int',
    startedAt: 'timestamp',
    dueAt: 'timestamp',
    settledAt: 'timestamp',
  } as const)
  await tx.run(
    `UPDATE "HandoverRow" SET "state" = n."state", "reason" = n."reason", "errorCode" = n."errorCode",
       "startedAt" = COALESCE(n."startedAt", "HandoverRow"."startedAt"), "dueAt" = COALESCE(n."dueAt", "HandoverRow"."dueAt"),
       "settledAt" = n."settledAt", "attempts" = "HandoverRow"."attempts" + ${isTry ? 1 : 0},
       "openKey" = CASE WHEN n."settledAt" IS NULL THEN "HandoverRow"."openKey" ELSE NULL END
     FROM ${table} WHERE "HandoverRow"."corpId" = ? AND "HandoverRow"."handoverId" = n."handoverId"
       AND "HandoverRow"."kind" = n."kind" AND "HandoverRow"."objectId" = n."objectId"
       AND "HandoverRow"."state" IN ('queued', 'unknown', 'accepted', 'waiting')`,
    [JSON.stringify(cells), corpId],
  )
}

/** Keeps what a call answered. */
export async function keepTries(
  tx: SqlTx,
  input: {
    corpId: string
    family: TransferFamily
    fromStaffId: string
    toStaffId: string
    batchId: string
    now: Date
    news: readonly RowNews[]
  },
): Promise<void> {
  const { now, news, ...shared } = input
  await bulkUpsert(tx, {
    table: 'HandoverTry',
    columns: [
      'corpId',
      'id',
      'handoverId',
      'kind',
      'objectId',
      'family',
      'fromStaffId',
      'toStaffId',
      'batchId',
      'state',
      'reason',
      'errorCode',
      'startedAt',
      'settledAt',
    ],
    key: ['corpId', 'id'],
    rows: news
      .filter((one) => one.state !== 'unknown')
      .map((one) => ({
        ...shared,
        id: newId(now.getTime()),
        handoverId: one.handoverId,
        kind: one.kind,
        objectId: one.objectId,
        state: one.state === 'waiting' ? 'accepted' : one.state,
        reason: one.reason,
        errorCode: one.errorCode,
        startedAt: one.startedAt ?? now,
        settledAt: one.settledAt,
      })),
  })
}

/** How a started transfer ended: the newest try of the row that has no end yet. */
export async function endTries(tx: SqlTx, corpId: string, news: readonly RowNews[]): Promise<void> {
  const ended = news.filter((one) => one.settledAt !== null)
  if (ended.length === 0) return
  const cells = ended.map((one) => [
    one.handoverId,
    one.kind,
    one.objectId,
    one.state,
    one.reason,
    sqlTime(one.settledAt),
  ])
  const table = jsonTable(tx.dialect, 'n', {
    handoverId: 'text',
    kind: 'text',
    objectId: 'text',
    state: 'text',
    reason: 'text',
    settledAt: 'timestamp',
  } as const)
  await tx.run(
    `UPDATE "HandoverTry" SET "state" = n."state", "reason" = n."reason", "settledAt" = n."settledAt"
     FROM ${table} WHERE "HandoverTry"."corpId" = ? AND "HandoverTry"."handoverId" = n."handoverId"
       AND "HandoverTry"."kind" = n."kind" AND "HandoverTry"."objectId" = n."objectId"
       AND "HandoverTry"."state" = 'accepted' AND "HandoverTry"."settledAt" IS NULL`,
    [JSON.stringify(cells), corpId],
  )
}
