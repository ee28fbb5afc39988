import { formatMoney, formatNumber } from './format.ts'
import { createTexts } from './i18n.ts'

/** Words about referrals that both apps use. */
export const zh = {
  credited: '有效',
  refused: '无效',
  'reason.self': '是本人（同一人、同一手机或微信）',
  'reason.circular': '互相介绍，不计',
  'reason.twice': '已有介绍人',
  'reason.existing': '介绍前已是我们的客户',
  'reason.too-late': '添加已超过 30 天',
  'event.added': '添加',
  'event.visit': '首次到店',
  'event.purchase': '首次消费',
  'reward.earned': '待审核',
  'reward.approved': '待发放',
  'reward.paid': '已发放',
  'reward.refused': '已拒绝',
  points: '{count} 积分',
} as const
export const en: Record<keyof typeof zh, string> = {
  credited: 'Counts',
  refused: 'Does not count',
  'reason.self': 'The same person, phone or WeChat',
  'reason.circular': 'They referred each other',
  'reason.twice': 'Has a referrer already',
  'reason.existing': 'Was a customer before',
  'reason.too-late': 'Added more than 30 days ago',
  'event.added': 'Added',
  'event.visit': 'First visit',
  'event.purchase': 'First purchase',
  'reward.earned': 'To review',
  'reward.approved': 'To pay',
  'reward.paid': 'Paid',
  'reward.refused': 'Refused',
  points: '{count} points',
}
export const referralText = createTexts(zh, en)

export const rewardAmount = (unit: 'fen' | 'points', amount: number): string =>
  unit === 'fen'
    ? formatMoney(amount, { full: true })
    : referralText('points', { count: formatNumber(amount) })
