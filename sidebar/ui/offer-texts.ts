import { createTexts } from './i18n.ts'

const zh = {
  title: '搭配推荐',
  why: '做{left}的 {total} 次到店里，{share} 同时做了（{count} 例）',
  in: '有货',
  out: '缺货',
  none: '暂无可推荐：常搭配的都已经有了。',
  off: '公司已关闭搭配推荐。',
  'not-mined': '还没有分析过商品组合，导入订单后自动开始。',
  'not-enough-data': '数据不足：订单还太少，算不出可靠的搭配。',
  'too-many': '组合太多，管理员需要先整理项目名称。',
} as const

const en: Record<keyof typeof zh, string> = {
  title: 'Goes with it',
  why: 'Of {total} visits with {left}, {share} took it too ({count} cases)',
  in: 'In stock',
  out: 'Out of stock',
  none: 'Nothing to offer: what usually goes with it is there already.',
  off: 'The company switched combinations off.',
  'not-mined': 'Combinations are not known yet; they are looked for after an import of orders.',
  'not-enough-data': 'Not enough data: too few orders for combinations one can rely on.',
  'too-many': 'Too many combinations: the names of items need tidying first.',
}

export const offersText = createTexts(zh, en)
