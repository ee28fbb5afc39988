import { AppError } from '../../platform/http/app-error.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import { parseEvent } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { eventState, type EventPage } from './contract.ts'
import { objectJob, objectOf } from './event-object.ts'

const LIMIT = 50

/** Received events, newest first; never their content. */
export async function listEvents(
  deps: Deps,
  corpId: string,
  { state, cursor }: { state?: string | undefined; cursor?: string | undefined },
): Promise<EventPage> {
  const page = keyset({ by: ['"receivedAt"', '"hash"'], direction: 'desc', cursor, limit: LIMIT })
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT "hash", "event", "changeType", "objectId", "state", "attempts", "repeats", "errorText", "createdAtSec", "receivedAt", "handledAt"
     FROM "InboxEvent" WHERE "corpId" = ? AND ${state ? '"state" = ?' : '1 = 1'} AND ${page.where} ORDER BY ${page.orderBy} LIMIT ?`,
    [corpId, ...(state ? [state] : []), ...page.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['receivedAt', 'hash'], limit: LIMIT })
  return {
    items: items.map((row) => ({
      hash: String(row['hash']),
      event: String(row['event']),
      changeType: String(row['changeType']),
      objectId: String(row['objectId']),
      state: eventState.parse(row['state']),
      attempts: Number(row['attempts']),
      repeats: Number(row['repeats']),
      errorText: row['errorText'] === null ? null : String(row['errorText']),
      happenedAt: new Date(Number(row['createdAtSec']) * 1000).toISOString(),
      receivedAt: rowTime(row['receivedAt']).toISOString(),
      handledAt: rowTimeOrNull(row['handledAt'])?.toISOString() ?? null,
    })),
    nextCursor,
  }
}

/** Handles an event once more, with all its tries: the object is read again. */
export async function replayEvent(deps: Deps, corpId: string, hash: string): Promise<void> {
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const [row] = await tx.all<{ bodySealed: string }>(
      'SELECT "bodySealed" FROM "InboxEvent" WHERE "corpId" = ? AND "hash" = ?',
      [corpId, hash],
    )
    if (!row) throw new AppError('not-found', { log: 'no such event' })
    const object = objectOf(parseEvent(deps.sealer.open(row.bodySealed)))
    if (!object) throw new AppError('conflict', { tell: { reason: 'nothing-to-read' } })
    await tx.run(
      `UPDATE "InboxEvent" SET "state" = 'received', "attempts" = 0, "errorText" = NULL, "handledAt" = NULL WHERE "corpId" = ? AND "hash" = ?`,
      [corpId, hash],
    )
    await deps.jobs.add(tx, objectJob(corpId, object, { now, waitMs: 0 }))
  })
}
