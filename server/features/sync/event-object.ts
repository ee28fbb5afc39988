import type { CallbackEvent } from '../../wecom/index.ts'

/** What an event is about. All events of one object share one job, so a storm of them costs one or two calls. */
export type ObjectKind = 'contact' | 'group' | 'tags' | 'member' | 'departments'

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

export const OBJECT_JOB = 'sync.object'

export function objectJob(
  corpId: string,
  object: EventObject,
  { now, waitMs }: { now: Date; waitMs?: number },
) {
  return {
    name: OBJECT_JOB,
    corpId,
    key: `${object.kind}:${object.id}`,
    payload: { corpId, ...object },
    runAt: new Date(now.getTime() + (waitMs ?? WAIT_MS[object.kind])),
    lane: 'event' as const,
  }
}
