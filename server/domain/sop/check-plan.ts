import type { ContactRules } from '../contact-gate.ts'
import { POST_VARIABLES, variablesIn } from '../post/kinds.ts'
import { hasTrigger, type SopKind, type SopStep, type SopTrigger } from './plan.ts'

/** What a plan must say before it may start: for whom, when, on which channel, how often, under which condition. */
export interface PlanSaid {
  kind: SopKind
  title: string
  trigger: SopTrigger | null
  /** Whose customers or groups: everybody's of the units, or of chosen units. */
  staff: 'all' | 'units' | null
  unitCount: number
  /** All of them, or those who meet a condition. */
  reach: 'all' | 'chosen' | null
  hasCondition: boolean
  perWeek: number | null
  steps: readonly SopStep[]
}

export type PlanProblem =
  | { is: 'no-title' | 'no-trigger' | 'no-staff' | 'no-units' | 'no-reach' | 'no-condition' | 'no-frequency' }
  | { is: 'no-steps' | 'wrong-trigger' | 'audience-gone' | 'audience-cut' | 'label-gone' }
  | { is: 'too-often'; steps: number; perWeek: number }
  | {
      is: 'step-no-title' | 'step-no-channel' | 'step-no-content' | 'step-no-note' | 'script-gone'
      step: number
    }
  | { is: 'step-quiet-hours'; step: number; fromHour: number; toHour: number }
  | { is: 'step-variable' | 'step-template'; step: number; near: string }

export function checkPlan(plan: PlanSaid, rules: ContactRules): PlanProblem[] {
  const { title, trigger, staff, unitCount, reach, hasCondition, perWeek, steps } = plan
  const missing: [boolean, PlanProblem][] = [
    [title.trim() === '', { is: 'no-title' }],
    [trigger === null, { is: 'no-trigger' }],
    [trigger !== null && !hasTrigger(plan.kind, trigger), { is: 'wrong-trigger' }],
    [staff === null, { is: 'no-staff' }],
    [staff === 'units' && unitCount === 0, { is: 'no-units' }],
    [reach === null, { is: 'no-reach' }],
    [reach === 'chosen' && !hasCondition, { is: 'no-condition' }],
    [perWeek === null, { is: 'no-frequency' }],
    [steps.length === 0, { is: 'no-steps' }],
  ]
  const most = mostInAWeek(steps)
  return [
    ...missing.filter(([isSo]) => isSo).map(([, problem]) => problem),
    ...(perWeek !== null && most > perWeek ? [{ is: 'too-often' as const, steps: most, perWeek }] : []),
    ...steps.flatMap((step, n) => checkStep(step, { step: n, kind: plan.kind, rules })),
  ]
}

function checkStep(
  { title, channel, text, note, scriptIds, time }: SopStep,
  { step, kind, rules }: { step: number; kind: SopKind; rules: ContactRules },
): PlanProblem[] {
  const problems: PlanProblem[] = []
  if (title.trim() === '') problems.push({ is: 'step-no-title', step })
  if (channel === null) problems.push({ is: 'step-no-channel', step })
  if (channel === 'message' && text.trim() === '' && scriptIds.length === 0)
    problems.push({ is: 'step-no-content', step })
  if (channel === 'call' && note.trim() === '') problems.push({ is: 'step-no-note', step })
  const hour = Number(time.slice(0, 2))
  const { fromHour, toHour } = rules
  if (hour < fromHour || hour >= toHour) problems.push({ is: 'step-quiet-hours', step, fromHour, toHour })
  // A group is no person: what is filled in must hold for all of it.
  const foreign =
    kind === 'group' ? variablesIn(text).filter((name) => !POST_VARIABLES.groups.includes(name)) : []
  return [...problems, ...foreign.map((near): PlanProblem => ({ is: 'step-variable', step, near }))]
}

/** The most steps that fall into seven days. */
export function mostInAWeek(steps: readonly Pick<SopStep, 'day'>[]): number {
  return Math.max(
    0,
    ...steps.map(({ day }) => steps.filter((other) => other.day >= day && other.day < day + 7).length),
  )
}
