import { ref } from 'vue'
import type { OpenStep } from '../../api/sops.ts'

export type StepState = OpenStep['state']

export interface StepsAhead {
  /** What was just done with a step, ahead of the list that is read again. */
  of(taskId: string): StepState | null
  show(taskId: string, state: StepState): void
  /** Reads again; from then on the list itself says how the step stands, unless it was changed once more meanwhile. */
  settle(taskId: string, reload: () => Promise<boolean>): Promise<void>
}

/** A mark and its undo show at once: reading the list again takes as long as the network does. */
export function useStepsAhead(): StepsAhead {
  const ahead = ref<ReadonlyMap<string, { state: StepState }>>(new Map())

  async function settle(taskId: string, reload: () => Promise<boolean>): Promise<void> {
    const shown = ahead.value.get(taskId)
    // Not read: what was done stands, and the list as it was would be older.
    if (!(await reload()) || ahead.value.get(taskId) !== shown) return
    const rest = new Map(ahead.value)
    rest.delete(taskId)
    ahead.value = rest
  }

  return {
    of: (taskId) => ahead.value.get(taskId)?.state ?? null,
    show: (taskId, state) => void (ahead.value = new Map(ahead.value).set(taskId, { state })),
    settle,
  }
}

interface Placed {
  taskId: string
  dueOn: string
  dueAt: string | null
}

/** The rows without those that were just done, and with those that were just taken back, in the order of their days. */
export function openRows<T extends Placed>(rows: readonly T[], once: readonly T[], ahead: StepsAhead): T[] {
  const known = new Set(rows.map(({ taskId }) => taskId))
  const back = once.filter(({ taskId }) => !known.has(taskId) && ahead.of(taskId) === 'open')
  const open = rows.filter(({ taskId }) => (ahead.of(taskId) ?? 'open') === 'open')
  return back.length === 0 ? open : [...open, ...back].sort(byDue)
}

function byDue(a: Placed, b: Placed): number {
  return compare(a.dueOn, b.dueOn) || compare(a.dueAt ?? LATE, b.dueAt ?? LATE) || compare(a.taskId, b.taskId)
}

const LATE = '9999'

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
