import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'

export const START_JOB = 'posts.start'
export const PARTS_JOB = 'posts.parts'
export const POLL_JOB = 'posts.poll'
export const REMIND_JOB = 'posts.remind'
export const END_JOB = 'posts.end'

interface Which {
  corpId: string
  postId: string
}

function jobOf(name: string, { corpId, postId }: Which, runAt?: Date) {
  return { name, corpId, key: postId, payload: { postId }, runAt, lane: 'effect' as const }
}

/** Lets a scheduled post go at its time. */
export async function addStartJob(tx: SqlTx, deps: Deps, which: Which & { runAt: Date }): Promise<void> {
  await deps.jobs.add(tx, jobOf(START_JOB, which, which.runAt))
}

/** Makes the tasks of a post whose last look has ended. */
export async function addPartsJob(tx: SqlTx, deps: Deps, which: Which): Promise<void> {
  await deps.jobs.add(tx, jobOf(PARTS_JOB, which))
}

/** Its end, and the reminder before it. */
export async function addEndJobs(
  tx: SqlTx,
  deps: Deps,
  { endsAt, remindHours, ...which }: Which & { endsAt: Date; remindHours: number | null },
): Promise<void> {
  const HOUR_MS = 3_600_000
  await deps.jobs.add(tx, jobOf(END_JOB, which, endsAt))
  if (remindHours === null) return
  const remindAt = new Date(endsAt.getTime() - remindHours * HOUR_MS)
  if (remindAt.getTime() > deps.clock.nowMs()) await deps.jobs.add(tx, jobOf(REMIND_JOB, which, remindAt))
}

/** Asks WeCom for the results that are due. One of a corp reads them all. */
export async function addPollJob(
  tx: SqlTx,
  deps: Deps,
  { corpId, runAt }: { corpId: string; runAt: Date },
): Promise<void> {
  await deps.jobs.add(tx, { name: POLL_JOB, corpId, key: 'all', payload: {}, runAt, lane: 'effect' })
}
