import type { SqlTx } from '../db/sql.ts'
import { type Candidate, type ClaimedJob, type ClaimOptions, takeJobs } from './claim.ts'

/** A job and those that run as one with it. */
export interface Claimed {
  job: ClaimedJob
  companions: readonly ClaimedJob[]
  /** There may be others that wait for the same. */
  mayGrow: boolean
}

/** Enough to save most of the work around the work; few enough that open pages are told of each customer. */
const TOGETHER = 20

/** Of the jobs that were claimed, those of one corp and name as one. */
export function joinClaimed(
  claimed: readonly ClaimedJob[],
  canJoin: (job: ClaimedJob) => boolean,
): (Claimed & { companions: ClaimedJob[] })[] {
  const together: (Claimed & { companions: ClaimedJob[] })[] = []
  for (const job of claimed) {
    const mayGrow = canJoin(job) && isSmall(job)
    const first = mayGrow ? together.find((one) => one.mayGrow && isAlike(one.job, job)) : undefined
    if (first && first.companions.length + 1 < TOGETHER) first.companions.push(job)
    else together.push({ job, companions: [], mayGrow })
  }
  return together
}

/** Takes others along that are due and were not tried yet. A carrier that names them later finds them taken. */
export async function bringCompanions(
  tx: SqlTx,
  one: Claimed & { companions: ClaimedJob[] },
  options: Pick<ClaimOptions, 'worker' | 'leaseMs' | 'clock'>,
): Promise<void> {
  const { corpId, name, lane } = one.job
  const limit = TOGETHER - 1 - one.companions.length
  if (limit <= 0) return
  const found = await tx.all<Candidate>(waitingAlike(tx), [lane, options.clock.now(), corpId, name, limit])
  if (found.length > 0) one.companions.push(...(await takeJobs(tx, found, options)))
}

export function membersOf({ job, companions }: Claimed): ClaimedJob[] {
  return [job, ...companions]
}

// A job without a key speaks of many things already; one that failed once is tried alone.
function isSmall({ id, key, attempts }: ClaimedJob): boolean {
  return key !== id && attempts === 1
}

function isAlike(a: ClaimedJob, b: ClaimedJob): boolean {
  return a.corpId === b.corpId && a.name === b.name && a.lane === b.lane
}

const waitingAlike = ({ dialect }: SqlTx): string => `
  SELECT "corpId", "id", "name" FROM "Job"
  WHERE "state" = 'ready' AND "lane" = ? AND "runAt" <= ? AND "corpId" = ? AND "name" = ? AND "key" <> "id"
    AND "attempts" = 0 AND NOT "isMidway"
  ORDER BY "runAt", "id" LIMIT ? ${dialect === 'sqlite' ? '' : 'FOR UPDATE SKIP LOCKED'}`
