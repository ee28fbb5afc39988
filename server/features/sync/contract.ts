import { z } from 'zod'

export const runKind = z.enum(['full', 'reconcile', 'active', 'object'])
export const runState = z.enum(['queued', 'running', 'done', 'partial', 'failed', 'cancelled'])
/** no-permission: a setting in WeCom must change · nothing-visible: the app sees nobody · failed: anything else. */
export const runError = z.enum(['no-permission', 'nothing-visible', 'failed'])
export const stepName = z.enum(['directory', 'tags', 'contacts', 'groups', 'moments'])
export const stepState = z.enum(['waiting', 'running', 'done', 'failed', 'skipped', 'cancelled'])
export type RunKind = z.infer<typeof runKind>
export type RunState = z.infer<typeof runState>
export type RunError = z.infer<typeof runError>
export type StepName = z.infer<typeof stepName>
export type StepState = z.infer<typeof stepState>

const counts = {
  seen: z.number(),
  created: z.number(),
  changed: z.number(),
  ended: z.number(),
  failed: z.number(),
}

export const syncStep = z.object({
  step: stepName,
  state: stepState,
  doneCount: z.number(),
  /** null: not known yet. */
  totalCount: z.number().nullable(),
  ...counts,
  errorKind: runError.nullable(),
  errorText: z.string().nullable(),
})
export type SyncStepView = z.infer<typeof syncStep>

export const syncRun = z.object({
  id: z.string(),
  kind: runKind,
  trigger: z.enum(['start', 'console', 'cli', 'clock']),
  state: runState,
  startedByName: z.string().nullable(),
  callCount: z.number(),
  errorKind: runError.nullable(),
  errorText: z.string().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  cancelRequested: z.boolean(),
  /** Ends held back by the brake; a person may let them through with `confirm`. */
  brakedCount: z.number(),
  driftCount: z.number(),
  failureCount: z.number(),
  steps: z.array(syncStep),
})
export type SyncRunView = z.infer<typeof syncRun>

export const syncStatus = z.object({
  current: syncRun.nullable(),
  last: syncRun.nullable(),
  /** Equal to WeCom as of this instant; null before the first complete run. */
  syncedAt: z.iso.datetime().nullable(),
  nextReconcileAt: z.iso.datetime().nullable(),
  driftOpen: z.number(),
  inboxWaiting: z.number(),
  inboxParked: z.number(),
})
export type SyncStatus = z.infer<typeof syncStatus>

const cursor = z.string().max(300).optional()
export const runParams = z.object({ id: z.string().min(1).max(40) })
export const runQuery = z.object({ kind: runKind.optional(), cursor })
export const runPage = z.object({ items: z.array(syncRun), nextCursor: z.string().nullable() })
export type RunPage = z.infer<typeof runPage>

/** confirm: ends that the brake held back may be written by this run. */
export const runRequest = z.strictObject({
  kind: z.enum(['full', 'reconcile']),
  confirm: z.boolean().default(false),
})
export type RunRequest = z.input<typeof runRequest>
/** joined: another run was already going; this is it. */
export const runStarted = z.object({ id: z.string(), joined: z.boolean() })
export type RunStarted = z.infer<typeof runStarted>

export const failureQuery = z.object({ cursor })
export const failurePage = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      step: stepName,
      objectId: z.string(),
      kind: z.string(),
      text: z.string(),
      at: z.iso.datetime(),
    }),
  ),
  nextCursor: z.string().nullable(),
})
export type FailurePage = z.infer<typeof failurePage>

export const driftState = z.enum(['repaired', 'open', 'braked'])
export const driftQuery = z.object({
  runId: z.string().max(40).optional(),
  state: driftState.optional(),
  cursor,
})
export const driftRow = z.object({
  id: z.string(),
  runId: z.string(),
  objectKind: z.string(),
  objectId: z.string(),
  objectName: z.string().nullable(),
  field: z.string(),
  ours: z.string().nullable(),
  theirs: z.string().nullable(),
  /** lost-event | silent-change | missing | vanished | braked … the browser has a text for each. */
  reason: z.string(),
  state: driftState,
  at: z.iso.datetime(),
})
export const driftPage = z.object({ items: z.array(driftRow), nextCursor: z.string().nullable() })
export type DriftRow = z.infer<typeof driftRow>
export type DriftPage = z.infer<typeof driftPage>

export const eventState = z.enum(['received', 'done', 'parked'])
export const eventQuery = z.object({ state: eventState.optional(), cursor })
export const eventParams = z.object({ hash: z.string().min(16).max(64) })
export const eventRow = z.object({
  hash: z.string(),
  event: z.string(),
  changeType: z.string(),
  objectId: z.string(),
  state: eventState,
  attempts: z.number(),
  repeats: z.number(),
  errorText: z.string().nullable(),
  /** WeCom's own time of the event, whole seconds. */
  happenedAt: z.iso.datetime(),
  receivedAt: z.iso.datetime(),
  handledAt: z.iso.datetime().nullable(),
})
export const eventPage = z.object({ items: z.array(eventRow), nextCursor: z.string().nullable() })
export type EventRow = z.infer<typeof eventRow>
export type EventPage = z.infer<typeof eventPage>
export const done = z.object({})
