import { isActionRule, type ActionReasons, type ActionRule } from '../../server/domain/actions.ts'
import { toTierCode } from '../../server/domain/tiers.ts'
import { daysFromToday, formatMoney, formatShortDay } from './format.ts'
import { createTexts } from './i18n.ts'
import { tierText } from './texts.ts'

// One entry for each rule: a new rule without its words does not compile.

const zh = {
  'service-overdue': '保养已过期，邀约到店',
  'service-due': '保养窗口邀约',
  'insurance-due': '续保提醒',
  'quote-follow-up': '报价跟进',
  'warranty-ending': '质保到期提醒',
  'important-keep': '重要客户唤回',
  'trade-in-window': '置换意向沟通',
  'win-back-3m': '三个月未到店关怀',
  'win-back-5m': '五个月未到店唤回',
  'win-back-7m': '流失前挽回',
  'inherited-greeting': '接手问候',
  'new-contact-greeting': '新客问候',
  'high-value-care': '高价值客户关怀',
  'reply-pending': '客户在等回复',
  'churn-warning': '流失预警关怀',
  'inspection-due': '年检到期提醒',
  'next-level': '差一次升级',
  'combo-offer': '搭配推荐',
  'new-owner-care': '新车主关怀',
  reactivation: '欢迎回来',
  birthday: '生日祝福',
  'benefit-ending': '权益快到期',
  other: '跟进建议',
  'why.overdue': '保养应在 {day} 做，已过 {count} 天',
  'why.due': '按里程和时间推算，保养在 {count} 天后到期',
  'why.due-since': '上次保养 {since} 天前，下次在 {count} 天后到期',
  'why.insurance': '保险 {day} 到期，还有 {count} 天',
  'why.inherited': '{day} 由{name}转交给你，还没打过招呼',
  'why.quote': '{day} 报过价「{title}」，{count} 天没有下文',
  'why.warranty': '质保 {day} 到期，还有 {count} 天',
  'why.keep': '{tier}客户，{count} 天没有到店，服务消费 {money}',
  'why.trade-age': '车龄已 {count} 个月',
  'why.trade-tag': '有标签「{tag}」',
  'why.away': '最近到店 {day}，已 {count} 天',
  'why.new': '添加于 {day}，还没有记过跟进',
  'why.care': '{tier}客户，到店 {times} 次，服务消费 {money}，{count} 天没有联系到店',
  'why.reply': '客户 {day} 回复过，还没有人接着聊',
  'why.reply-call': '客户 {day} 来过电话，还没有人跟进',
  'why.reply-complaint': '客户 {day} 有投诉，还没有人回复',
  'why.churn': '半年内不再到店的可能是 {percent}%，最近到店 {day}',
  'why.inspection': '年检 {day} 到期，还有 {count} 天',
  'why.level': '已付费到店 {visits} 次，再来一次就是{level}（{needed} 次）',
  'why.combo': '买过「{given}」的客户 {percent}% 也买了「{item}」（{count} 位）',
  'why.owner': '{day} 交车，已用 {count} 天',
  'why.back': '隔了 {away} 天，{day} 又来店里',
  'why.birthday': '生日 {day}',
  'why.benefit': '「{name}」{day} 到期，还有 {count} 天',
  'why.benefit-more': '「{name}」{day} 到期，还有 {count} 天；另有 {others} 项也快到期',
  'why.other': '系统根据最近的变化提出',
  'note.overdue': '已过 {count} 天',
  'note.left': '还有 {count} 天',
  'note.ago': '{count} 天前',
  'note.away': '{count} 天未到店',
  'note.months': '车龄 {count} 个月',
  'note.percent': '{percent}%',
  'join.and': '，',
} as const
const en: Record<keyof typeof zh, string> = {
  'service-overdue': 'Service overdue: invite',
  'service-due': 'Service window',
  'insurance-due': 'Insurance renewal',
  'quote-follow-up': 'Follow up the quote',
  'warranty-ending': 'Warranty is ending',
  'important-keep': 'Bring a top customer back',
  'trade-in-window': 'Talk about a trade-in',
  'win-back-3m': 'Not here for 3 months',
  'win-back-5m': 'Not here for 5 months',
  'win-back-7m': 'Win back before lost',
  'inherited-greeting': 'Greet as the new advisor',
  'new-contact-greeting': 'Greet a new contact',
  'high-value-care': 'Care for a top customer',
  'reply-pending': 'The customer is waiting',
  'churn-warning': 'May stop coming',
  'inspection-due': 'Inspection is due',
  'next-level': 'One visit to the next level',
  'combo-offer': 'Goes well with it',
  'new-owner-care': 'Care after delivery',
  reactivation: 'Welcome back',
  birthday: 'Birthday',
  'benefit-ending': 'A benefit ends soon',
  other: 'Suggestion',
  'why.overdue': 'service was due {day}, {count:day|days} ago',
  'why.due': 'by mileage and time, service is due in {count:day|days}',
  'why.due-since': 'last service {since:day|days} ago, next in {count:day|days}',
  'why.insurance': 'insurance ends {day}, in {count:day|days}',
  'why.inherited': '{name} handed this customer to you on {day}, not greeted yet',
  'why.quote': 'quoted “{title}” on {day}, {count:day|days} without an answer',
  'why.warranty': 'warranty ends {day}, in {count:day|days}',
  'why.keep': '{tier}, no visit for {count:day|days}, spent {money}',
  'why.trade-age': 'the car is {count:month|months} old',
  'why.trade-tag': 'tagged “{tag}”',
  'why.away': 'last visit {day}, {count:day|days} ago',
  'why.new': 'added {day}, no note yet',
  'why.care': '{tier}, {times:visit|visits}, spent {money}, last {count:day|days} ago',
  'why.reply': 'the customer answered on {day}, nobody has gone on',
  'why.reply-call': 'the customer called on {day}, nobody has followed up',
  'why.reply-complaint': 'the customer complained on {day}, nobody has answered',
  'why.churn': '{percent}% likely not to come in half a year, last visit {day}',
  'why.inspection': 'inspection is due {day}, in {count:day|days}',
  'why.level': '{visits:paid visit|paid visits}; one more makes {level} ({needed})',
  'why.combo': '{percent}% who bought “{given}” also bought “{item}” ({count})',
  'why.owner': 'delivered {day}, {count:day|days} ago',
  'why.back': 'back on {day} after {away:day|days}',
  'why.birthday': 'birthday on {day}',
  'why.benefit': '“{name}” ends {day}, in {count:day|days}',
  'why.benefit-more': '“{name}” ends {day}, in {count:day|days}; {others} more soon',
  'why.other': 'suggested after a recent change',
  'note.overdue': '{count:day|days} late',
  'note.left': '{count:day|days} left',
  'note.ago': '{count:day|days} ago',
  'note.away': '{count:day|days} away',
  'note.months': '{count:month|months} old',
  'note.percent': '{percent}%',
  'join.and': ', ',
}
export const actionCatalogues = { zh, en }
const text = createTexts(zh, en)

export interface ActionText {
  title: string
  /** The sentence behind 依据. */
  why: string
  /** A few words for the collapsed line. */
  note: string
}
type Why = Omit<ActionText, 'title'>

const away = ({ lastVisitOn, daysAgo }: { lastVisitOn: string; daysAgo: number }): Why => ({
  why: text('why.away', { day: formatShortDay(lastVisitOn), count: daysAgo }),
  note: text('note.away', { count: daysAgo }),
})

const reasons: { [Rule in ActionRule]: (reason: ActionReasons[Rule]) => Why } = {
  'service-overdue': ({ dueOn, overdueDays }) => ({
    why: text('why.overdue', { day: formatShortDay(dueOn), count: overdueDays }),
    note: text('note.overdue', { count: overdueDays }),
  }),
  'service-due': ({ inDays, sinceDays }) => ({
    why:
      sinceDays === undefined
        ? text('why.due', { count: inDays })
        : text('why.due-since', { since: sinceDays, count: inDays }),
    note: text('note.left', { count: inDays }),
  }),
  'insurance-due': ({ dueOn, inDays }) => ({
    why: text('why.insurance', { day: formatShortDay(dueOn), count: inDays }),
    note: text('note.left', { count: inDays }),
  }),
  'quote-follow-up': ({ quotedOn, daysAgo, title }) => ({
    why: text('why.quote', { day: formatShortDay(quotedOn), title, count: daysAgo }),
    note: text('note.ago', { count: daysAgo }),
  }),
  'warranty-ending': ({ dueOn, inDays }) => ({
    why: text('why.warranty', { day: formatShortDay(dueOn), count: inDays }),
    note: text('note.left', { count: inDays }),
  }),
  'important-keep': ({ code, daysAgo, monetaryFen }) => ({
    why: text('why.keep', { tier: tierWord(code), count: daysAgo, money: formatMoney(monetaryFen) }),
    note: text('note.away', { count: daysAgo }),
  }),
  'trade-in-window': ({ months, tag }) => ({
    why: [
      months === undefined ? '' : text('why.trade-age', { count: months }),
      tag === undefined ? '' : text('why.trade-tag', { tag }),
    ]
      .filter(Boolean)
      .join(text('join.and')),
    note: months === undefined ? (tag ?? '') : text('note.months', { count: months }),
  }),
  'win-back-3m': away,
  'win-back-5m': away,
  'win-back-7m': away,
  'inherited-greeting': ({ fromName, takenOn, daysAgo }) => ({
    why: text('why.inherited', { name: fromName, day: formatShortDay(takenOn) }),
    note: daysAgo > 0 ? text('note.ago', { count: daysAgo }) : formatShortDay(takenOn),
  }),
  'new-contact-greeting': ({ addedOn, daysAgo }) => ({
    why: text('why.new', { day: formatShortDay(addedOn) }),
    note: daysAgo > 0 ? text('note.ago', { count: daysAgo }) : formatShortDay(addedOn),
  }),
  'high-value-care': ({ code, frequency, monetaryFen, daysAgo }) => ({
    why: text('why.care', {
      tier: tierWord(code),
      times: frequency,
      money: formatMoney(monetaryFen),
      count: daysAgo,
    }),
    note: text('note.away', { count: daysAgo }),
  }),
  'reply-pending': ({ repliedOn, daysAgo, what }) => ({
    why: text(what === 'call' || what === 'complaint' ? ANSWERS[what] : 'why.reply', {
      day: formatShortDay(repliedOn),
    }),
    note: daysAgo > 0 ? text('note.ago', { count: daysAgo }) : formatShortDay(repliedOn),
  }),
  'churn-warning': ({ percent, lastVisitOn }) => ({
    why: text('why.churn', { percent, day: formatShortDay(lastVisitOn) }),
    note: text('note.percent', { percent }),
  }),
  'inspection-due': ({ dueOn, inDays }) => ({
    why: text('why.inspection', { day: formatShortDay(dueOn), count: inDays }),
    note: text('note.left', { count: inDays }),
  }),
  'next-level': ({ level, visits, needed }) => ({
    why: text('why.level', { level, visits, needed }),
    note: level,
  }),
  'combo-offer': ({ given, item, percent, count }) => ({
    why: text('why.combo', { given, item, percent, count }),
    note: item,
  }),
  'new-owner-care': ({ deliveredOn, daysAgo }) => ({
    why: text('why.owner', { day: formatShortDay(deliveredOn), count: daysAgo }),
    note: text('note.ago', { count: daysAgo }),
  }),
  reactivation: ({ visitedOn, daysAgo, awayDays }) => ({
    why: text('why.back', { day: formatShortDay(visitedOn), away: awayDays }),
    note: text('note.ago', { count: daysAgo }),
  }),
  birthday: ({ on, inDays }) => ({
    why: text('why.birthday', { day: formatShortDay(on) }),
    note: inDays > 0 ? text('note.left', { count: inDays }) : formatShortDay(on),
  }),
  'benefit-ending': ({ name, dueOn, inDays, others }) => ({
    why: text(others > 0 ? 'why.benefit-more' : 'why.benefit', {
      name,
      day: formatShortDay(dueOn),
      count: inDays,
      others,
    }),
    note: inDays > 0 ? text('note.left', { count: inDays }) : formatShortDay(dueOn),
  }),
}

const ANSWERS = { call: 'why.reply-call', complaint: 'why.reply-complaint' } as const

/** The name alone, where no reason is at hand. */
export function actionTitle(rule: string): string {
  return text(isActionRule(rule) ? rule : 'other')
}

/** The words of a proposal. The values come from the rule of the same name on the server; their types are shared. */
export function actionText(rule: string, reason: Readonly<Record<string, string | number>>): ActionText {
  if (!isActionRule(rule)) return { title: text('other'), why: text('why.other'), note: '' }
  const explain = reasons[rule] as (reason: Readonly<Record<string, string | number>>) => Why
  return { title: text(rule), ...explain(asOfToday(reason)) }
}

const AHEAD = ['dueOn', 'on']
const PAST = ['repliedOn', 'takenOn', 'quotedOn', 'lastVisitOn', 'addedOn', 'deliveredOn', 'visitedOn']
/** From which day the days of a reason are counted, and whether it lies ahead. */
const COUNTED = [
  { days: 'inDays', from: AHEAD, sign: 1 },
  { days: 'overdueDays', from: AHEAD, sign: -1 },
  { days: 'daysAgo', from: PAST, sign: -1 },
  { days: 'sinceDays', from: ['lastServiceOn'], sign: -1 },
]

/** A proposal may be some days old: its days are counted anew, so that they agree with what stands beside it. */
function asOfToday(
  reason: Readonly<Record<string, string | number>>,
): Readonly<Record<string, string | number>> {
  const fresh = { ...reason }
  for (const { days, from, sign } of COUNTED) {
    const day = from.map((name) => reason[name]).find((value) => typeof value === 'string')
    if (days in reason && day !== undefined) fresh[days] = Math.max(0, sign * daysFromToday(day))
  }
  return fresh
}

function tierWord(code: number): string {
  return tierText(toTierCode(code) ?? 0)
}
