import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { createGroupCommit } from '../../platform/db/group-commit.ts'
import type { Sql } from '../../platform/db/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { logShown } from '../actions/shown-log.ts'

const SLOT_MS = 10 * 60_000
/** A crash loses at most this much of the log; a profile never waits for it. */
const GATHER_MS = 400

export interface AccessLog {
  /** Who opened whom, once per ten minutes; and the proposals that stood there, once for each situation. */
  note(scope: Scope, access: { customerId: string; entry: string; situation?: string | null }): void
  settled(): Promise<void>
}

interface Access {
  entry: { corpId: string; staffId: string; customerId: string; slot: number; at: Date; entry: string }
  situation: string | null
}

export function createAccessLog({ sql, clock, log }: { sql: Sql; clock: Clock; log: Log }): AccessLog {
  const writes = createGroupCommit({
    sql,
    gatherMs: GATHER_MS,
    write: async (tx, rows: Access[]) => {
      await bulkUpsert(tx, {
        table: 'AccessEntry',
        columns: COLUMNS,
        key: KEY,
        rows: rows.map(({ entry }) => entry),
        update: 'none',
      })
      await logShown(
        tx,
        rows.flatMap(({ entry, situation }) => (situation === null ? [] : [{ ...entry, situation }])),
      )
      return rows.map(() => undefined)
    },
  })
  return {
    note({ corpId, staffId }, { customerId, entry, situation = null }) {
      const at = clock.now()
      const slot = Math.floor(at.getTime() / SLOT_MS)
      writes
        .add({ entry: { corpId, staffId, customerId, slot, at, entry }, situation })
        .catch((error: unknown) => log.error({ err: error }, 'the access log could not be written'))
    },
    settled: () => writes.settled(),
  }
}

const KEY = ['corpId', 'staffId', 'customerId', 'slot'] as const
const COLUMNS = [...KEY, 'at', 'entry'] as const
