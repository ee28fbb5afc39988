import { createTexts } from '../../ui/i18n.ts'

const zh = {
  open: '识别到店客户',
  about: '每次识别都会记录，每小时最多 60 次。',
  label: '车牌、手机号、车架号或会员号',
  find: '识别',
  none: '没有这位客户。',
  notAKey: '这不是车牌、手机号、车架号或会员号。',
  quarantined: '这个键出现在很多客户上，已停用，请换一个问客户。',
  elsewhere: '这位客户属于{unit}，您看不到资料。',
  nobody: '这位客户现在没有顾问跟进，请找管理员分配。',
  visit: '最近到店 {day}',
  noVisit: '没有到店记录',
  staff: '顾问 {names}',
  profile: '打开资料',
  noContact: '不是微信联系人，没有可以打开的资料。',
} as const
const en: Record<keyof typeof zh, string> = {
  open: 'Who has come',
  about: 'Every question is recorded; at most 60 an hour.',
  label: 'Plate, phone, VIN or member number',
  find: 'Find',
  none: 'No such customer.',
  notAKey: 'This is no plate, phone, VIN or member number.',
  quarantined: 'This key stands for too many customers; ask for another one.',
  elsewhere: 'This customer belongs to {unit}; you cannot see more.',
  nobody: 'Nobody serves this customer now; ask an administrator.',
  visit: 'Last visit {day}',
  noVisit: 'No visit on record',
  staff: 'Advisor {names}',
  profile: 'Open profile',
  noContact: 'No WeChat contact: there is no profile to open.',
}
export const recogniseText = createTexts(zh, en)
