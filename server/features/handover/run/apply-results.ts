import { inTextList } from '../../../platform/db/json-sql.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { TransferResult } from '../../../wecom/index.ts'
import type { Pair } from './poll-times.ts'
import { endTries, type RowNews, writeNews } from './row-news.ts'
import { verdictOfResult } from './transfer-call.ts'

interface OpenRow {
  handoverId: string
  objectId: string
  state: string
  startedAt: string | null
}

/** WeCom's clock and ours differ a little. */
const SKEW_MS = 60_000

/** One page of a result list onto the open rows of the pair; done twice it changes nothing. Gives the handovers touched. */
export async function applyResults(
  tx: SqlTx,
  { pair, results, now }: { pair: Pair; results: readonly TransferResult[]; now: Date },
): Promise<string[]> {
  const open = await readRows(tx, pair, results)
  const said = new Map(results.map((result) => [result.externalUserid, verdictOfResult(result)]))
  const news = open.flatMap((row) => {
    const verdict = said.get(row.objectId)
    const isStale = verdict?.state === 'done' && (verdict.at ?? 0) < Date.parse(row.startedAt ?? '') - SKEW_MS
    return verdict && !isStale ? newsOf(row, verdict, now) : []
  })
  await writeNews(tx, pair.corpId, news, { isTry: false })
  await endTries(tx, pair.corpId, news)
  return [...new Set(news.map((one) => one.handoverId))]
}

function newsOf(
  row: OpenRow,
  verdict: NonNullable<ReturnType<typeof verdictOfResult>>,
  now: Date,
): RowNews[] {
  const { state, reason, at } = verdict
  const instant = at === null ? null : new Date(at)
  const base = {
    handoverId: row.handoverId,
    kind: 'customer' as const,
    objectId: row.objectId,
    reason,
    errorCode: null,
    startedAt: null,
  }
  if (state === 'waiting') return [{ ...base, state, dueAt: instant, settledAt: null }]
  if (state === 'done') return [{ ...base, state, dueAt: null, settledAt: instant ?? now }]
  if (state === 'refused' || state === 'full') return [{ ...base, state, dueAt: null, settledAt: now }]
  return []
}

function readRows(tx: SqlTx, pair: Pair, results: readonly TransferResult[]): Promise<OpenRow[]> {
  return tx.all<OpenRow>(
    `SELECT r."handoverId", r."objectId", r."state", r."startedAt" FROM "HandoverRow" r
     JOIN "Handover" h ON h."corpId" = r."corpId" AND h."id" = r."handoverId" AND h."family" = ?
     WHERE r."corpId" = ? AND r."fromStaffId" = ? AND r."toStaffId" = ? AND r."kind" = 'customer'
       AND r."state" IN ('unknown', 'accepted', 'waiting') AND ${inTextList(tx.dialect, 'r."objectId"')}`,
    [
      pair.family,
      pair.corpId,
      pair.fromStaffId,
      pair.toStaffId,
      JSON.stringify(results.map((result) => result.externalUserid)),
    ],
  )
}

/**
 * What is unknown and not in the whole list was not taken. Rows that WeCom had called "in transfer" are with somebody
 * else, outside of this product.
 */
export async function endMissing(
  tx: SqlTx,
  { pair, listed, askedAt, now }: { pair: Pair; listed: ReadonlySet<string>; askedAt: Date; now: Date },
): Promise<string[]> {
  const open = await tx.all<OpenRow & { reason: string | null; errorCode: number | null }>(
    `SELECT r."handoverId", r."objectId", r."state", r."startedAt", r."reason", r."errorCode" FROM "HandoverRow" r
     JOIN "Handover" h ON h."corpId" = r."corpId" AND h."id" = r."handoverId" AND h."family" = ?
     WHERE r."corpId" = ? AND r."fromStaffId" = ? AND r."toStaffId" = ? AND r."kind" = 'customer' AND r."state" = 'unknown'
       AND r."startedAt" < ?`,
    [pair.family, pair.corpId, pair.fromStaffId, pair.toStaffId, new Date(askedAt.getTime() - SKEW_MS / 2)],
  )
  const news = open
    .filter((row) => !listed.has(row.objectId))
    .map((row): RowNews => ({
      handoverId: row.handoverId,
      kind: 'customer',
      objectId: row.objectId,
      state: 'failed',
      reason: row.reason === 'in-transfer' ? 'in-transfer' : 'no-record',
      errorCode: row.errorCode,
      startedAt: null,
      dueAt: null,
      settledAt: now,
    }))
  await writeNews(tx, pair.corpId, news, { isTry: false })
  return [...new Set(news.map((one) => one.handoverId))]
}
