import { startOfDayMs, localDateOf, addDays } from '../domain/time.ts'
import type { PostKind } from '../domain/post/kinds.ts'
import type { Deps } from '../features/deps.ts'
import { postDraft, type PostDraftInput } from '../features/posts/contract.ts'
import { createPost, lookAtAudience } from '../features/posts/draft/save-draft.ts'
import { submitPost } from '../features/posts/draft/submit-post.ts'
import { pollNow } from '../features/posts/run/poll-results.ts'
import type { Scope } from '../platform/http/scope.ts'
import { operatorScope } from './operator-scope.ts'
import type { SimulatorProcess } from './simulator-process.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Their chats are those of the walk through the demo: their tasks wait for whoever walks. */
const LEFT_OPEN = ['lina', 'zhaohang']

/**
 * Posts in every state, made through the use cases of the console; members of the simulated WeCom confirm some of them.
 * What the pages show is what WeCom answered.
 */
export async function fillPosts(deps: Deps, simulator: SimulatorProcess): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { db } = deps.database
  if ((await db.post.count({ where: { corpId } })) > 0) return
  const scope = await operatorScope(deps)
  const tomorrow = startOfDayMs(addDays(localDateOf(deps.clock.nowMs()), 1))
  const startsAt = new Date(tomorrow + 10 * HOUR_MS).toISOString()
  const saved = await db.audience.findFirst({ where: { corpId, name: '一年半以上车龄、保养到期' } })

  await make(deps, scope, 'customers', {
    title: '冬季保养月 · 两种说法',
    content: {
      text: '您的{{ vehicle.model | default: "爱车" }}过冬前该检查电瓶和防冻液了，本周到{{ store.name }}免费检测。',
    },
    second: { text: '降温啦！{{ advisor.name }}请您来{{ store.name }}做一次免费的冬季检测，20 分钟就好。' },
    audience: { audienceId: saved?.id ?? null, senderRule: 'latest' },
  })
  const scheduled = await make(deps, scope, 'customers', {
    title: '二保到期提醒',
    content: {
      text: '您的{{ vehicle.model | default: "爱车" }}快到保养时间了，本月到{{ store.name }}保养，工时费减 10%，点下面选个方便的时间：',
      attachments: [
        {
          kind: 'link',
          title: '预约保养',
          url: 'https://example.com/service-booking',
          description: '选门店和时间，约 70 分钟',
        },
      ],
    },
    audience: {
      condition: { all: [{ is: 'range', field: 'serviceInDays', min: -30, max: 30 }] },
    },
    startsAt,
    endsAt: new Date(tomorrow + 18 * HOUR_MS).toISOString(),
  })
  await submitPost(deps, scope, scheduled)
  const moment = await make(deps, scope, 'moment', {
    title: 'S7 冬季试驾周',
    content: { text: '澜岳 S7 冬季试驾周：本周末到店，冰雪模式亲自试一试。❄️' },
  })
  await submitPost(deps, scope, moment)
  const announcement = await make(deps, scope, 'announcement', {
    title: '车主课堂',
    content: { text: '【车主课堂】周六上午 10 点，店内讲冬季用车：胎压、玻璃水、暖风。想来的在群里报个名。' },
    audience: { nameHas: '浦东' },
  })
  await submitPost(deps, scope, announcement)
  // Groups are written to at the company's hours; the demo may be started at any.
  const groups = await make(deps, scope, 'groups', {
    title: '群福利：周三免费洗车',
    content: { text: '本群车主周三到店免费洗车一次，出示群聊即可。' },
  })
  await submitPost(atNoon(deps), scope, groups)

  await confirmSome(deps, simulator, { postId: groups, action: 'send-mass-message' })
  await confirmSome(deps, simulator, { postId: moment, action: 'confirm-moment' })
  for (const postId of [groups, moment]) await pollNow(deps, { corpId, postId })
}

async function make(deps: Deps, scope: Scope, kind: PostKind, draft: PostDraftInput): Promise<string> {
  const { id } = await createPost(deps, scope, { kind, draft: postDraft.parse(draft) })
  await lookAtAudience(deps, scope, id)
  const { corpId } = scope
  await until(async () => {
    const post = await deps.database.db.post.findUniqueOrThrow({ where: { corpId_id: { corpId, id } } })
    return post.planState !== 'running'
  })
  return id
}

/** The last noon that has been. */
function atNoon(deps: Deps): Deps {
  const { clock } = deps
  const nowMs = (): number => {
    const noon = startOfDayMs(localDateOf(clock.nowMs())) + DAY_MS / 2
    return noon <= clock.nowMs() ? noon : noon - DAY_MS
  }
  return { ...deps, clock: { ...clock, nowMs, now: () => new Date(nowMs()) } }
}

/** Two of three members do what they were asked for. */
async function confirmSome(
  deps: Deps,
  simulator: SimulatorProcess,
  { postId, action }: { postId: string; action: 'send-mass-message' | 'confirm-moment' },
): Promise<void> {
  const { sql } = deps.database
  const isOut = (): Promise<{ n: number }[]> =>
    sql.all<{ n: number }>(
      `SELECT COUNT(*) AS "n" FROM "Post" p WHERE p."id" = ? AND (p."state" IN ('done', 'cancelled') OR (p."state" = 'running' AND p."planState" = 'ready'
         AND EXISTS (SELECT 1 FROM "PostPart" r WHERE r."postId" = p."id")
         AND NOT EXISTS (SELECT 1 FROM "PostPart" r WHERE r."postId" = p."id" AND r."state" = 'planned')))`,
      [postId],
    )
  await until(async () => Number((await isOut())[0]?.n ?? 0) > 0)
  const tasks = await sql.all<{ msgid: string; userid: string }>(
    `SELECT r."msgid", s."userid" FROM "PostPart" r JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     WHERE r."postId" = ? AND r."state" = 'out' AND r."msgid" IS NOT NULL ORDER BY r."id"`,
    [postId],
  )
  for (const [n, { msgid, userid }] of tasks.entries()) {
    if (n % 3 === 2 || LEFT_OPEN.includes(userid)) continue
    await simulator.act(action, action === 'confirm-moment' ? { momentId: msgid, userid } : { msgid, userid })
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const AT_MOST_MS = 300_000
  const startedAt = performance.now()
  while (!(await isSo())) {
    if (performance.now() - startedAt > AT_MOST_MS) throw new Error('A post of the demo did not get on')
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
