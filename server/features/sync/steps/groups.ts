import { groupBy } from '../../../platform/group-by.ts'
import { isWecomError, type GroupListRow } from '../../../wecom/index.ts'
import { syncGroup, type GroupRead } from '../../groups/sync.ts'
import { recordDrift, recordFailures } from '../record.ts'
import { addCounts, emptyCounts, setTotal, type Counts, type Run, type StepEnd } from '../run.ts'
import { LISTED, openLists, readList } from './group-lists.ts'
import { markSeen } from './shards.ts'

const STEP = 'groups'
const IN_FLIGHT = 8
/** In the nightly pass every group is read at least once a week, whether or not an event named it. */
const STALE_MS = 7 * 24 * 3_600_000

/** The list first (ids and states), then each group once; the nightly pass reads those that may differ. */
export async function groupsStep(run: Run): Promise<StepEnd> {
  const shards = await openLists(run)
  for (const shard of shards)
    if (shard.state === 'open' && (await readList(run, shard)) === 'paused') return 'paused'
  const open = await openGroups(run)
  const isPaused = await readGroups(run, open)
  if (isPaused) return 'paused'
  if (!shards.some((shard) => shard.state === 'failed')) await checkMissing(run)
  return 'done'
}

/** Groups that this run still has to read, with the state from the list. */
async function openGroups(run: Run): Promise<GroupListRow[]> {
  const { sql } = run.deps.database
  const listed = await listedGroups(run)
  const done = await sql.all<{ key: string }>(
    `SELECT "key" FROM "SyncSeen" WHERE "corpId" = ? AND "runId" = ? AND "step" = 'groups'`,
    [run.corpId, run.runId],
  )
  const read = new Set(done.map((row) => row.key))
  await setTotal(run, STEP, listed.length)
  const open = listed.filter((row) => !read.has(row.chatId))
  if (run.kind === 'full') return open
  const stored = await sql.all<{
    chatId: string
    status: number
    readAt: string
    digest: string
    dismissedAt: string | null
  }>('SELECT "chatId", "status", "readAt", "digest", "dismissedAt" FROM "Group" WHERE "corpId" = ?', [
    run.corpId,
  ])
  const known = new Map(stored.map((row) => [row.chatId, row]))
  const staleBefore = run.deps.clock.nowMs() - STALE_MS
  const fresh = open.filter((row) => {
    const before = known.get(row.chatId)
    return (
      before !== undefined &&
      before.status === row.status &&
      before.dismissedAt === null &&
      before.digest !== '' &&
      Date.parse(before.readAt) > staleBefore
    )
  })
  await saveRead(run, {
    keys: fresh.map((row) => row.chatId),
    counts: { seen: fresh.length, done: fresh.length },
  })
  const skipped = new Set(fresh.map((row) => row.chatId))
  return open.filter((row) => !skipped.has(row.chatId))
}

async function listedGroups(run: Run): Promise<GroupListRow[]> {
  const rows = await run.deps.database.sql.all<{ key: string }>(
    'SELECT "key" FROM "SyncSeen" WHERE "corpId" = ? AND "runId" = ? AND "step" = ?',
    [run.corpId, run.runId, LISTED],
  )
  const groups = rows.map(({ key }) => {
    const [chatId = '', status = '0'] = key.split(' ')
    return { chatId, status: Number(status) }
  })
  return [...groupBy(groups, (group) => group.chatId).values()].flatMap((same) => same.at(-1) ?? [])
}

async function readGroups(run: Run, open: GroupListRow[]): Promise<boolean> {
  const queue = [...open]
  let isPaused = false
  const work = async (): Promise<void> => {
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
      await readOne(run, row)
      if (queue.length > 0 && (await run.shouldStop())) {
        isPaused = true
        return
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: IN_FLIGHT }, work))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return isPaused
}

async function readOne(run: Run, { chatId, status }: GroupListRow): Promise<void> {
  const { deps, corpId } = run
  try {
    const read = await syncGroup(deps, { corpId, chatId, status, priority: 'background' })
    await saveRead(run, {
      keys: [chatId],
      counts: { ...outcomeCounts(read), seen: 1, done: 1, calls: 1 },
      read,
    })
  } catch (error) {
    if (!isWecomError(error, 'refused', 'invalid', 'denied')) throw error
    const failure = { objectId: chatId, kind: error.kind, text: error.message }
    await deps.database.sql.transaction((tx) => recordFailures(tx, run, { step: STEP, failures: [failure] }))
    await saveRead(run, { keys: [chatId], counts: { failed: 1, done: 1, calls: 1 } })
  }
  run.tellProgress(STEP)
}

async function saveRead(
  run: Run,
  { keys, counts, read }: { keys: string[]; counts: Partial<Counts>; read?: GroupRead },
): Promise<void> {
  await run.deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await markSeen(tx, run, { step: STEP, keys })
    if (read) await recordDrift(tx, run, read.drift)
    await addCounts(tx, run, { step: STEP, counts })
  })
}

function outcomeCounts({ outcome }: GroupRead): Partial<Counts> {
  return {
    ...emptyCounts,
    created: outcome === 'created' ? 1 : 0,
    changed: outcome === 'changed' ? 1 : 0,
    ended: outcome === 'gone' ? 1 : 0,
  }
}

/** A group that the list does not show may only have changed to an owner out of sight: WeCom is asked for each. */
async function checkMissing(run: Run): Promise<void> {
  const listed = new Set((await listedGroups(run)).map((row) => row.chatId))
  const rows = await run.deps.database.sql.all<{ chatId: string; status: number }>(
    'SELECT "chatId", "status" FROM "Group" WHERE "corpId" = ? AND "dismissedAt" IS NULL AND "updatedAt" <= ?',
    [run.corpId, run.startedAt],
  )
  for (const row of rows.filter((one) => !listed.has(one.chatId))) await readOne(run, row)
}
