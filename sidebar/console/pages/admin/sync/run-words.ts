import type { SyncRunView, SyncStepView } from '../../../../api/sync.ts'
import type { Tone } from '../../../components/StateMark.vue'
import type { IconName } from '../../../../ui/icons.ts'
import { sync } from '../../../texts/sync.ts'

export interface Look {
  icon: IconName
  tone: Tone
}

const RUN_LOOKS: Record<SyncRunView['state'], Look> = {
  queued: { icon: 'queue', tone: 'plain' },
  running: { icon: 'refresh', tone: 'accent' },
  done: { icon: 'done', tone: 'ok' },
  partial: { icon: 'alert', tone: 'warn' },
  failed: { icon: 'fail', tone: 'danger' },
  cancelled: { icon: 'ban', tone: 'plain' },
}

/** A run that found differences is done and still says so; a refusal names itself instead of "failed". */
export function runResult(run: SyncRunView): Look & { text: string } {
  if ((run.errorKind === 'no-permission' || run.errorKind === 'nothing-visible') && run.state !== 'done')
    return { ...RUN_LOOKS[run.state], text: sync(`problem.${run.errorKind}.title`) }
  if (run.state === 'done' && run.driftCount > 0)
    return { icon: 'done', tone: 'ok', text: sync('result.drift', { count: run.driftCount }) }
  return { ...RUN_LOOKS[run.state], text: sync(`state.${run.state}`) }
}

const STEP_LOOKS: Record<SyncStepView['state'], Look> = {
  waiting: { icon: 'queue', tone: 'plain' },
  running: { icon: 'refresh', tone: 'accent' },
  done: { icon: 'done', tone: 'ok' },
  failed: { icon: 'fail', tone: 'danger' },
  skipped: { icon: 'minus', tone: 'plain' },
  cancelled: { icon: 'ban', tone: 'plain' },
}

export function stepLook(step: SyncStepView): Look {
  return STEP_LOOKS[step.state]
}

/** '0:48', '1:06:22'; null while it has not ended. */
export function tookText(startedAt: string | null, endedAt: string | null): string | null {
  if (startedAt === null || endedAt === null) return null
  const seconds = Math.max(0, Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000))
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = `${String(s).padStart(2, '0')}`
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${tail}` : `${m}:${tail}`
}

export type Counts = Pick<SyncStepView, 'seen' | 'created' | 'changed' | 'ended' | 'failed'>

export function sumOf(steps: readonly Counts[]): Counts {
  const sum = { seen: 0, created: 0, changed: 0, ended: 0, failed: 0 }
  for (const step of steps) {
    sum.seen += step.seen
    sum.created += step.created
    sum.changed += step.changed
    sum.ended += step.ended
    sum.failed += step.failed
  }
  return sum
}

/** The share of one step in whole percent; null when its size is not known. */
export function stepPercent(step: Pick<SyncStepView, 'state' | 'doneCount' | 'totalCount'>): number | null {
  if (step.state === 'done') return 100
  if (step.totalCount === null || step.totalCount === 0) return null
  return Math.min(100, Math.floor((step.doneCount / step.totalCount) * 100))
}
