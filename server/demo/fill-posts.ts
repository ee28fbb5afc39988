import { startOfDayMs, localDateOf, addDays } from '../domain/time.ts'
import type { Deps } from '../features/deps.ts'
import { keepTemplate } from '../features/posts/draft/copy-post.ts'
import { pollNow } from '../features/posts/run/poll-results.ts'
import { atAnyHour, confirmSome, letGo, make, reactToMoment } from './make-posts.ts'
import { operatorScope } from './operator-scope.ts'
import type { SimulatorProcess } from './simulator-process.ts'

const HOUR_MS = 3_600_000

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
  await letGo(deps, scope, scheduled)
  const moment = await make(deps, scope, 'moment', {
    title: 'S7 冬季试驾周',
    content: { text: '澜岳 S7 冬季试驾周：本周末到店，冰雪模式亲自试一试。❄️' },
  })
  await letGo(deps, scope, moment)
  const announcement = await make(deps, scope, 'announcement', {
    title: '车主课堂',
    content: { text: '【车主课堂】周六上午 10 点，店内讲冬季用车：胎压、玻璃水、暖风。想来的在群里报个名。' },
    audience: { nameHas: '浦东' },
  })
  await letGo(deps, scope, announcement)
  const groups = await atAnyHour(deps, scope, async () => {
    const postId = await make(deps, scope, 'groups', {
      title: '群福利：周三免费洗车',
      content: { text: '本群车主周三到店免费洗车一次，出示群聊即可。' },
    })
    await letGo(deps, scope, postId)
    await confirmSome(deps, simulator, { postId, action: 'send-mass-message' })
    return postId
  })
  await confirmSome(deps, simulator, { postId: moment, action: 'confirm-moment' })
  for (const postId of [groups, moment]) await pollNow(deps, { corpId, postId })
  await reactToMoment(deps, simulator, { corpId, postId: moment })
  await pollNow(deps, { corpId, postId: moment })
  await keepTemplate(deps, scope, { id: groups, title: '每周三 · 群福利洗车' })
  await keepTemplate(deps, scope, { id: scheduled, title: '保养到期提醒（带预约链接）' })
}
