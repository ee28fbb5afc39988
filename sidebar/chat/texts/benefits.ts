import { createTexts } from '../../ui/i18n.ts'

// Level and benefits in full: opened now and then.

const zh = {
  title: '等级与权益',
  level: '会员等级',
  none: '还没有等级',
  'why.visits': '近 {days} 天付费到店 {count} 次',
  'why.none': '近 {days} 天没有付费到店，到店并付费后开始累计',
  'why.next': '满 {visits} 次升{level}，还差 {count} 次',
  'why.top': '已是最高等级',
  'no-levels': '公司还没有设会员等级',
  benefits: '卡券与权益',
  empty: '这位客户没有卡券或权益',
  untold: '还没有系统送来卡券或权益，不代表客户没有',
  open: '可用',
  used: '已使用',
  expired: '已过期',
  cancelled: '已取消',
  'open.until': '{day} 到期',
  'open.no-end': '没有到期日',
  'open.left': '还剩 {count} 天',
  'open.today': '今天到期',
  'over.on': '{day}',
  from: '来自{source}',
} as const

const en: Record<keyof typeof zh, string> = {
  title: 'Level and benefits',
  level: 'Level',
  none: 'No level yet',
  'why.visits': '{count:paid visit|paid visits} within {days} days',
  'why.none': 'No paid visit within {days} days; the first one begins to count',
  'why.next': '{visits} make {level}, {count} to go',
  'why.top': 'Highest level',
  'no-levels': 'The company has set no levels',
  benefits: 'Coupons and benefits',
  empty: 'This customer has no coupons or benefits',
  untold: 'No system tells us of coupons or benefits yet: the customer may have some',
  open: 'Open',
  used: 'Used',
  expired: 'Expired',
  cancelled: 'Cancelled',
  'open.until': 'ends {day}',
  'open.no-end': 'no last day',
  'open.left': '{count:day|days} left',
  'open.today': 'ends today',
  'over.on': '{day}',
  from: 'from {source}',
}

export const bt = createTexts(zh, en)
