import { addDays, localDateOf, startOfDayMs } from '../../domain/time.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { GroupNumbers } from './contract.ts'
import { requireGroup } from './policy.ts'

/** Joins, leaves and size a day, counted from the members' own dates: nothing that WeCom does not tell. */
export async function readNumbers(
  deps: Deps,
  scope: Scope,
  { chatId, days }: { chatId: string; days: number },
): Promise<GroupNumbers> {
  await requireGroup(deps, scope, chatId)
  const { corpId } = scope
  const today = localDateOf(deps.clock.nowMs())
  const first = addDays(today, 1 - days)
  const since = new Date(startOfDayMs(first))
  const { db } = deps.database
  const [joins, leaves, present] = await Promise.all([
    db.groupMember.findMany({
      where: { corpId, chatId, joinedAt: { gte: since } },
      select: { joinedAt: true },
    }),
    db.groupMember.findMany({ where: { corpId, chatId, leftAt: { gte: since } }, select: { leftAt: true } }),
    db.groupMember.count({ where: { corpId, chatId, leftAt: null } }),
  ])
  const joined = countByDay(joins.map((row) => row.joinedAt))
  const left = countByDay(leaves.flatMap((row) => row.leftAt ?? []))
  const items: GroupNumbers['items'] = []
  // Walk back from today's size: yesterday's is today's less what came, plus what went.
  let total = present
  for (let day = today; day >= first; day = addDays(day, -1)) {
    items.unshift({ day, joined: joined.get(day) ?? 0, left: left.get(day) ?? 0, total })
    total += (left.get(day) ?? 0) - (joined.get(day) ?? 0)
  }
  return { items }
}

function countByDay(instants: Date[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const instant of instants) {
    const day = localDateOf(instant.getTime())
    counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  return counts
}
