import { inTextList } from '../../../platform/db/json-sql.ts'
import type { Deps } from '../../deps.ts'
import { ensureStaff } from '../../staff/sync.ts'
import { userKeyOf, type StaffIndex } from '../../staff/find-staff.ts'
import { concludeContacts } from '../conclude-contacts.ts'
import { RunFailure } from '../run-failure.ts'
import { addCounts, setTotal, type Run, type StepEnd } from '../run.ts'
import { applyUnassigned } from '../apply-unassigned.ts'
import { keptUnassigned } from '../list-unassigned.ts'
import { readShard } from './read-shard.ts'
import { cutShards, readShards, savePlace, saveShards, type Shard } from './shards.ts'

const STEP = 'contacts'
const ACTIVE_MS = 24 * 3_600_000
const IN_FLIGHT = 8

/** Contacts and relations of all follow users: batches of at most 100 members, pages of 100 rows. */
export async function contactsStep(run: Run): Promise<StepEnd> {
  const shards = await openShards(run)
  const staff = await ensureStaff(
    run.deps,
    run.corpId,
    shards.flatMap((shard) => shard.userids),
  )
  const end = await readAll(run, shards, staff)
  if (end === 'paused') return 'paused'
  await requireRows(run)
  if (run.kind !== 'active') await settleUnassigned(run)
  await concludeContacts(run, staff)
  return 'done'
}

async function settleUnassigned(run: Run): Promise<void> {
  const { deps, corpId, startedAt } = run
  const list = await keptUnassigned(run)
  const moved = await applyUnassigned(deps, { corpId, list, startedAt })
  await deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await addCounts(tx, run, { step: STEP, counts: { seen: list.waiting.length, ended: moved } })
  })
}

async function readAll(run: Run, shards: Shard[], staff: StaffIndex): Promise<StepEnd> {
  const queue = shards.filter((shard) => shard.state === 'open')
  let nextNumber = Math.max(-1, ...shards.map((shard) => shard.shard)) + 1
  let isPaused = false
  const work = async (): Promise<void> => {
    for (let shard = queue.shift(); shard !== undefined && !isPaused; shard = queue.shift()) {
      const end = await readShard(run, shard, staff)
      if (end === 'too-many') queue.push(...(await halve(run, shard, nextNumber++)))
      if (end === 'paused' || (queue.length > 0 && (await run.shouldStop()))) isPaused = true
    }
  }
  await settleAll(Array.from({ length: IN_FLIGHT }, work))
  return isPaused ? 'paused' : 'done'
}

/** Lets every worker come to rest before the first failure is passed on, so that nothing is written behind our back. */
async function settleAll(work: Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(work)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

async function halve(run: Run, shard: Shard, number: number): Promise<Shard[]> {
  const middle = Math.ceil(shard.userids.length / 2)
  const second: Shard = {
    ...shard,
    shard: number,
    userids: shard.userids.slice(middle),
    cursor: null,
    state: 'open',
  }
  shard.userids = shard.userids.slice(0, middle)
  shard.cursor = null
  shard.state = 'open'
  await run.deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await savePlace(tx, run, { step: STEP, shard })
    await saveShards(tx, run, { step: STEP, shards: [second] })
  })
  return [shard, second]
}

async function openShards(run: Run): Promise<Shard[]> {
  const saved = await readShards(run, STEP)
  if (saved.length > 0) return saved
  const { deps, corpId } = run
  const all = await deps.wecomOf(corpId).contacts.listFollowUsers(run.calls)
  if (all.length === 0)
    throw new RunFailure(
      'nothing-visible',
      'WeCom shows this app no member with the customer-contact function',
    )
  await markFollowUsers(deps, corpId, all)
  const userids = (run.kind === 'active' ? await activeOnly(run, all) : [...all]).sort()
  const knownRows = await countFollows(run)
  await setTotal(run, STEP, knownRows > 0 && run.kind !== 'active' ? knownRows : null)
  const shards = cutShards(userids, { knownRows }).map((part, shard): Shard => {
    return { shard, state: 'open', userids: part, isDoubtful: false, cursor: null }
  })
  await deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await saveShards(tx, run, { step: STEP, shards })
    await addCounts(tx, run, { step: STEP, counts: { calls: 1 } })
  })
  return shards
}

async function markFollowUsers(deps: Deps, corpId: string, userids: string[]): Promise<void> {
  await ensureStaff(deps, corpId, userids)
  const { sql } = deps.database
  const keys = JSON.stringify(userids.map(userKeyOf))
  for (const [value, test] of [
    [true, inTextList(sql.dialect, '"userKey"')],
    [false, `NOT ${inTextList(sql.dialect, '"userKey"')}`],
  ] as const)
    await sql.run(
      `UPDATE "Staff" SET "followsCustomers" = ? WHERE "corpId" = ? AND "followsCustomers" <> ? AND ${test}`,
      [value, corpId, value, keys],
    )
}

/** Members who used the service within a day: their customers are looked at every quarter of an hour. */
async function activeOnly(run: Run, userids: string[]): Promise<string[]> {
  const since = new Date(run.deps.clock.nowMs() - ACTIVE_MS)
  const rows = await run.deps.database.sql.all<{ userKey: string }>(
    `SELECT s."userKey" FROM "Staff" s WHERE s."corpId" = ? AND (s."lastActiveAt" >= ? OR EXISTS
       (SELECT 1 FROM "Session" o WHERE o."corpId" = s."corpId" AND o."staffId" = s."id" AND o."lastSeenAt" >= ?))`,
    [run.corpId, since, since],
  )
  const active = new Set(rows.map((row) => row.userKey))
  return userids.filter((userid) => active.has(userKeyOf(userid)))
}

async function countFollows(run: Run): Promise<number> {
  const [row] = await run.deps.database.sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Follow" WHERE "corpId" = ? AND "endedAt" IS NULL AND "awaitingHandover" = ?`,
    [run.corpId, false],
  )
  return row?.n ?? 0
}

/** A company that had customers yesterday has not lost them all: the app lost its sight. */
async function requireRows(run: Run): Promise<void> {
  if (run.kind === 'active') return
  const [seen] = await run.deps.database.sql.all(
    `SELECT 1 AS "ok" FROM "SyncSeen" WHERE "corpId" = ? AND "runId" = ? AND "step" = 'contacts' LIMIT 1`,
    [run.corpId, run.runId],
  )
  if (seen || (await countFollows(run)) === 0) return
  const shards = await readShards(run, STEP)
  if (shards.some((shard) => shard.state === 'failed')) return
  throw new RunFailure('nothing-visible', 'WeCom shows no customer any more, although there were some before')
}
