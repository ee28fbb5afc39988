import type { SopState } from '../../../../../server/domain/sop/plan.ts'
import type { Sop, StepRow } from '../../../../api/sops.ts'
import type { IconName } from '../../../../ui/icons.ts'
import type { Tone } from '../../../components/StateMark.vue'
import { formatShortDay } from '../../../../ui/format.ts'
import { refusalText } from '../../../../ui/refusal-texts.ts'
import { taskEnd } from '../../../../ui/task-texts.ts'
import { sops, zh } from '../../../texts/sops.ts'

export const STATE_LOOKS: Record<SopState, { icon: IconName; tone: Tone }> = {
  draft: { icon: 'edit', tone: 'plain' },
  running: { icon: 'play', tone: 'ok' },
  paused: { icon: 'wait', tone: 'warn' },
  ended: { icon: 'ban', tone: 'plain' },
}
export const STEP_LOOKS: Record<StepRow['state'], { icon: IconName; tone: Tone }> = {
  open: { icon: 'queue', tone: 'info' },
  overdue: { icon: 'alert', tone: 'warn' },
  sent: { icon: 'done', tone: 'ok' },
  marked: { icon: 'done', tone: 'ok' },
  skipped: { icon: 'ban', tone: 'plain' },
  ended: { icon: 'ban', tone: 'plain' },
  held: { icon: 'wait', tone: 'plain' },
}

/** Why it was left out, taken back or held back. */
export function causeText({ state, cause, freeOn }: StepRow): string {
  if (cause === null) return '—'
  if (state !== 'held') return taskEnd(cause)
  return freeOn === null ? refusalText(cause) : `${refusalText(cause)} ${formatShortDay(freeOn)} →`
}

type Key = keyof typeof zh
const has = (key: string): key is Key => Object.hasOwn(zh, key)

/** Steps are counted from one where people read of them. */
export function problemTexts({ problems }: Pick<Sop, 'problems'>): string[] {
  return problems.map((problem) => {
    const key = `problem.${problem['is']}`
    if (!has(key)) return String(problem['is'])
    const step = problem['step']
    const values = { ...problem, ...(typeof step === 'number' ? { step: step + 1 } : {}) }
    return sops(key as 'problem.too-often', values as unknown as { steps: number; perWeek: number })
  })
}
