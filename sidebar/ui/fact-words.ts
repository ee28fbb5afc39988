import {
  amountUnits,
  factKinds,
  factStates,
  type AmountUnit,
  type FactKind,
} from '../../server/domain/fact-kinds.ts'
import type { TimelineItem } from '../../server/features/timeline/contract.ts'
import { formatMoney } from './format.ts'
import type { IconName } from './icons.ts'
import { createTexts } from './i18n.ts'

const zh = {
  survey: '满意度回访',
  payment: '付款',
  coupon: '优惠券',
  benefit: '权益',
  'link-open': '打开链接',
  booking: '预约',
  'test-drive': '试驾',
  complaint: '投诉',
  review: '评价',
  call: '通话',
  'app-visit': '访问应用',
  partner: '合作场景',
  trip: '行程',
  inspection: '年检',
  insurance: '车险',
  warranty: '质保',
  other: '其他记录',
  'state.issued': '已发放',
  'state.used': '已使用',
  'state.expired': '已过期',
  'state.booked': '已预约',
  'state.done': '已完成',
  'state.cancelled': '已取消',
  'state.in': '呼入',
  'state.out': '呼出',
  'state.missed': '未接通',
  'state.open': '处理中',
  'state.closed': '已解决',
  'amount.score': '{n} 分',
  'amount.seconds': '{n} 秒',
  'amount.minutes': '{n} 分钟',
  'amount.km': '{n} 公里',
  of: '{kind}：{subject}',
} as const
const en: Record<keyof typeof zh, string> = {
  survey: 'Survey',
  payment: 'Payment',
  coupon: 'Coupon',
  benefit: 'Benefit',
  'link-open': 'Opened a link',
  booking: 'Booking',
  'test-drive': 'Test drive',
  complaint: 'Complaint',
  review: 'Review',
  call: 'Call',
  'app-visit': 'App visit',
  partner: 'Partner',
  trip: 'Trip',
  inspection: 'Inspection',
  insurance: 'Insurance',
  warranty: 'Warranty',
  other: 'Other record',
  'state.issued': 'issued',
  'state.used': 'used',
  'state.expired': 'expired',
  'state.booked': 'booked',
  'state.done': 'done',
  'state.cancelled': 'cancelled',
  'state.in': 'incoming',
  'state.out': 'outgoing',
  'state.missed': 'missed',
  'state.open': 'in progress',
  'state.closed': 'resolved',
  'amount.score': '{n:point|points}',
  'amount.seconds': '{n} s',
  'amount.minutes': '{n} min',
  'amount.km': '{n} km',
  of: '{kind}: {subject}',
}
export const factCatalogues = { zh, en }
const text = createTexts(zh, en)

const factIcons: Record<FactKind, IconName> = {
  survey: 'smile',
  payment: 'receipt',
  coupon: 'tag',
  benefit: 'tag',
  'link-open': 'link',
  booking: 'calendar',
  'test-drive': 'car',
  complaint: 'alert',
  review: 'chat',
  call: 'phone',
  'app-visit': 'eye',
  partner: 'store',
  trip: 'car',
  inspection: 'check',
  insurance: 'file',
  warranty: 'wrench',
}

export function factIcon(kind: string): IconName {
  return isFact(kind) ? factIcons[kind] : 'info'
}

type Detail = TimelineItem['detail']

/** The name of a kind of fact; null for one we have no words for. */
export function factLabel(kind: string): string | null {
  return isFact(kind) ? text(kind) : null
}

/** What happened and what is particular about it. A kind without words of ours shows the title it came with. */
export function factWords(kind: string, detail: Detail): { title: string; about: string } {
  const own = stringOf(detail['title'])
  const subject = stringOf(detail['subject'])
  const label = factLabel(kind) ?? (own || text('other'))
  const about = own && isFact(kind) && !subject ? own : subject
  return {
    title: about ? text('of', { kind: label, subject: about }) : label,
    about: factAbout(kind, detail),
  }
}

/** State, amount, place and words of a fact. */
export function factAbout(kind: string, detail: Detail): string {
  const said = stringOf(detail['text'])
  return [
    stateText(stringOf(detail['state'])),
    amountText(isFact(kind) ? amountUnits[kind] : null, detail['amount']),
    stringOf(detail['storeName']),
    said && `“${said}”`,
  ]
    .filter(Boolean)
    .join(' · ')
}

function amountText(unit: AmountUnit | null, amount: Detail[string] | undefined): string {
  if (typeof amount !== 'number') return ''
  switch (unit) {
    case 'yuan':
      return formatMoney(Math.round(amount * 100), { full: true })
    case 'seconds':
      return amount < 120
        ? text('amount.seconds', { n: Math.round(amount) })
        : text('amount.minutes', { n: Math.round(amount / 60) })
    case 'score':
    case 'km':
      return text(`amount.${unit}`, { n: amount })
    case null:
      return String(amount)
  }
}

function stateText(state: string): string {
  const known = factStates.find((name) => name === state)
  return known ? text(`state.${known}`) : state
}

function isFact(kind: string): kind is FactKind {
  return factKinds.some((name) => name === kind)
}

function stringOf(value: Detail[string] | undefined): string {
  return typeof value === 'string' ? value : ''
}
