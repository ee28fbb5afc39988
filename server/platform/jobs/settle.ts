import type { Clock } from '../clock.ts'
import type { Dialect } from '../db/dialect.ts'
import { jsonTable, timeParam } from '../db/json-sql.ts'
import type { SqlTx } from '../db/sql.ts'
import type { Carrier, JobRef } from './carrier.ts'

/** The run that an answer belongs to. An answer under an older fence is not taken. */
export interface Run {
  corpId: string
  id: string
  fence: number
}

export type Answer =
  | { state: 'done' }
  | { state: 'again'; payloadJson: string | undefined; runAt: Date }
  | { state: 'retry'; errorText: string; runAt: Date }
  | { state: 'failed'; errorText: string; runAt: Date }
  /** Given back unfinished at a shutdown: the try does not count. */
  | { state: 'returned' }

/** Writes the answers of several runs; true for those that still held their job. */
export async function settleRuns(
  tx: SqlTx,
  items: { run: Run; answer: Answer }[],
  { clock, carrier }: { clock: Clock; carrier: Carrier },
): Promise<boolean[]> {
  const done = items.filter(({ answer }) => answer.state === 'done')
  const ended = await finish(
    tx,
    done.map(({ run }) => run),
    clock,
  )
  const held = new Set(ended.map(({ id }) => id))
  const ready: JobRef[] = ended.filter(({ state }) => state === 'ready')
  for (const { run, answer } of items) {
    if (answer.state === 'done' || !(await settleOne(tx, run, answer, clock))) continue
    held.add(run.id)
    ready.push(run)
  }
  if (ready.length > 0) await carrier.announce(tx, ready)
  return items.map(({ run }) => held.has(run.id))
}

// Most jobs simply end: one statement for all of them.
async function finish(tx: SqlTx, runs: Run[], clock: Clock): Promise<(JobRef & { state: string })[]> {
  if (runs.length === 0) return []
  const list = JSON.stringify(runs.map(({ corpId, id, fence }) => [corpId, id, fence]))
  const now = clock.now()
  return tx.all(
    `UPDATE "Job" SET ${END('done', tx.dialect)},
       "runAt" = CASE WHEN "againJson" IS NOT NULL AND "runAt" < ? THEN ? ELSE "runAt" END, "errorText" = NULL
     FROM ${jsonTable(tx.dialect, 'e', { corpId: 'text', id: 'text', fence: 'int' })}
     WHERE "Job"."corpId" = e."corpId" AND "Job"."id" = e."id" AND "Job"."fence" = e."fence" AND "Job"."state" = 'running'
     RETURNING "Job"."corpId", "Job"."id", "Job"."state"`,
    [now, now, now, list],
  )
}

// Ends a job, unless it was added again meanwhile: then it is ready once more with the new payload.
const END = (state: 'done' | 'failed', dialect: Dialect): string => `
  "state" = CASE WHEN "againJson" IS NULL THEN '${state}' ELSE 'ready' END,
  "openKey" = CASE WHEN "againJson" IS NULL THEN NULL ELSE "openKey" END,
  "endedAt" = CASE WHEN "againJson" IS NULL THEN ${timeParam(dialect)} END,
  "payloadJson" = COALESCE("againJson", "payloadJson"),
  "attempts" = CASE WHEN "againJson" IS NULL THEN "attempts" ELSE 0 END,
  "againJson" = NULL, "isMidway" = FALSE, "leasedBy" = NULL, "leaseUntil" = NULL`

async function settleOne(tx: SqlTx, run: Run, answer: Answer, clock: Clock): Promise<boolean> {
  const [set, params] = change(answer, tx.dialect, clock)
  const changed = await tx.run(
    `UPDATE "Job" SET ${set} WHERE "corpId" = ? AND "id" = ? AND "fence" = ? AND "state" = 'running'`,
    [...params, run.corpId, run.id, run.fence],
  )
  return changed === 1
}

const READY = `"state" = 'ready', "leasedBy" = NULL, "leaseUntil" = NULL`

function change(answer: Answer, dialect: Dialect, clock: Clock): [string, (string | Date | null)[]] {
  switch (answer.state) {
    case 'done':
      return [END('done', dialect), [clock.now()]]
    case 'again':
      return [
        `${READY}, "isMidway" = TRUE, "attempts" = 0, "payloadJson" = COALESCE(?, "payloadJson"), "runAt" = ?, "errorText" = NULL`,
        [answer.payloadJson ?? null, answer.runAt],
      ]
    case 'retry':
      return [`${READY}, "errorText" = ?, "runAt" = ?`, [answer.errorText, answer.runAt]]
    case 'failed':
      return [
        `${END('failed', dialect)}, "errorText" = ?, "runAt" = ?`,
        [clock.now(), answer.errorText, answer.runAt],
      ]
    case 'returned':
      return [`${READY}, "attempts" = "attempts" - 1, "runAt" = ?`, [clock.now()]]
  }
}

/** Prolongs the leases of these runs; the ids of those that still hold their job. */
export async function renewLeases(tx: SqlTx, runs: Run[], until: Date): Promise<Set<string>> {
  const list = JSON.stringify(runs.map(({ corpId, id, fence }) => [corpId, id, fence]))
  const rows = await tx.all<{ id: string }>(
    `UPDATE "Job" SET "leaseUntil" = ?
     FROM ${jsonTable(tx.dialect, 'e', { corpId: 'text', id: 'text', fence: 'int' })}
     WHERE "Job"."corpId" = e."corpId" AND "Job"."id" = e."id" AND "Job"."fence" = e."fence" AND "Job"."state" = 'running'
     RETURNING "Job"."id"`,
    [until, list],
  )
  return new Set(rows.map(({ id }) => id))
}
