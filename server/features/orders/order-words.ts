import type { OrderKind } from './contract.ts'

/** What a cell says when it means nothing. */
export function isBlank(text: string): boolean {
  return /^(?:[-—–/\\.·]*|0|无|空|暂无|未知|未上牌|null|none|n\/?a)$/i.test(text)
}

// A quote for a new car is a visit, and maintenance of a new car is a service: so the more special words come first.
const KINDS: readonly [OrderKind, RegExp][] = [
  ['visit', /^visit$|到店|来访|试驾|试乘|报价|询价|咨询|看车|预约/i],
  [
    'service',
    /^service$|保养|维修|修理|精品|配件|保险|续保|延保|美容|洗车|钣喷|喷漆|服务|检测|年检|救援|充电|轮胎|贴膜/i,
  ],
  ['vehicle', /^vehicle$|新车|二手车|整车|交付|交车|提车|购车|售车|销售/i],
]

export function kindOf(text: string): OrderKind | null {
  return KINDS.find(([, words]) => words.test(text))?.[0] ?? null
}

export type OrderStatus = 'done' | 'cancelled' | 'refunded'

const STATUSES: readonly [OrderStatus, RegExp][] = [
  ['done', /^(?:done|completed?|paid|finished|closed|success|partially refunded|部分退款)$/i],
  ['refunded', /^(?:refunded|已?全额退款|已退款|已退|退款完成)$/i],
  ['cancelled', /^(?:cancell?ed|void|已?取消|已?作废|已?关闭|无效|已?撤销)$/i],
  ['done', /^(?:已?完成|已?结算|已?支付|已?付款|已?交付|已?收款|已?到店|正常|有效|成功|已?结清|已?出库)$/],
]

/** Nothing said means done. null: not a word we know, so it may be an order that is not finished. */
export function statusOf(text: string): OrderStatus | null {
  if (text === '' || isBlank(text)) return 'done'
  return STATUSES.find(([, words]) => words.test(text))?.[0] ?? null
}
