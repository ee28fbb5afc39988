import { addDays, localDateOf, startOfDayMs } from '../../domain/time.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { readGroupThrough } from '../groups/sync.ts'
import { requireGroup } from '../groups/policy.ts'
import type { GroupPanel } from './contract.ts'

/** The head of the group sidebar. A group the sync has not read yet is read through. */
export async function readGroupPanel(deps: Deps, scope: Scope, chatId: string): Promise<GroupPanel> {
  const { db } = deps.database
  const { corpId } = scope
  const known = await db.group.count({ where: { corpId, chatId } })
  if (known === 0) await readGroupThrough(deps, scope, chatId)
  await requireGroup(deps, scope, chatId)
  const group = await db.group.findUnique({ where: { corpId_chatId: { corpId, chatId } } })
  if (!group) throw new AppError('not-found')
  const owner = group.ownerStaffId
    ? await db.staff.findUnique({
        where: { corpId_id: { corpId, id: group.ownerStaffId } },
        select: { name: true },
      })
    : null
  return {
    now: deps.clock.now().toISOString(),
    group: {
      chatId,
      name: group.name,
      ownerName: owner?.name ?? group.ownerUserid,
      notice: group.notice,
      createdAt: group.createdAt.toISOString(),
      dismissedAt: group.dismissedAt?.toISOString() ?? null,
      memberCount: group.memberCount,
      externalCount: group.externalCount,
      readAt: group.readAt.toISOString(),
      ...(await countMoves(deps, corpId, chatId)),
    },
  }
}

async function countMoves(deps: Deps, corpId: string, chatId: string) {
  const day = localDateOf(deps.clock.nowMs())
  const today = new Date(startOfDayMs(day))
  const week = new Date(startOfDayMs(addDays(day, -6)))
  const { groupMember } = deps.database.db
  const [joinedToday, leftToday, joinedWeek, leftWeek] = await Promise.all([
    groupMember.count({ where: { corpId, chatId, joinedAt: { gte: today } } }),
    groupMember.count({ where: { corpId, chatId, leftAt: { gte: today } } }),
    groupMember.count({ where: { corpId, chatId, joinedAt: { gte: week } } }),
    groupMember.count({ where: { corpId, chatId, leftAt: { gte: week } } }),
  ])
  return { joinedToday, leftToday, joinedWeek, leftWeek }
}
