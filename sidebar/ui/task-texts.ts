import type { Task } from '../api/tasks.ts'
import { formatShortDay } from './format.ts'
import { createTexts } from './i18n.ts'

// What rules ask for, in the reader's language; a task by hand has its own words. Both apps say it alike.

const zh = {
  'winback-1': '流失挽回：发活动消息',
  'winback-2': '流失挽回：短信或更大优惠',
  'winback-3': '流失挽回：打电话，给最大优惠',
  'why.winback': '{day} 后没有到店，挽回第 {rung} 步',
  churn: '流失预警：问候一下，看看怎么了',
  'why.churn': '{day} 后没有到店，26 周内不来的可能 {percent}%',
  'closed.visited': '客户已到店',
  'closed.renewed': '到期日已变更',
  'closed.came-back': '客户已回来',
  'closed.switched-off': '预测已关闭',
  'closed.next-rung': '已进入下一步',
  'closed.opted-out': '客户不愿被打扰',
  'closed.merged': '客户已合并',
  'closed.ladder-changed': '规则已调整',
  'closed.not-fitting': '不适合这位客户',
  'closed.customer-asked': '客户说不要联系',
  'closed.lost': '客户已流失',
  'closed.dismissed': '群已解散',
  'closed.missed': '14 天没有完成',
  'closed.plan-paused': '计划已暂停',
  'closed.plan-ended': '计划已结束',
} as const
const en: Record<keyof typeof zh, string> = {
  'winback-1': 'Win back: send an activity',
  'winback-2': 'Win back: text message or a larger offer',
  'winback-3': 'Win back: call, with the best offer',
  'why.winback': 'No visit since {day}, step {rung}',
  churn: 'Early warning: ask how they are',
  'why.churn': 'No visit since {day}, {percent}% likely not to come within 26 weeks',
  'closed.visited': 'Customer came',
  'closed.renewed': 'Another end date now',
  'closed.came-back': 'Customer came back',
  'closed.switched-off': 'Forecast switched off',
  'closed.next-rung': 'Next step took over',
  'closed.opted-out': 'Does not want to be contacted',
  'closed.merged': 'Customer was merged',
  'closed.ladder-changed': 'Rules have changed',
  'closed.not-fitting': 'Does not fit the customer',
  'closed.customer-asked': 'The customer said no',
  'closed.lost': 'Customer is gone',
  'closed.dismissed': 'Group is dismissed',
  'closed.missed': 'Not done in 14 days',
  'closed.plan-paused': 'Plan is paused',
  'closed.plan-ended': 'Plan has ended',
}
const text = createTexts(zh, en)

const has = (key: string): key is keyof typeof zh => Object.hasOwn(zh, key)
const WINBACK = ['winback-1', 'winback-2', 'winback-3'] as const

export function taskTitle({ kind, title }: Pick<Task, 'kind' | 'title'>): string {
  const known = [...WINBACK, 'churn' as const].find((one) => one === kind)
  return known ? text(known) : title
}

/** Why nobody has to do it any more. */
export function taskEnd(cause: string): string {
  const key = `closed.${cause}`
  return has(key) ? text(key as 'closed.visited') : cause
}

/** Why a rule set it, or why nobody has to do it any more. */
export function taskWhy({
  kind,
  reason,
  closedCause = null,
}: Pick<Task, 'kind' | 'reason'> & Partial<Pick<Task, 'closedCause'>>): string {
  if (closedCause !== null) return taskEnd(closedCause)
  const since = reason?.['lastVisitOn']
  if (kind === 'churn' && typeof since === 'string')
    return text('why.churn', { day: formatShortDay(since), percent: Number(reason?.['percent'] ?? 0) })
  if (!WINBACK.some((one) => one === kind) || typeof since !== 'string') return ''
  return text('why.winback', { day: formatShortDay(since), rung: Number(reason?.['rung'] ?? 0) })
}
