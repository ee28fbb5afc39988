import { recordEvents, type TimelineFact } from '../features/customers/record-events.ts'
import type { Deps } from '../features/deps.ts'
import { pollNow } from '../features/posts/run/poll-results.ts'
import { inTextList } from '../platform/db/json-sql.ts'
import type { Scope } from '../platform/http/scope.ts'
import { atAnyHour, confirmSome, LEFT_OPEN, letGo, make, until } from './make-posts.ts'
import { operatorScope } from './operator-scope.ts'
import type { SimulatorProcess } from './simulator-process.ts'

const TITLE = '冬季免费检测邀请'
const BOOKING = { kind: 'link' as const, title: '预约检测', url: 'https://example.com/winter-check' }

/** A message one store has sent, and what its customers did then: told by the booking system, as any other would. */
export async function fillFunnel(deps: Deps, simulator: SimulatorProcess): Promise<void> {
  const scope = await operatorScope(deps)
  const { corpId } = scope
  if ((await deps.database.db.post.count({ where: { corpId, title: TITLE } })) > 0) return
  const store = await storeOfNobodyIn(deps, LEFT_OPEN)
  if (store === null) return
  const postId = await atAnyHour(deps, scope, () => sendInvitation(deps, simulator, { scope, store }))
  const customerIds = await reachedBy(deps, postId)
  const at = deps.clock.now()
  const fact = (customerId: string, kind: string, subject: string): TimelineFact => ({
    customerId,
    at,
    kind,
    key: `demo:${kind}:${customerId}`,
    source: 'lanyue-booking',
    subject,
    text: subject,
    detail: {},
  })
  const opened = customerIds.filter((_, n) => n % 3 === 0)
  const booked = opened.filter((_, n) => n % 4 === 0)
  await deps.database.db.$transaction(async (tx) => {
    const facts = [
      ...opened.map((id) => fact(id, 'link-open', BOOKING.url)),
      ...booked.map((id) => fact(id, 'booking', '冬季检测')),
    ]
    await recordEvents(tx, { corpId, facts })
    await deps.changes.report(tx, [{ kind: 'facts-recorded', corpId, customerIds: opened }])
  })
}

/** WeCom hands tasks out for a moment before it tells their results. */
async function reachedBy(deps: Deps, postId: string): Promise<string[]> {
  const corpId = deps.settings.WECOM_CORP_ID
  const read = (): Promise<{ customerId: string | null }[]> =>
    deps.database.db.postTarget.findMany({
      where: { corpId, postId, state: 'delivered', customerId: { not: null } },
      orderBy: { targetId: 'asc' },
      select: { customerId: true },
    })
  await until(async () => {
    await pollNow(deps, { corpId, postId })
    return (await read()).length > 0
  })
  return (await read()).flatMap(({ customerId }) => customerId ?? [])
}

async function sendInvitation(
  deps: Deps,
  simulator: SimulatorProcess,
  { scope, store }: { scope: Scope; store: string },
): Promise<string> {
  const postId = await make(deps, scope, 'customers', {
    title: TITLE,
    content: {
      text: '降温了，{{ store.name }}为老车主做一次免费的冬季检测：电瓶、胎压、防冻液，约 20 分钟。',
      attachments: [{ ...BOOKING, description: '选一个方便的时间' }],
    },
    audience: { condition: { is: 'choice', field: 'unit', values: [store] } },
  })
  await letGo(deps, scope, postId)
  await confirmSome(deps, simulator, { postId, action: 'send-mass-message' })
  return postId
}

/** The busiest store in which none of these work. */
async function storeOfNobodyIn(
  { database: { sql } }: Deps,
  userids: readonly string[],
): Promise<string | null> {
  const [store] = await sql.all<{ id: string }>(
    `SELECT u."id" FROM "Unit" u JOIN "StaffUnit" su ON su."corpId" = u."corpId" AND su."unitId" = u."id"
     JOIN "Follow" f ON f."corpId" = su."corpId" AND f."staffId" = su."staffId" AND f."endedAt" IS NULL
     WHERE u."kind" = 'store' AND NOT EXISTS (SELECT 1 FROM "StaffUnit" x JOIN "Staff" s ON s."corpId" = x."corpId" AND s."id" = x."staffId"
       JOIN "Unit" below ON below."corpId" = x."corpId" AND below."id" = x."unitId" AND SUBSTR(below."path", 1, LENGTH(u."path")) = u."path"
       WHERE x."corpId" = u."corpId" AND ${inTextList(sql.dialect, 's."userid"')})
     GROUP BY u."id" ORDER BY COUNT(*) DESC, u."id" LIMIT 1`,
    [JSON.stringify(userids)],
  )
  return store?.id ?? null
}
