import type { TimelineKind } from '../../server/features/timeline/contract.ts'

/** What a person's stream can be narrowed to; `all` has the kinds of other systems, too. */
export const timelineGroups = {
  all: undefined,
  visits: [
    'order',
    'visit',
    'booking',
    'test-drive',
    'payment',
    'inspection',
    'insurance',
    'warranty',
    'trip',
  ],
  work: ['added', 'ended', 'note', 'task', 'tag', 'remark', 'script', 'post', 'call', 'stage'],
  answers: ['survey', 'review', 'complaint', 'coupon', 'benefit', 'link-open', 'app-visit', 'partner'],
  moments: ['like', 'comment'],
  groups: ['group-join', 'group-leave'],
} as const satisfies Record<string, readonly TimelineKind[] | undefined>
export type TimelineGroup = keyof typeof timelineGroups
export const timelineGroupNames = Object.keys(timelineGroups) as TimelineGroup[]
