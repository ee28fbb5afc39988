import { setImmediate } from 'node:timers/promises'
import { ulid } from 'ulid'
import { trainResponseInSlices, type ResponseRow, type Trial } from '../../domain/analytics/response-model.ts'
import { runInSlices } from '../../domain/analytics/slices.ts'
import {
  isAnswered,
  isWindowClosed,
  RESPONSE_KINDS,
  responseFeatures,
} from '../../domain/response-features.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlRow, Tx } from '../../platform/db/index.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import type { Deps } from '../deps.ts'
import { readHistories } from './read-histories.ts'
import { closeTraining, UnboundedFit } from './training-run.ts'

const PAGE = 500
/** The latest ones: older habits say little, and memory has an end. */
const MAX_ROWS = 20_000

/** Learns from what was sent and what came of it, and keeps the result, whatever it is, in the run `id`. */
export async function trainModel(
  deps: Deps,
  { corpId, id, signal }: { corpId: string; id: string; signal: AbortSignal },
): Promise<void> {
  const rows = await readRows(deps, corpId, signal)
  const trained = await runInSlices(trainResponseInSlices(rows, RESPONSE_KINDS), {
    nowMs: () => deps.clock.nowMs(),
    pause: async () => {
      signal.throwIfAborted()
      await setImmediate()
    },
  })
  if (trained.state === 'not-finite') throw new UnboundedFit()
  const trainedAt = deps.clock.now()
  const version = ulid(trainedAt.getTime())
  await deps.database.db.$transaction(async (tx) => {
    await tx.responseModel.create({
      data: {
        corpId,
        version,
        state: trained.state,
        trainedAt,
        rows: rows.length,
        answers: rows.filter((row) => row.answered).length,
        detailJson: JSON.stringify('found' in trained ? trained.found : null),
      },
    })
    await keepTrials(tx, { corpId, version, trials: 'trials' in trained ? trained.trials : [] })
    await closeTraining(tx, deps, { corpId, id })
  })
}

/** Only those of the last model are kept: its page is the only one that shows them. */
async function keepTrials(
  tx: Tx,
  { corpId, version, trials }: { corpId: string; version: string; trials: readonly Trial[] },
): Promise<void> {
  await tx.responseTrial.deleteMany({ where: { corpId } })
  await bulkUpsert(tx, {
    table: 'ResponseTrial',
    columns: ['corpId', 'version', 'place', 'bin', 'outcomeId', 'chance', 'isAnswered'],
    key: ['corpId', 'version', 'place'],
    rows: trials.map(({ id, answered, ...trial }) => ({
      ...trial,
      corpId,
      version,
      outcomeId: id,
      isAnswered: answered,
    })),
  })
}

/** Messages whose window has closed, newest first, with what was known when they went out. */
async function readRows(deps: Deps, corpId: string, signal: AbortSignal): Promise<ResponseRow[]> {
  const rows: ResponseRow[] = []
  const { sql } = deps.database
  const nowMs = deps.clock.nowMs()
  let before: [Date, string] = [new Date(nowMs), '']
  while (rows.length < MAX_ROWS) {
    signal.throwIfAborted()
    const page = await sql.all<SqlRow>(
      `SELECT "id", "customerId", "rule", "at" FROM "ActionOutcome"
       WHERE "corpId" = ? AND "outcome" IN ('sent', 'edited') AND ("at", "id") < (?, ?)
       ORDER BY "at" DESC, "id" DESC LIMIT ${PAGE}`,
      [corpId, ...before],
    )
    const last = page.at(-1)
    if (!last) break
    before = [rowTime(last['at']), String(last['id'])]
    const sends = page.map((row) => ({
      id: String(row['id']),
      customerId: String(row['customerId']),
      rule: String(row['rule']),
      atMs: rowTime(row['at']).getTime(),
    }))
    const histories = await readHistories(sql, {
      corpId,
      customerIds: [...new Set(sends.map((send) => send.customerId))],
    })
    for (const send of sends) {
      const history = histories.get(send.customerId)
      if (!history || !isWindowClosed(send.atMs, nowMs)) continue
      rows.push({
        id: send.id,
        sentMs: send.atMs,
        features: responseFeatures(history, send),
        answered: isAnswered(history, send.atMs),
      })
    }
    await setImmediate()
  }
  return rows.slice(0, MAX_ROWS)
}
