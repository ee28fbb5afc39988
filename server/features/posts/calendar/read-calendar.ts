import { holidays } from '../../../../config/holidays.ts'
import { dayKind } from '../../../domain/post/times.ts'
import { addDays, localDateOf, startOfDayMs, type LocalDate } from '../../../domain/time.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { PostCalendar } from './contract.ts'
import { postsBetween } from '../list-posts.ts'

/** The days with their posts, what kind of day each is, and where one day has more than one message. */
export async function readCalendar(
  deps: Deps,
  scope: Scope,
  { from, to }: { from: LocalDate; to: LocalDate },
): Promise<PostCalendar> {
  const posts = await postsBetween(deps, scope, {
    from: new Date(startOfDayMs(from)),
    to: new Date(startOfDayMs(addDays(to, 1))),
  })
  const days: PostCalendar['days'] = []
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const own = posts.filter((post) => localDateOf(Date.parse(post.startedAt ?? post.startsAt ?? '')) === day)
    const kind = dayKind(day, holidays)
    const touches = own.filter((post) => post.kind === 'customers' && post.state !== 'cancelled')
    days.push({
      day,
      kind: kind.is,
      holiday: kind.is === 'holiday' ? kind.name : null,
      postIds: own.map((post) => post.id),
      conflicts:
        touches.length > 1
          ? await shared(
              deps,
              scope.corpId,
              touches.map((post) => post.id),
            )
          : 0,
    })
  }
  return { from, to, days, posts }
}

/** Customers who would get two of these: counted where both audiences have been looked at. */
async function shared(
  { database: { sql } }: Deps,
  corpId: string,
  postIds: readonly string[],
): Promise<number> {
  const places = postIds.map(() => '?').join(', ')
  const [row] = await sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM (SELECT "customerId" FROM "PostTarget" WHERE "corpId" = ? AND "postId" IN (${places}) AND "customerId" IS NOT NULL
       AND "state" IN ('planned', 'out', 'delivered') GROUP BY "customerId" HAVING COUNT(*) > 1) twice`,
    [corpId, ...postIds],
  )
  return Number(row?.n ?? 0)
}
