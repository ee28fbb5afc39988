import type { TimelineFact } from '../customers/record-events.ts'
import { followKey, type IncomingFollow } from './incoming.ts'
import type { StoredFollow } from './stored.ts'

/** What a changed follow puts on the customer's timeline. Tags are ids here; the writer puts names in. */
export function followFacts({
  now,
  before,
  customerId,
  at,
}: {
  now: IncomingFollow
  before: StoredFollow | undefined
  customerId: string | undefined
  at: Date
}): TimelineFact[] {
  if (customerId === undefined || !before) return []
  const base = { customerId, staffId: now.staffId }
  const key = followKey(now)
  const facts: TimelineFact[] = []
  const added = now.tagIds.filter((id) => !before.tagIds.includes(id))
  const removed = before.tagIds.filter((id) => !now.tagIds.includes(id))
  if (added.length + removed.length > 0)
    facts.push({
      ...base,
      kind: 'tag',
      at,
      key: `tag ${key} ${now.digest} ${at.getTime()}`,
      detail: { added, removed },
    })
  if (before.remark !== now.remark)
    facts.push({
      ...base,
      kind: 'remark',
      at,
      key: `remark ${key} ${now.digest} ${at.getTime()}`,
      detail: { from: before.remark, to: now.remark },
    })
  return facts
}
