import type { CustomerPanel } from '../api/panel.ts'
import { formatShortDay } from './format.ts'
import { createTexts } from './i18n.ts'
import { actionTitle } from './action-texts.ts'

const zh = {
  'opted-out': '客户不想被打扰（{day}，{source}）。除了回复客户，不再提出建议。',
  'from.advisor': '顾问记录',
  'from.intake': '其他系统',
  'day-cap': '今天已联系过，{day} 起可以再联系',
  'week-cap': '七天内已联系 {count} 次，{day} 起可以再联系',
  'month-cap': '三十天内已联系 {count} 次，{day} 起可以再联系',
  'quiet-hours': '现在是安静时段（{from}:00 前和 {to}:00 后），不急的事等到{day} {from}:00 再说',
  'quiet-weekend': '周末不主动联系，不急的事等到{day}再说',
  allow: '客户愿意再联系',
  stop: '客户不想被打扰',
  'stop.done': '已记下：客户不想被打扰',
  'allow.done': '已记下：客户愿意再联系',
  'not-saved': '没有记下：{why}',
  held: '另有 {count} 条先不提：{what}',
  'held.one': '{title}（{why}）',
  'why.switched-off': '公司已关闭',
  'why.wrong-stage': '不适合现在的阶段',
  'why.promise-first': '先办完答应的事',
  'why.out-of-stock': '礼遇已发完',
  'why.opted-out': '客户不想被打扰',
  worth: '预计 {money} · 回应 {percent}%',
  'worth.start': '预计 {money} · 回应约 {percent}%（起始估计，样本还不够）',
  sent: '「{title}」{day} 已发出',
  'sent.library': '话术 {day} 已发出',
  replied: '客户已回复',
  'replied.done': '客户已回复，已记下',
  'replied.undo': '撤销回复标记',
} as const
const en: Record<keyof typeof zh, string> = {
  'opted-out': 'Wants no messages ({day}, {source}). Nothing but answers is suggested.',
  'from.advisor': 'noted by an advisor',
  'from.intake': 'from another system',
  'day-cap': 'Contacted today; free again {day}',
  'week-cap': 'Contacted {count:time|times} in seven days; free again {day}',
  'month-cap': 'Contacted {count:time|times} in thirty days; free again {day}',
  'quiet-hours': 'Quiet hours (before {from}:00, from {to}:00): what can wait, waits until {day}, {from}:00',
  'quiet-weekend': 'Quiet weekend: what can wait, waits until {day}',
  allow: 'Wants messages again',
  stop: 'Wants no messages',
  'stop.done': 'Noted: wants no messages',
  'allow.done': 'Noted: wants messages again',
  'not-saved': 'Not noted: {why}',
  held: '{count} held back: {what}',
  'held.one': '{title} ({why})',
  'why.switched-off': 'switched off',
  'why.wrong-stage': 'not in this stage',
  'why.promise-first': 'a promise comes first',
  'why.out-of-stock': 'none left',
  'why.opted-out': 'wants no messages',
  worth: 'Worth about {money} · {percent}% answer',
  'worth.start': 'Worth about {money} · some {percent}% answer (a starting point, too few so far)',
  sent: '“{title}” sent {day}',
  'sent.library': 'Script sent {day}',
  replied: 'Customer answered',
  'replied.done': 'The answer is noted',
  'replied.undo': 'Take the mark back',
}
export const outreachCatalogues = { zh, en }
export const outreachText = createTexts(zh, en)

type Outreach = CustomerPanel['outreach']

export function refusalText(refusal: NonNullable<Outreach['refusal']>): string {
  const { kind, on, source, count = 0, freeOn, fromHour = 0, toHour = 0 } = refusal
  const day = formatShortDay(kind === 'opted-out' ? (on ?? '') : (freeOn ?? ''))
  return outreachText(kind, {
    day,
    count,
    from: fromHour,
    to: toHour,
    source: outreachText(source === 'intake' ? 'from.intake' : 'from.advisor'),
  })
}

export function heldText(held: Outreach['heldBack'], comma: string): string {
  const what = held.map(({ rule, kind }) =>
    outreachText('held.one', { title: actionTitle(rule), why: outreachText(`why.${kind}`) }),
  )
  return outreachText('held', { count: held.length, what: what.join(comma) })
}
