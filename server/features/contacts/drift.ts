import type { IncomingContact, IncomingFollow } from './incoming.ts'
import { followKey } from './incoming.ts'
import type { StoredContact, StoredFollow } from './stored.ts'

/** One difference between WeCom and the copy. Values are shown to people: no phone number in them. */
export interface DriftNote {
  objectKind: 'contact' | 'follow' | 'group' | 'member' | 'tag' | 'staff'
  objectId: string
  field: string
  ours: string | null
  theirs: string | null
  reason: 'lost-event' | 'silent-change' | 'missing' | 'vanished' | 'returned' | 'braked'
  state: 'repaired' | 'open' | 'braked'
}

/** Names and pictures of WeChat users change without any event. */
export function contactDrift(before: StoredContact | undefined, now: IncomingContact): DriftNote[] {
  const base = { objectKind: 'contact' as const, objectId: now.externalUserid, state: 'repaired' as const }
  if (!before) return [{ ...base, field: 'contact', ours: null, theirs: now.name, reason: 'missing' }]
  const notes: DriftNote[] = []
  for (const field of ['name', 'avatar', 'type', 'gender', 'unionid', 'position', 'corpName'] as const)
    if (before[field] !== now[field])
      notes.push({
        ...base,
        field,
        ours: shown(before[field]),
        theirs: shown(now[field]),
        reason: 'silent-change',
      })
  if (before.lostAt !== null)
    notes.push({
      ...base,
      field: 'lostAt',
      ours: before.lostAt.toISOString(),
      theirs: null,
      reason: 'returned',
    })
  return notes
}

/** A change of remark or tags sends an event; one of the remark mobiles alone does not. */
export function followDrift(before: StoredFollow | undefined, now: IncomingFollow): DriftNote[] {
  const base = { objectKind: 'follow' as const, objectId: followKey(now), state: 'repaired' as const }
  if (!before) return [{ ...base, field: 'follow', ours: null, theirs: now.remark, reason: 'missing' }]
  const notes: DriftNote[] = []
  for (const field of ['remark', 'description', 'remarkCorpName', 'addWay', 'state', 'operUserid'] as const)
    if (before[field] !== now[field])
      notes.push({
        ...base,
        field,
        ours: shown(before[field]),
        theirs: shown(now[field]),
        reason: 'lost-event',
      })
  if (before.followedAt.getTime() !== now.followedAt.getTime())
    notes.push({
      ...base,
      field: 'followedAt',
      ours: before.followedAt.toISOString(),
      theirs: now.followedAt.toISOString(),
      reason: 'lost-event',
    })
  if (before.tagIds.join() !== now.tagIds.join())
    notes.push({
      ...base,
      field: 'tags',
      ours: before.tagIds.join(' '),
      theirs: now.tagIds.join(' '),
      reason: 'lost-event',
    })
  if (before.mobiles.join() !== now.mobiles.join())
    notes.push({
      ...base,
      field: 'mobiles',
      ours: String(before.mobiles.length),
      theirs: String(now.mobiles.length),
      reason: 'silent-change',
    })
  if (before.endedAt !== null)
    notes.push({
      ...base,
      field: 'endedAt',
      ours: before.endedAt.toISOString(),
      theirs: null,
      reason: 'returned',
    })
  return notes
}

function shown(value: string | number | null): string | null {
  return value === null ? null : String(value)
}
