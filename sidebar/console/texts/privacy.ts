import { createTexts } from '../../ui/i18n.ts'

export const zh = {
  title: '个人信息',
  note: '应本人要求导出或删除。两件事都会记入审计。',
  export: '导出全部信息',
  erase: '删除个人信息',
  eraseTitle: '删除个人信息',
  eraseText: '姓名、电话、会员号、车牌、备注、跟进内容等会被清除，不能恢复；金额和次数等统计保留。',
  reason: '原因',
  reasonHint: '例如：本人 3 月 2 日来电要求',
  erased: '个人信息已删除',
  followed:
    '还有 {count} 位员工在企业微信里加着这位客户，同步会把信息带回来。请先在企业微信里删除客户，再来删除。',
} as const

export const en: Record<keyof typeof zh, string> = {
  title: 'Personal data',
  note: 'Exported or erased at the person’s own request. Both are audited.',
  export: 'Export everything',
  erase: 'Erase',
  eraseTitle: 'Erase personal data',
  eraseText:
    'Name, phone, member number, plates, remarks and notes are removed for good; amounts and counts stay.',
  reason: 'Reason',
  reasonHint: 'For example: asked by phone on 2 March',
  erased: 'Personal data erased',
  followed:
    '{count:colleague still has|colleagues still have} this customer in WeCom, and the sync would bring the data back. Delete the customer in WeCom first.',
}

export const privacy = createTexts(zh, en)
