import { isWecomError, type GroupListRow } from '../../../wecom/index.ts'
import { recordFailures } from '../record.ts'
import { addCounts, type Run, type StepEnd } from '../run.ts'
import { markSeen, readShards, savePlace, saveShards, type Shard } from './shards.ts'

const STEP = 'groups'
export const LISTED = 'groups-listed'
const OWNERS_PER_CALL = 100

/**
 * Owners are named, leavers too: their groups are only shown to those who name them. Up to 100 owners are one call;
 * more are listed without names, and by name if WeCom says that there are too many.
 */
export async function openLists(run: Run): Promise<Shard[]> {
  const saved = await readShards(run, STEP)
  if (saved.length > 0) return saved
  const { sql } = run.deps.database
  const staff = await sql.all<{ userid: string; status: string }>(
    'SELECT "userid", "status" FROM "Staff" WHERE "corpId" = ? ORDER BY "userKey"',
    [run.corpId],
  )
  const leavers = staff.filter((one) => one.status === 'left').map((one) => one.userid)
  const lists = staff.length <= OWNERS_PER_CALL ? [staff.map((one) => one.userid)] : [[], ...cut(leavers)]
  const shards = lists.map((userids, shard) => newShard(shard, userids))
  await sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await saveShards(tx, run, { step: STEP, shards })
  })
  return shards
}

export async function readList(run: Run, shard: Shard): Promise<StepEnd | 'failed'> {
  const { groups } = run.deps.wecomOf(run.corpId)
  const met = new Set<string>()
  for (;;) {
    const owners = shard.userids.length > 0 ? { owners: shard.userids } : {}
    const cursor = shard.cursor === null ? {} : { cursor: shard.cursor }
    try {
      const page = await groups.list({ ...owners, ...cursor, limit: 1000 }, run.calls)
      const isLoop = page.nextCursor !== undefined && met.has(page.nextCursor)
      if (page.nextCursor !== undefined) met.add(page.nextCursor)
      await saveListPage(run, shard, { rows: page.rows, nextCursor: isLoop ? undefined : page.nextCursor })
    } catch (error) {
      if (!isWecomError(error, 'invalid', 'gone', 'refused')) throw error
      if (await splitOwners(run, shard, error)) return 'done'
      return 'failed'
    }
    if (shard.cursor === null) return 'done'
    if (await run.shouldStop()) return 'paused'
  }
}

async function saveListPage(
  run: Run,
  shard: Shard,
  { rows, nextCursor }: { rows: GroupListRow[]; nextCursor: string | undefined },
): Promise<void> {
  shard.cursor = nextCursor ?? null
  shard.state = nextCursor === undefined ? 'done' : 'open'
  await run.deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await markSeen(tx, run, { step: LISTED, keys: rows.map((row) => `${row.chatId} ${row.status}`) })
    await savePlace(tx, run, { step: STEP, shard })
    await addCounts(tx, run, { step: STEP, counts: { calls: 1 } })
  })
}

/** Without names there were too many owners, or one of the named is unknown: smaller lists. */
async function splitOwners(run: Run, shard: Shard, error: Error & { kind: string }): Promise<boolean> {
  const { sql } = run.deps.database
  const all =
    shard.userids.length > 0
      ? shard.userids
      : (
          await sql.all<{ userid: string }>(
            `SELECT "userid" FROM "Staff" WHERE "corpId" = ? AND "status" <> 'left' ORDER BY "userKey"`,
            [run.corpId],
          )
        ).map((row) => row.userid)
  if (all.length <= 1 && shard.userids.length > 0) {
    shard.state = 'failed'
    await sql.transaction(async (tx) => {
      await run.context.guard(tx)
      await savePlace(tx, run, { step: STEP, shard })
      const failures = [{ objectId: shard.userids[0] ?? '', kind: error.kind, text: error.message }]
      await recordFailures(tx, run, { step: STEP, failures })
      await addCounts(tx, run, { step: STEP, counts: { failed: 1, calls: 1 } })
    })
    return false
  }
  const parts = shard.userids.length > 0 ? halves(all) : cut(all)
  const known = await readShards(run, STEP)
  const first = Math.max(...known.map((one) => one.shard)) + 1
  shard.state = 'done'
  const more = parts.map((userids, n) => newShard(first + n, userids))
  await sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await savePlace(tx, run, { step: STEP, shard })
    await saveShards(tx, run, { step: STEP, shards: more })
  })
  for (const part of more) if ((await readList(run, part)) === 'failed') shard.isDoubtful = true
  return true
}

function newShard(shard: number, userids: string[]): Shard {
  return { shard, state: 'open', userids, isDoubtful: false, cursor: null }
}

function cut(userids: string[]): string[][] {
  return Array.from({ length: Math.ceil(userids.length / OWNERS_PER_CALL) }, (_, n) =>
    userids.slice(n * OWNERS_PER_CALL, (n + 1) * OWNERS_PER_CALL),
  )
}

function halves(userids: string[]): string[][] {
  const middle = Math.ceil(userids.length / 2)
  return [userids.slice(0, middle), userids.slice(middle)]
}
