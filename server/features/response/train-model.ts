import { setImmediate } from 'node:timers/promises'
import { ulid } from 'ulid'
import { trainResponseInSlices, type ResponseRow } from '../../domain/analytics/response-model.ts'
import { runInSlices } from '../../domain/analytics/slices.ts'
import {
  isAnswered,
  isWindowClosed,
  RESPONSE_KINDS,
  responseFeatures,
} from '../../domain/response-features.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import type { Deps } from '../deps.ts'
import { readHistories } from './read-histories.ts'

const PAGE = 500
/** The latest ones: older habits say little, and memory has an end. */
const MAX_ROWS = 20_000

/** Learns from what was sent and what came of it, and keeps the result, whatever it is. */
export async function trainModel(deps: Deps, corpId: string, signal: AbortSignal): Promise<void> {
  const rows = await readRows(deps, corpId, signal)
  const trained = await runInSlices(trainResponseInSlices(rows, RESPONSE_KINDS), {
    nowMs: () => deps.clock.nowMs(),
    pause: () => setImmediate(),
  })
  const trainedAt = deps.clock.now()
  await deps.database.db.responseModel.create({
    data: {
      corpId,
      version: ulid(trainedAt.getTime()),
      state: trained.state,
      trainedAt,
      rows: rows.length,
      answers: rows.filter((row) => row.answered).length,
      detailJson: JSON.stringify('found' in trained ? trained.found : null),
    },
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
        sentMs: send.atMs,
        features: responseFeatures(history, send),
        answered: isAnswered(history, send.atMs),
      })
    }
    await setImmediate()
  }
  return rows.slice(0, MAX_ROWS)
}
