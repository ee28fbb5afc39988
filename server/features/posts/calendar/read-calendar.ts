import { holidays } from '../../../../config/holidays.ts'
import type { PostKind } from '../../../domain/post/kinds.ts'
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
    const of = (...kinds: PostKind[]): string[] =>
      own.flatMap((post) => (kinds.includes(post.kind) && post.state !== 'cancelled' ? post.id : []))
    days.push({
      day,
      kind: kind.is,
      holiday: kind.is === 'holiday' ? kind.name : null,
      postIds: own.map((post) => post.id),
      conflicts: {
        customers: await shared(deps, scope.corpId, { column: 'customerId', postIds: of('customers') }),
        // A group reads an announcement just as it reads a message.
        groups: await shared(deps, scope.corpId, {
          column: 'chatId',
          postIds: of('groups', 'announcement'),
        }),
      },
    })
  }
  return { from, to, days, posts }
}

/** Customers or groups that would get two of these: counted where both audiences have been looked at. */
async function shared(
  { database: { sql } }: Deps,
  corpId: string,
  { column, postIds }: { column: 'customerId' | 'chatId'; postIds: readonly string[] },
): Promise<number> {
  if (postIds.length < 2) return 0
  const places = postIds.map(() => '?').join(', ')
  const [row] = await sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM (SELECT "${column}" FROM "PostTarget" WHERE "corpId" = ? AND "postId" IN (${places}) AND "${column}" IS NOT NULL
       AND "state" IN ('planned', 'out', 'delivered') GROUP BY "${column}" HAVING COUNT(*) > 1) twice`,
    [corpId, ...postIds],
  )
  return Number(row?.n ?? 0)
}
