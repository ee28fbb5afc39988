import { isWecomError, type BatchPage } from '../../../wecom/index.ts'
import { followKey } from '../../contacts/incoming.ts'
import { pageOfBatch, planContacts } from '../../contacts/sync.ts'
import { writeContacts } from '../../contacts/write-contacts.ts'
import { userKeyOf, type StaffIndex } from '../../staff/find-staff.ts'
import { recordDrift, recordFailures, type Failure } from '../record.ts'
import { addCounts, type Run } from '../run.ts'
import { markSeen, savePlace, type Shard } from './shards.ts'

const STEP = 'contacts'
/** A cursor may run out while we are away; a shard that keeps losing its place is given up. */
const MAX_RESTARTS = 2

export type ShardEnd = 'done' | 'paused' | 'failed' | 'too-many'

interface Fetched {
  page: BatchPage
  readAt: Date
}

/**
 * Reads one shard page by page. The next page is on its way while this one is written; the place is saved with the
 * page, so a kill costs at most the page in flight.
 */
export async function readShard(run: Run, shard: Shard, staff: StaffIndex): Promise<ShardEnd> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await readFrom(run, shard, staff)
    } catch (error) {
      const isLost =
        error instanceof CursorLoop ||
        (shard.cursor !== null && isWecomError(error, 'invalid', 'refused', 'gone'))
      if (isLost && restarts < MAX_RESTARTS) {
        shard.cursor = null
        continue
      }
      // Too many members for one call, or one of them is unknown: smaller groups tell which.
      if (!isLost && shard.userids.length > 1 && isWecomError(error, 'invalid', 'gone')) return 'too-many'
      if (!isLost && !isWecomError(error, 'invalid', 'gone', 'refused')) throw error
      await giveUp(run, shard, error)
      return 'failed'
    }
  }
}

/** The cursor came back to where it was: WeCom would page for ever. */
class CursorLoop extends Error {
  constructor() {
    super('WeCom answered the same page cursor twice; the group of members is read again from its start')
    this.name = 'CursorLoop'
  }
}

async function readFrom(run: Run, shard: Shard, staff: StaffIndex): Promise<ShardEnd> {
  const met = new Set<string>()
  let next = fetchPage(run, shard.userids, shard.cursor)
  for (;;) {
    const fetched = await next
    const { nextCursor } = fetched.page
    if (nextCursor !== undefined && (met.has(nextCursor) || nextCursor === shard.cursor))
      throw new CursorLoop()
    if (nextCursor !== undefined) met.add(nextCursor)
    const isStopping = await run.shouldStop()
    if (nextCursor !== undefined && !isStopping) {
      next = fetchPage(run, shard.userids, nextCursor)
      // Its failure is met when it is its turn.
      next.catch(() => undefined)
    }
    await writePage(run, shard, { fetched, staff })
    if (nextCursor === undefined) return 'done'
    if (isStopping) return 'paused'
  }
}

async function fetchPage(run: Run, userids: string[], cursor: string | null): Promise<Fetched> {
  const readAt = run.deps.clock.now()
  const { contacts } = run.deps.wecomOf(run.corpId)
  const page = await contacts.batchByUsers({ userids, ...(cursor === null ? {} : { cursor }) }, run.calls)
  return { page, readAt }
}

async function writePage(
  run: Run,
  shard: Shard,
  { fetched, staff }: { fetched: Fetched; staff: StaffIndex },
): Promise<void> {
  const { deps, corpId } = run
  const { page, readAt } = fetched
  const rows = pageOfBatch(page.rows, { staff, sealer: deps.sealer })
  const difference = await planContacts(deps, { corpId, readAt, ...rows })
  const doubtful = page.invalidRows.filter((row) => row.id === undefined)
  shard.cursor = page.nextCursor ?? null
  shard.state = page.nextCursor === undefined ? 'done' : 'open'
  shard.isDoubtful ||= doubtful.length > 0
  await deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    const written = await writeContacts(tx, deps, { corpId, readAt, ...difference })
    await markSeen(tx, run, { step: STEP, keys: rows.follows.map(followKey) })
    // Whose relation an unreadable row is cannot be told, but that the contact is there can.
    await markSeen(tx, run, {
      step: 'contacts-unread',
      keys: page.invalidRows.flatMap((row) => row.id ?? []),
    })
    await markSeen(tx, run, { step: 'contacts-unlicensed', keys: page.unlicensed.map(userKeyOf) })
    const failures = page.invalidRows.map((row): Failure => {
      return { objectId: row.id ?? `row ${row.index}`, kind: 'invalid', text: row.reason }
    })
    await recordFailures(tx, run, { step: STEP, failures })
    await recordDrift(tx, run, written.drift)
    await savePlace(tx, run, { step: STEP, shard })
    await addCounts(tx, run, {
      step: STEP,
      counts: {
        seen: rows.follows.length,
        done: rows.follows.length,
        created: written.created,
        changed: written.changed,
        failed: failures.length,
        calls: 1,
      },
    })
  })
  run.tellProgress(STEP)
}

async function giveUp(run: Run, shard: Shard, error: unknown): Promise<void> {
  shard.state = 'failed'
  const kind = isWecomError(error) ? error.kind : 'failed'
  const text = error instanceof Error ? error.message : String(error)
  await run.deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await savePlace(tx, run, { step: STEP, shard })
    await recordFailures(tx, run, {
      step: STEP,
      failures: shard.userids.map((userid) => ({ objectId: userid, kind, text })),
    })
    await addCounts(tx, run, { step: STEP, counts: { failed: shard.userids.length, calls: 1 } })
  })
}
