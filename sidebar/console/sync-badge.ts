import type { SyncStatus, SyncRunView } from '../../server/features/sync/contract.ts'

export type Badge =
  | { kind: 'equal'; at: string }
  | { kind: 'running'; percent: number | null }
  | { kind: 'never' }
  | { kind: 'failed' }
  | { kind: 'behind'; at: string }

const BEHIND_MS = 60 * 60_000

/**
 * One mark for the top bar. "Equal to WeCom" is only said of a complete run; a later run that failed, was cancelled or
 * held something back is a failure, and an old success is "as of", never "equal".
 */
export function badgeOf(status: SyncStatus, now: Date): Badge {
  if (status.current) return { kind: 'running', percent: percentOf(status.current) }
  if (status.last && ['failed', 'partial', 'cancelled'].includes(status.last.state)) {
    const isNewer = status.syncedAt === null || (status.last.endedAt ?? '') > status.syncedAt
    if (isNewer) return { kind: 'failed' }
  }
  if (status.syncedAt === null) return { kind: 'never' }
  const isOld = now.getTime() - new Date(status.syncedAt).getTime() > BEHIND_MS
  return isOld ? { kind: 'behind', at: status.syncedAt } : { kind: 'equal', at: status.syncedAt }
}

/** Share of the whole run over its steps; null while a step's size is not known. */
export function percentOf(run: Pick<SyncRunView, 'steps'>): number | null {
  let done = 0
  for (const step of run.steps) {
    if (step.state === 'done' || step.state === 'skipped') done += 1
    else if (step.state === 'running') {
      if (step.totalCount === null || step.totalCount === 0) continue
      done += Math.min(1, step.doneCount / step.totalCount)
    }
  }
  return run.steps.length === 0 ? null : Math.floor((done / run.steps.length) * 100)
}
