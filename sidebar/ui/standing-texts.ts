import type { GradePart } from '../../server/domain/grade.ts'
import type { RelationPart } from '../../server/domain/relation.ts'
import { createTexts } from './i18n.ts'

// Why a customer stands where they stand. Both apps explain it with the same words; loaded when somebody asks.

const zh = {
  'part.stage': '阶段',
  'part.grade': '车主等级',
  'part.distance': '关系距离',
  'part.changes': '变化记录',
  'part.move': '{from} → {to}',
  'rule.no-visit': '最近一次到店是 {day}，满 {months} 个月没来',
  'rule.no-visit-lead': '添加后满 {months} 个月没有到店',
  'rule.never-came': '还没有到过店',
  'rule.one-visit': '只到过一次店',
  'rule.never-paid': '到过店，还没有付费项目',
  'rule.growing': '来过不止一次，还没满 {count} 个付费到店日或 {months} 个月',
  'rule.regular': '满 {count} 个付费到店日，首次付费已满 {months} 个月',
  'rule.override': '由{name}设定到 {day}：{reason}',
  'rule.would-be': '按规则是{stage}',
  since: '{day} 起',
  'cause.first': '首次判定',
  'cause.visit': '到店',
  'cause.time': '到期',
  'cause.correction': '订单更正',
  'cause.override': '人工设定',
  'cause.override-ended': '恢复自动',
  overdue: '已过 {days} 天，是平时间隔 {gap} 天的 {ratio} 倍',
  'gap.forecast': '间隔按他自己的到店日推算',
  'gap.service-interval': '间隔按保养周期',
  ladder: '流失挽回第 {rung} 步，{day} 到期',
  'ladder.task': '已建任务',
  'held.override': '人工设定了阶段，暂不建任务',
  'held.no-advisor': '没有在职顾问跟进，没有建任务',
  'held.day-full': '顾问今天的挽回任务已满，明天再建',
  'held.opted-out': '客户不愿被打扰，不建任务',
  'held.day-cap': '今天已联系过，次日再建',
  'held.week-cap': '本周联系已满，过后再建',
  'held.month-cap': '本月联系已满，过后再建',
  'grade.spend': '两年服务消费',
  'grade.vehicle': '在本店购车',
  'grade.visits': '两年到店',
  'grade.recency': '最近到店',
  'grade.value': '预计一年价值',
  'grade.rule': '{a} 分起为 A，{b} 分起为 B',
  'grade.none': '还没有到店消费，不评等级',
  'relation.contact': '最近联系',
  'relation.replies': '客户回复（半年）',
  'relation.visits': '到店（一年）',
  'relation.links': '打开链接（90 天）',
  'relation.groups': '在我们的群',
  'relation.moments': '朋友圈互动（90 天）',
  'part.buying': '买车过程',
  'buying.days': '从第一次看车到买车 {days} 天',
  'buying.models': '看过或试驾过 {count} 个车型',
  'relation.rule': '0 最近，100 最远；每一项拉近距离',
  'value.days': '{days} 天内',
  'value.times': '{count} 次',
  'value.answered': '发 {sends} 条，回 {count} 次',
  'value.groups': '{count} 个',
  'value.never': '没有',
  points: '{points}/{most}',
} as const
const en: Record<keyof typeof zh, string> = {
  'part.stage': 'Stage',
  'part.grade': 'Owner grade',
  'part.distance': 'Distance',
  'part.changes': 'Changes',
  'part.move': '{from} → {to}',
  'rule.no-visit': 'Last visit {day}: no visit for {months} months',
  'rule.no-visit-lead': 'No visit for {months} months since added',
  'rule.never-came': 'Has not been here yet',
  'rule.one-visit': 'Has been here once',
  'rule.never-paid': 'Has been here, nothing paid yet',
  'rule.growing': 'Comes back; not yet {count} paid visits or {months} months',
  'rule.regular': '{count} paid visits or more, the first {months} months ago or earlier',
  'rule.override': 'Set by {name} until {day}: {reason}',
  'rule.would-be': 'The rule says {stage}',
  since: 'Since {day}',
  'cause.first': 'First look',
  'cause.visit': 'Visit',
  'cause.time': 'Time passed',
  'cause.correction': 'Orders corrected',
  'cause.override': 'Set by hand',
  'cause.override-ended': 'Back to the rule',
  overdue: '{days} days away: {ratio}× the usual {gap} days',
  'gap.forecast': 'Interval from their own visits',
  'gap.service-interval': 'Interval of regular service',
  ladder: 'Win-back step {rung}, due {day}',
  'ladder.task': 'Task is set',
  'held.override': 'Stage set by hand: no task for now',
  'held.no-advisor': 'No active advisor follows: no task',
  'held.day-full': 'The advisor’s win-back tasks for today are full; tomorrow',
  'held.opted-out': 'Does not want to be contacted: no task',
  'held.day-cap': 'Contacted today; the day after',
  'held.week-cap': 'Contacted enough this week; later',
  'held.month-cap': 'Contacted enough this month; later',
  'grade.spend': 'Services, 2 years',
  'grade.vehicle': 'Cars bought here',
  'grade.visits': 'Visits, 2 years',
  'grade.recency': 'Last visit',
  'grade.value': 'Expected value, 1 year',
  'grade.rule': 'A from {a} points, B from {b}',
  'grade.none': 'Not graded before the first visit',
  'relation.contact': 'Last contact',
  'relation.replies': 'Replies, ½ year',
  'relation.visits': 'Visits, 1 year',
  'relation.links': 'Links opened, 90 days',
  'relation.groups': 'In our groups',
  'relation.moments': 'Moments, 90 days',
  'part.buying': 'How they buy',
  'buying.days': '{days:day|days} from the first look to the car',
  'buying.models': '{count:model|models} driven or seen',
  'relation.rule': '0 is closest, 100 farthest; each part brings closer',
  'value.days': 'within {days} days',
  'value.times': '{count:time|times}',
  'value.answered': '{count} to {sends:message|messages}',
  'value.groups': '{count}',
  'value.never': 'none',
  points: '{points}/{most}',
}

export const standingText = createTexts(zh, en)
const keys: Readonly<Record<string, unknown>> = zh

/** A cause or a reason to hold back that is newer than this page stands as it is. */
export function causeText(cause: string): string {
  const key = `cause.${cause}`
  return Object.hasOwn(keys, key) ? standingText(key as 'cause.visit') : cause
}

export function heldText(held: string): string {
  const key = `held.${held}`
  return Object.hasOwn(keys, key) ? standingText(key as 'held.override') : held
}

export const gradePartText = (part: GradePart): string => standingText(`grade.${part}`)
export const relationPartText = (part: RelationPart): string => standingText(`relation.${part}`)
