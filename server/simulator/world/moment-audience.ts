// Who was chosen for a member's copy of a moment, and who can see it.

import { shanghaiMonth } from '../clock.ts'
import { hash, salt, unit } from '../random.ts'
import type { FollowRow } from './follows.ts'
import type { Moment } from './moments.ts'
import type { World } from './world.ts'

const SEES = salt('sees moment')
const OPEN_SHARE = 0.85

export function isChosen(moment: Moment, { follow }: FollowRow): boolean {
  const tagIds = moment.tagIds ?? []
  return tagIds.length === 0 || tagIds.some((id) => follow.tagIds.includes(id))
}

export function publishedAtMs(moment: Moment, userid: string): number {
  const task = moment.tasks.find((one) => one.userid === userid)
  return task?.publishedAtMs ?? moment.createTime * 1000
}

/** Corp moments that reached the customer earlier in the same month, by whichever member. */
function seenBefore(world: World, moment: Moment, parts: { externalUserid: string; atMs: number }): number {
  const { atMs, externalUserid } = parts
  const month = shanghaiMonth(atMs).name
  const followers = world.follows.followersOf(externalUserid)
  const reached = (other: Moment): boolean =>
    followers.some((follow) =>
      other.tasks.some((task) => {
        if (!task.published || task.userid !== follow.userid) return false
        const at = publishedAtMs(other, task.userid)
        return at < atMs && shanghaiMonth(at).name === month
      }),
    )
  return world.moments
    .all()
    .filter((one) => one.createType === 0 && one.momentId !== moment.momentId && reached(one)).length
}

/** Not those who hid the member's moments or deleted the member, nor those who have had this month's share. */
export function canSee(
  world: World,
  moment: Moment,
  parts: { row: FollowRow; userid: string; perMonth: number },
): boolean {
  const { perMonth, row, userid } = parts
  const { contact, follow } = row
  if (!isChosen(moment, row) || follow.state !== 'active') return false
  if (unit(hash(world.seed.seed, SEES, contact.index, salt(userid))) >= OPEN_SHARE) return false
  if (perMonth === 0 || moment.createType === 1) return true
  const atMs = publishedAtMs(moment, userid)
  return seenBefore(world, moment, { externalUserid: contact.externalUserid, atMs }) < perMonth
}
