import type { Clock } from '../clock.ts'
import type { Sql, SqlTx } from './sql.ts'

export interface RateWindow {
  windowSec: number
  limit: number
}

/** Hands out calls of one interface; 0 when a window is used up. */
export type LeaseSlices = (api: string, wanted: number) => Promise<number>

/**
 * The rate budget of one corp, shared by all processes: each takes a slice of the calls left in every window, so that
 * the sum over the processes stays under the limit. `windowsOf` gives the windows of an interface.
 */
export function createRateSlices({
  sql,
  clock,
  corpId,
  windowsOf,
}: {
  sql: Sql
  clock: Clock
  corpId: string
  windowsOf(api: string): readonly RateWindow[]
}): LeaseSlices {
  return (api, wanted) =>
    sql.transaction(async (tx) => {
      const windows = windowsOf(api).map((window) => ({
        ...window,
        startsAt: startOf(clock.nowMs(), window.windowSec),
      }))
      let granted = wanted
      // always in one order, so that two processes never wait for each other
      for (const window of windows.sort((a, b) => a.windowSec - b.windowSec)) {
        const taken = await readLocked(tx, { corpId, api, ...window })
        granted = Math.min(granted, Math.max(0, window.limit - taken))
      }
      if (granted > 0) for (const window of windows) await take(tx, { corpId, api, ...window }, granted)
      return granted
    })
}

interface Slice {
  corpId: string
  api: string
  windowSec: number
  startsAt: Date
}

function startOf(nowMs: number, windowSec: number): Date {
  return new Date(nowMs - (nowMs % (windowSec * 1000)))
}

/** Makes the row if it is new, drops the windows that ended, and keeps others off the row until the transaction ends. */
async function readLocked(tx: SqlTx, { corpId, api, windowSec, startsAt }: Slice): Promise<number> {
  const [row] = await tx.all<{ takenCount: number }>(
    `INSERT INTO "RateSlice" ("corpId", "api", "windowSec", "startsAt", "takenCount") VALUES (?, ?, ?, ?, 0)
     ON CONFLICT ("corpId", "api", "windowSec", "startsAt") DO UPDATE SET "takenCount" = "RateSlice"."takenCount"
     RETURNING "takenCount"`,
    [corpId, api, windowSec, startsAt],
  )
  if (row?.takenCount === 0)
    await tx.run(
      `DELETE FROM "RateSlice" WHERE "corpId" = ? AND "api" = ? AND "windowSec" = ? AND "startsAt" < ?`,
      [corpId, api, windowSec, startsAt],
    )
  return row?.takenCount ?? 0
}

async function take(tx: SqlTx, { corpId, api, windowSec, startsAt }: Slice, count: number): Promise<void> {
  await tx.run(
    `UPDATE "RateSlice" SET "takenCount" = "takenCount" + ?
     WHERE "corpId" = ? AND "api" = ? AND "windowSec" = ? AND "startsAt" = ?`,
    [count, corpId, api, windowSec, startsAt],
  )
}
