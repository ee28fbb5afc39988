import { groupBy } from '../../platform/group-by.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { endFollows } from '../contacts/end-follows.ts'
import type { DriftNote } from '../contacts/drift.ts'
import { userKeyOf, type StaffIndex } from '../staff/find-staff.ts'
import { recordDrift } from './record.ts'
import { addCounts, type Run } from './run.ts'
import { readShards } from './steps/shards.ts'

const CHUNK = 500

interface Candidate {
  staffId: string
  externalUserid: string
}

/**
 * Relations that a complete pass did not show. Only members whose shard was read to its end are judged, and never those
 * who left. Too many at once are held back until a second pass, or a person, says the same.
 */
export async function concludeContacts(run: Run, staff: StaffIndex): Promise<void> {
  const staffIds = await judgedStaff(run, staff)
  const candidates = await findCandidates(run, staffIds)
  const live = await countLive(run, staffIds)
  const before = await heldBackBefore(run, candidates)
  const isHeld = brakeOf(run, { candidates: candidates.filter((one) => !before.has(keyOf(one))), live })
  const held = candidates.filter((one) => !before.has(keyOf(one)) && isHeld(one))
  const ending = candidates.filter((one) => before.has(keyOf(one)) || !isHeld(one))
  for (let from = 0; from < ending.length; from += CHUNK) await end(run, ending.slice(from, from + CHUNK))
  await run.deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    if (run.kind !== 'active')
      await tx.run(
        `UPDATE "Drift" SET "state" = 'repaired' WHERE "corpId" = ? AND "state" = 'braked' AND "objectKind" = 'follow' AND "runId" <> ?`,
        [run.corpId, run.runId],
      )
    await recordDrift(
      tx,
      run,
      held.map((one) => note(one, 'braked')),
    )
  })
}

async function end(run: Run, follows: Candidate[]): Promise<void> {
  const { deps, corpId } = run
  await deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    const ended = await endFollows(tx, deps, { corpId, follows, endedBy: 'reconcile', at: run.startedAt })
    await recordDrift(
      tx,
      run,
      follows.map((one) => note(one, 'repaired')),
    )
    await addCounts(tx, run, { step: 'contacts', counts: { ended } })
  })
}

function note(one: Candidate, state: 'repaired' | 'braked'): DriftNote {
  return {
    objectKind: 'follow',
    objectId: keyOf(one),
    field: 'follow',
    ours: one.externalUserid,
    theirs: null,
    reason: state === 'braked' ? 'braked' : 'vanished',
    state,
  }
}

async function judgedStaff(run: Run, staff: StaffIndex): Promise<string[]> {
  const shards = await readShards(run, 'contacts')
  const unlicensed = await seenKeys(run, 'contacts-unlicensed')
  return shards
    .filter((shard) => shard.state === 'done' && !shard.isDoubtful)
    .flatMap((shard) => shard.userids.map(userKeyOf))
    .filter((key) => !unlicensed.has(key))
    .flatMap((key) => staff.get(key) ?? [])
}

async function seenKeys(run: Run, step: string): Promise<Set<string>> {
  const rows = await run.deps.database.sql.all<{ key: string }>(
    'SELECT "key" FROM "SyncSeen" WHERE "corpId" = ? AND "runId" = ? AND "step" = ?',
    [run.corpId, run.runId, step],
  )
  return new Set(rows.map((row) => row.key))
}

async function findCandidates(run: Run, staffIds: string[]): Promise<Candidate[]> {
  const { sql } = run.deps.database
  const unread = await seenKeys(run, 'contacts-unread')
  const rows = await sql.all<Candidate>(
    `SELECT f."staffId", f."externalUserid" FROM "Follow" f WHERE f."corpId" = ? AND f."endedAt" IS NULL
       AND f."awaitingHandover" = ? AND f."updatedAt" <= ? AND ${inTextList(sql.dialect, 'f."staffId"')} AND NOT EXISTS
       (SELECT 1 FROM "SyncSeen" s WHERE s."corpId" = f."corpId" AND s."runId" = ? AND s."step" = 'contacts'
        AND s."key" = f."staffId" || ' ' || f."externalUserid")`,
    [run.corpId, false, run.startedAt, JSON.stringify(staffIds), run.runId],
  )
  return rows.filter((row) => !unread.has(row.externalUserid))
}

async function countLive(run: Run, staffIds: string[]): Promise<Map<string, number>> {
  const { sql } = run.deps.database
  const rows = await sql.all<{ staffId: string; n: number }>(
    `SELECT "staffId", COUNT(*) AS "n" FROM "Follow" WHERE "corpId" = ? AND "endedAt" IS NULL AND "awaitingHandover" = ?
       AND ${inTextList(sql.dialect, '"staffId"')} GROUP BY "staffId"`,
    [run.corpId, false, JSON.stringify(staffIds)],
  )
  return new Map(rows.map((row) => [row.staffId, row.n]))
}

/** What the last complete pass held back and this one misses as well is gone. */
async function heldBackBefore(run: Run, candidates: Candidate[]): Promise<Set<string>> {
  if (candidates.length === 0) return new Set()
  const rows = await run.deps.database.sql.all<{ objectId: string }>(
    `SELECT "objectId" FROM "Drift" WHERE "corpId" = ? AND "state" = 'braked' AND "objectKind" = 'follow' AND "runId" <> ?`,
    [run.corpId, run.runId],
  )
  return new Set(rows.map((row) => row.objectId))
}

/** For one member as for the whole: above the count and the share nobody is believed to have lost so many. */
function brakeOf(
  run: Run,
  { candidates, live }: { candidates: Candidate[]; live: Map<string, number> },
): (one: Candidate) => boolean {
  const { brakeCount, brakeShare } = run.deps.defaults
  const isTooMany = (count: number, of: number): boolean => count > brakeCount && count > brakeShare * of
  if (run.isConfirmed) return () => false
  const all = [...live.values()].reduce((sum, n) => sum + n, 0)
  if (isTooMany(candidates.length, all)) return () => true
  const held = new Set(
    [...groupBy(candidates, (one) => one.staffId)]
      .filter(([staffId, own]) => isTooMany(own.length, live.get(staffId) ?? 0))
      .map(([staffId]) => staffId),
  )
  return (one) => held.has(one.staffId)
}

function keyOf(one: Candidate): string {
  return `${one.staffId} ${one.externalUserid}`
}
