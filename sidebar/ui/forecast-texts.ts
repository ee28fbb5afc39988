import type { ChurnBand } from '../../server/domain/analytics/churn.ts'
import type { VisitRule } from '../../server/domain/analytics/next-visit.ts'
import type { CustomerPrediction } from '../../server/features/predictions/contract.ts'
import { formatShortDay } from './format.ts'
import { createTexts } from './i18n.ts'

// What is foreseen of a customer: the same words in the chat and in the console.

const zh = {
  'band.high': '高',
  'band.medium': '中',
  'band.low': '低',
  'churn.word': '流失风险',
  'churn.band': '流失风险{band}',
  'churn.percent': '{weeks} 周内不来的可能 {percent}%',
  'churn.since': '{day} 起为高风险',
  'reason.overdue': '{days} 天没来，通常 {gap} 天一次（{ratio} 倍）',
  'reason.points': '按期来过的话会低 {points} 个百分点',
  'reason.single-visit': '只来过一次，{days} 天前',
  'reason.fewer-visits': '近一年来 {now} 次，前一年 {before} 次',
  'reason.long-ago': '{days} 天没来',
  'reason.complaint': '{day} 有投诉',
  'reason.left-group': '{day} 退出客户群',
  'reason.left-advisor': '{day} 删除了顾问',
  'reason.low-survey': '{day} 回访打了 {score} 分',
  'reason.none': '没有特别的原因，只看到店的间隔',
  'push.word': '发消息的好时间',
  'push.hour': '{from}:00–{to}:00',
  'push.workday': '工作日 {from}:00–{to}:00',
  'push.weekend': '周末 {from}:00–{to}:00',
  'push.customer': '本人在这个时段收到 {count} 条，{percent}% 有回应',
  'push.opens': '本人近半年在这个时段打开过 {count} 次链接或页面',
  'push.segment': '同类客户在这个时段收到 {count} 条，{percent}% 有回应',
  'push.corp': '全部客户在这个时段收到 {count} 条，{percent}% 有回应',
  'push.default': '还没有回应记录，先用默认时间',
  'push.trial': '今天换个时段试试：十天里有一天这样，才知道别的时段好不好',
  'push.allowed': '只在 {from}:00–{to}:00 发送',
  'visit.word': '下次到店',
  'visit.band': '{from} 至 {to}',
  'visit.half': '同类客户有一半在这段时间来',
  'visit.past': '已过预计时间',
  'visit.gap': '预计间隔 {days} 天：本人 {own} 次间隔，同类 {all} 次',
  'visit.rule': '按{rule}',
  'visit.others': '其他日期',
  'rule.gap': '到店间隔',
  'rule.distance': '行驶里程',
  'rule.warranty': '质保到期',
  'rule.insurance': '保险到期',
  'rule.inspection': '年检',
  'value.word': '一年价值',
  'value.how': '预计来 {visits} 次 × 付费 {share}% × 每次 {spend} × 毛利 {margin}%，已折现',
  'value.pooled': '单次消费取全体平均',
  'value.paid': '单次消费按本人 {count} 次付费推算',
  'value.scope': '只算售后，不含买车',
  'replace.word': '换车窗口',
  'replace.signal': '{day} 问过置换',
  'replace.observed': '按本店客户两次买车的间隔，{day} 交车',
  'replace.terms': '按公司设定的年限，{day} 交车',
  'state.off': '管理员已关闭',
  'state.not-enough-data': '数据不足',
  'state.why': '到店记录太少，不作推测。',
  'model.line': '{name}，{day} 用 {count} 位客户拟合',
  'model.parent': '本企业数据不足，参数借自集团内另一家',
  'as-of': '截至 {day}',
  'as-of.none': '还没有推算',
} as const

const en: Record<keyof typeof zh, string> = {
  'band.high': 'high',
  'band.medium': 'medium',
  'band.low': 'low',
  'churn.word': 'Churn risk',
  'churn.band': 'Churn risk {band}',
  'churn.percent': '{percent}% likely not to come within {weeks} weeks',
  'churn.since': 'High since {day}',
  'reason.overdue': '{days} days away, usually every {gap} ({ratio}×)',
  'reason.points': '{points} points lower had they come in time',
  'reason.single-visit': 'Came once, {days} days ago',
  'reason.fewer-visits': '{now} visits in the last year, {before} the year before',
  'reason.long-ago': '{days} days away',
  'reason.complaint': 'Complained on {day}',
  'reason.left-group': 'Left a group on {day}',
  'reason.left-advisor': 'Deleted the advisor on {day}',
  'reason.low-survey': 'Scored {score} in the survey of {day}',
  'reason.none': 'No special reason, only the time between visits',
  'push.word': 'Best time to write',
  'push.hour': '{from}:00–{to}:00',
  'push.workday': 'working days {from}:00–{to}:00',
  'push.weekend': 'weekends {from}:00–{to}:00',
  'push.customer': 'got {count} messages in this hour and answered {percent}%',
  'push.opens': 'opened links or pages {count} times in this hour in half a year',
  'push.segment': 'customers like this got {count} messages in this hour and answered {percent}%',
  'push.corp': 'all customers got {count} messages in this hour and answered {percent}%',
  'push.default': 'No answers on record yet: the usual time',
  'push.trial': 'Another hour for today: one day in ten tries one, to learn whether it does better',
  'push.allowed': 'Messages go out from {from}:00 to {to}:00 only',
  'visit.word': 'Next visit',
  'visit.band': '{from} to {to}',
  'visit.half': 'Half of similar customers come in this time',
  'visit.past': 'Past the expected time',
  'visit.gap': '{days} days expected: {own} own gaps, {all} of similar customers',
  'visit.rule': 'By {rule}',
  'visit.others': 'Other dates',
  'rule.gap': 'time between visits',
  'rule.distance': 'distance',
  'rule.warranty': 'end of warranty',
  'rule.insurance': 'insurance renewal',
  'rule.inspection': 'inspection',
  'value.word': 'Value of a year',
  'value.how': '{visits} visits × {share}% paid × {spend} each × {margin}% margin, discounted',
  'value.pooled': 'Spend per visit is the mean of all',
  'value.paid': 'Spend per visit from {count:own paid visit|own paid visits}',
  'value.scope': 'Service only, no car purchase',
  'replace.word': 'Replacement',
  'replace.signal': 'Asked for a trade-in on {day}',
  'replace.observed': 'As customers here buy again; delivered {day}',
  'replace.terms': 'By the years the company set; delivered {day}',
  'state.off': 'Switched off',
  'state.not-enough-data': 'Not enough data',
  'state.why': 'Too few visits to foresee anything.',
  'model.line': '{name}, fitted {day} on {count} customers',
  'model.parent': 'Too little data here: parameters of a sister company',
  'as-of': 'As of {day}',
  'as-of.none': 'Nothing foreseen yet',
}

export const foreseen = createTexts(zh, en)

export function bandText(band: ChurnBand): string {
  return foreseen('churn.band', { band: foreseen(`band.${band}`) })
}

export function ruleText(rule: VisitRule): string {
  return foreseen(`rule.${rule}`)
}

export type ChurnReason = Extract<CustomerPrediction['churn'], { state: 'known' }>['reasons'][number]

export function reasonText(reason: ChurnReason): string {
  switch (reason.kind) {
    case 'overdue':
      return foreseen('reason.overdue', {
        days: reason.daysSince,
        gap: reason.gapDays,
        ratio: reason.ratio,
      })
    case 'single-visit':
    case 'long-ago':
      return foreseen(`reason.${reason.kind}`, { days: reason.daysSince })
    case 'fewer-visits':
      return foreseen('reason.fewer-visits', { now: reason.now, before: reason.before })
    case 'low-survey':
      return foreseen('reason.low-survey', { day: formatShortDay(reason.on), score: reason.score })
    default:
      return foreseen(`reason.${reason.kind}`, { day: formatShortDay(reason.on) })
  }
}
