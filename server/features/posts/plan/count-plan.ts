import type { Deps } from '../../deps.ts'
import type { PlanCounts } from '../contract.ts'
import type { StoredPost } from '../stored-post.ts'
import { momentReach } from './moment-reach.ts'

/** What a finished look has found. */
export async function countPlan(deps: Deps, post: StoredPost): Promise<Omit<PlanCounts, 'touchedLately'>> {
  const { sql } = deps.database
  const { corpId, id } = post
  if (post.kind === 'moment') {
    const { staff, customers } = await momentReach(deps, post)
    return {
      seen: customers,
      total: customers,
      planned: customers,
      people: customers,
      held: [],
      staff,
      mostTasks: staff === 0 ? 0 : 1,
      arms: { a: customers, b: 0 },
    }
  }
  const [rows, tasks, inGroups] = await Promise.all([
    sql.all<{ state: string; reason: string | null; arm: string; n: number }>(
      `SELECT "state", "reason", "arm", COUNT(*) AS "n" FROM "PostTarget" WHERE "corpId" = ? AND "postId" = ? GROUP BY "state", "reason", "arm"`,
      [corpId, id],
    ),
    sql.all<{ staff: number; most: number | null }>(
      `SELECT COUNT(*) AS "staff", MAX("lots") AS "most" FROM (SELECT "staffId", COUNT(DISTINCT "lotId") AS "lots" FROM "PostTarget"
         WHERE "corpId" = ? AND "postId" = ? AND "state" = 'planned' GROUP BY "staffId") s`,
      [corpId, id],
    ),
    sql.all<{ people: number | null }>(
      `SELECT SUM(g."externalCount") AS "people" FROM "PostTarget" t JOIN "Group" g ON g."corpId" = t."corpId" AND g."chatId" = t."chatId"
       WHERE t."corpId" = ? AND t."postId" = ? AND t."state" = 'planned'`,
      [corpId, id],
    ),
  ])
  const held = new Map<string, number>()
  const arms = { a: 0, b: 0 }
  for (const { state, reason, arm, n } of rows) {
    if (state === 'planned') arms[arm === 'b' ? 'b' : 'a'] += Number(n)
    else held.set(reason ?? '', (held.get(reason ?? '') ?? 0) + Number(n))
  }
  const planned = arms.a + arms.b
  const all = planned + [...held.values()].reduce((sum, n) => sum + n, 0)
  return {
    seen: all,
    total: all,
    planned,
    people: post.kind === 'customers' ? planned : Number(inGroups[0]?.people ?? 0),
    arms,
    held: [...held].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    staff: Number(tasks[0]?.staff ?? 0),
    mostTasks: Number(tasks[0]?.most ?? 0),
  }
}
