import { assign } from '../../../domain/assignment.ts'
import { groupAffinity } from '../../../domain/handover-affinity.ts'
import { groupBy } from '../../../platform/group-by.ts'
import type { Deps } from '../../deps.ts'
import type { PlannedTo, PlanTaker } from './assign-customers.ts'
import { tieKey, type Ties } from './read-ties.ts'

export interface GroupCandidate {
  chatId: string
  memberCount: number
  /** Customers in it, as external_userids. */
  members: string[]
}

/** The giver's groups that still exist. */
export async function readGroupCandidates(
  deps: Deps,
  { corpId, staffId }: { corpId: string; staffId: string },
): Promise<GroupCandidate[]> {
  const { sql } = deps.database
  const [groups, members] = await Promise.all([
    sql.all<{ chatId: string; memberCount: number }>(
      `SELECT "chatId", "memberCount" FROM "Group" WHERE "corpId" = ? AND "ownerStaffId" = ? AND "dismissedAt" IS NULL
       ORDER BY "memberCount" DESC, "chatId"`,
      [corpId, staffId],
    ),
    sql.all<{ chatId: string; memberId: string }>(
      `SELECT m."chatId", m."memberId" FROM "GroupMember" m JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId"
       WHERE g."corpId" = ? AND g."ownerStaffId" = ? AND g."dismissedAt" IS NULL AND m."type" = 2 AND m."leftAt" IS NULL`,
      [corpId, staffId],
    ),
  ])
  const membersOf = groupBy(members, (row) => row.chatId)
  return groups.map((group) => ({
    ...group,
    members: (membersOf.get(group.chatId) ?? []).map((row) => row.memberId),
  }))
}

/** A group follows its customers and a taker who is in it already; otherwise they are shared evenly. */
export function assignGroups({
  takers,
  groups,
  customers,
  pins,
  ties,
}: {
  takers: readonly PlanTaker[]
  groups: readonly GroupCandidate[]
  customers: ReadonlyMap<string, PlannedTo>
  pins: ReadonlyMap<string, string>
  ties: Ties
}): Map<string, PlannedTo> {
  const places = assign({
    takers: takers.map(({ id }) => ({
      id,
      share: Math.max(1, groups.length / Math.max(1, takers.length)),
      capacity: Infinity,
      least: 0,
    })),
    items: groups.map((group) => {
      const pin = takers.findIndex((taker) => taker.id === pins.get(group.chatId))
      const affinity = takers.map((taker) => {
        const isMember = ties.inGroup.has(tieKey(taker.id, group.chatId))
        return groupAffinity({ isMember, part: partOf(group, customers, taker.id) })
      })
      return { id: group.chatId, class: 0, affinity, ...(pin >= 0 ? { pinned: pin } : {}) }
    }),
    balance: { classWeights: [0] },
  })
  return new Map(
    groups.map((group, n): [string, PlannedTo] => {
      const taker = takers[places[n] ?? -1]
      if (!taker) return [group.chatId, { toStaffId: null, because: null }]
      const isMember = ties.inGroup.has(tieKey(taker.id, group.chatId))
      const because = isMember
        ? 'known-to-taker'
        : partOf(group, customers, taker.id) > 0
          ? 'shared-group'
          : 'share'
      return [group.chatId, { toStaffId: taker.id, because: pins.has(group.chatId) ? 'by-hand' : because }]
    }),
  )
}

function partOf(group: GroupCandidate, customers: ReadonlyMap<string, PlannedTo>, staffId: string): number {
  const moving = group.members.filter((id) => customers.get(id)?.toStaffId === staffId).length
  return moving / Math.max(1, group.members.length)
}
