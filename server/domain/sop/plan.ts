import type { ContactRefusal } from '../contact-gate.ts'

/** A plan is about customers, or about groups. */
export const SOP_KINDS = ['customer', 'group'] as const
export type SopKind = (typeof SOP_KINDS)[number]

/** Days of a car that lie ahead: steps are counted back from them, and lose their reason when the day moves. */
export const AHEAD_TRIGGERS = ['service-due', 'warranty-end', 'insurance-end'] as const
export type AheadTrigger = (typeof AHEAD_TRIGGERS)[number]
/** What the days of a plan are counted from. */
export const SOP_TRIGGERS = ['added', 'delivered', ...AHEAD_TRIGGERS, 'founded'] as const
export type SopTrigger = (typeof SOP_TRIGGERS)[number]
export const TRIGGERS_OF: Record<SopKind, readonly SopTrigger[]> = {
  customer: ['added', 'delivered', ...AHEAD_TRIGGERS],
  group: ['founded'],
}
export const isAhead = (trigger: SopTrigger | null): trigger is AheadTrigger =>
  AHEAD_TRIGGERS.some((one) => one === trigger)
export const hasTrigger = (kind: SopKind, trigger: SopTrigger): boolean => TRIGGERS_OF[kind].includes(trigger)

export const SOP_STATES = ['draft', 'running', 'paused', 'ended'] as const
export type SopState = (typeof SOP_STATES)[number]

/** How the advisor reaches out: with a message in the chat, or by telephone. */
export const SOP_CHANNELS = ['message', 'call'] as const
export type SopChannel = (typeof SOP_CHANNELS)[number]

export interface SopStep {
  /** Stays when the step is moved or its words change: a step is given once. */
  id: string
  /** Days after the trigger; of one that lies ahead, days before. */
  day: number
  /** Shanghai time of day, 'HH:MM'. */
  time: string
  title: string
  /** What the advisor should know or do. */
  note: string
  channel: SopChannel | null
  /** A template; empty when the materials say it all. */
  text: string
  /** Scripts and material of the library, sent after the text in this order. */
  scriptIds: readonly string[]
}

/** How a given step stands. ended: a rule took it back, for instance because the customer is gone. */
export const STEP_STATES = ['open', 'overdue', 'sent', 'marked', 'skipped', 'ended'] as const
export type StepState = (typeof STEP_STATES)[number]

/** Why a step is not given on its day: the shared gate is closed, or plans have asked for enough this week. */
export type HoldReason = ContactRefusal['kind'] | 'steps-full'

/** Why an advisor leaves a step out. */
export const SKIP_REASONS = ['not-fitting', 'customer-asked'] as const
export type SkipReason = (typeof SKIP_REASONS)[number]
