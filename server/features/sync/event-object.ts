import type { NewJob } from '../../platform/jobs/index.ts'
import type { CallbackEvent } from '../../wecom/index.ts'

/** What an event is about. All events of one object share one job, so a storm of them costs one or two calls. */
export const OBJECT_KINDS = ['contact', 'group', 'tags', 'member', 'departments'] as const
export type ObjectKind = (typeof OBJECT_KINDS)[number]

export interface EventObject {
  kind: ObjectKind
  id: string
}

/** Collects what happens to one object within a moment; short enough to be seen within two seconds. */
const WAIT_MS: Record<ObjectKind, number> = {
  contact: 600,
  group: 300,
  tags: 800,
  member: 300,
  departments: 1500,
}

/** null: nothing of ours to read again. The event is kept. */
export function objectOf(event: CallbackEvent): EventObject | null {
  switch (event.kind) {
    case 'contact':
      return { kind: 'contact', id: event.externalUserid }
    case 'chat':
      return { kind: 'group', id: event.chatId }
    case 'tag':
      return { kind: 'tags', id: 'tags' }
    case 'member':
      return { kind: 'member', id: event.userid.toLowerCase() }
    case 'department':
      return { kind: 'departments', id: 'departments' }
    case 'unknown':
      return null
    default: {
      const never: never = event
      throw new Error(`Unknown event ${JSON.stringify(never)}`)
    }
  }
}

/** The object of a stored event, by its kind. */
export const OBJECT_OF_EVENT: Record<Exclude<CallbackEvent['kind'], 'unknown'>, ObjectKind> = {
  contact: 'contact',
  chat: 'group',
  tag: 'tags',
  member: 'member',
  department: 'departments',
}

export const OBJECT_JOB = 'sync.object'
/** Names many objects at once; see objects-job.ts. */
export const OBJECTS_JOB = 'sync.objects'

export function objectJob(
  corpId: string,
  object: EventObject,
  { now, waitMs }: { now: Date; waitMs?: number },
): NewJob {
  return {
    name: OBJECT_JOB,
    corpId,
    key: objectKey(object),
    payload: { corpId, ...object },
    runAt: new Date(now.getTime() + (waitMs ?? WAIT_MS[object.kind])),
    lane: 'event',
  }
}

export function objectKey({ kind, id }: EventObject): string {
  return `${kind}:${id}`
}
