import type { RefusalError } from '../../api/intake.ts'
import { createTexts } from '../../ui/i18n.ts'
import { intake } from './intake.ts'

// What was refused of what other systems send, by field and reason. The words of the schema stay beside it as a detail.

export const zh = {
  item: '整条记录',
  kind: '类型',
  id: '编号',
  at: '时间',
  person: '客户',
  data: '内容',
  phone: '手机号',
  unionid: 'unionid',
  externalUserid: '外部联系人 ID',
  memberNo: '会员号',
  openid: 'openid',
  appid: '公众号或小程序的 appid',
  customerId: '来源系统的客户号',
  system: '客户号所属的系统',
  plate: '车牌',
  vin: '车架号',
  name: '名称',
  type: '订单类型',
  title: '标题',
  paidFen: '实付（分）',
  refundedFen: '退款（分）',
  amountFen: '金额（分）',
  premiumFen: '保费（分）',
  valueFen: '面值（分）',
  amount: '数值',
  status: '订单状态',
  state: '状态',
  storeName: '门店',
  vehicleModel: '车型',
  model: '车型',
  odometerKm: '里程（公里）',
  ownedFrom: '拥有自',
  ownedTo: '拥有至',
  deliveredOn: '交车日期',
  warrantyEndsOn: '质保到期',
  insuranceEndsOn: '保险到期',
  inspectionDueOn: '年检到期',
  readOn: '读表日期',
  expiresOn: '到期日期',
  dueOn: '到期日期',
  endsOn: '到期日期',
  number: '券号',
  fields: '资料字段',
  score: '分数',
  text: '文字',
  purpose: '用途',
  scene: '场景',
  direction: '方向',
  seconds: '秒数',
  subject: '主题',
  km: '公里',
  link: '链接',
  page: '页面',
  userAgent: '浏览器标识',
  insurer: '保险公司',
  channel: '渠道',
  dataItem: '项目',
  left: '库存',
} as const

export const en: Record<keyof typeof zh, string> = {
  item: 'Whole item',
  kind: 'Kind',
  id: 'Id',
  at: 'Time',
  person: 'Customer',
  data: 'Content',
  phone: 'Phone',
  unionid: 'unionid',
  externalUserid: 'External user id',
  memberNo: 'Member no.',
  openid: 'openid',
  appid: 'appid of the account or mini program',
  customerId: 'Customer id of the other system',
  system: 'System of the customer id',
  plate: 'Plate',
  vin: 'VIN',
  name: 'Name',
  type: 'Order type',
  title: 'Title',
  paidFen: 'Paid (fen)',
  refundedFen: 'Refunded (fen)',
  amountFen: 'Amount (fen)',
  premiumFen: 'Premium (fen)',
  valueFen: 'Face value (fen)',
  amount: 'Amount',
  status: 'Order status',
  state: 'State',
  storeName: 'Store',
  vehicleModel: 'Model',
  model: 'Model',
  odometerKm: 'Odometer (km)',
  ownedFrom: 'Owned from',
  ownedTo: 'Owned to',
  deliveredOn: 'Delivered on',
  warrantyEndsOn: 'Warranty ends',
  insuranceEndsOn: 'Insurance ends',
  inspectionDueOn: 'Inspection due',
  readOn: 'Read on',
  expiresOn: 'Expires on',
  dueOn: 'Due on',
  endsOn: 'Ends on',
  number: 'Coupon no.',
  fields: 'Profile field',
  score: 'Score',
  text: 'Text',
  purpose: 'Purpose',
  scene: 'Scene',
  direction: 'Direction',
  seconds: 'Seconds',
  subject: 'Subject',
  km: 'Kilometres',
  link: 'Link',
  page: 'Page',
  userAgent: 'Browser',
  insurer: 'Insurer',
  channel: 'Channel',
  dataItem: 'Item',
  left: 'Left in stock',
}
const text = createTexts(zh, en)

/** 'data.item' is a field; 'item' alone stands here for all of it. */
const NAMED: Readonly<Record<string, keyof typeof zh>> = { 'data.item': 'dataItem', '': 'item' }

/** The field a path leads to; one that we have no word for keeps its own name. */
export function refusedField(path: string): string {
  const named = NAMED[path]
  if (named) return text(named)
  const parts = path.split('.')
  const last = parts.at(-1) ?? ''
  if (parts[1] === 'fields' && parts.length > 2) return `${text('fields')} ${last}`
  return last !== 'item' && Object.hasOwn(zh, last) ? text(last as keyof typeof zh) : path
}

const isDate = (path: string): boolean => path === 'at' || /(On|owned(From|To))$/.test(path)

/** What is wrong and what to do; '' when the service has only the words of its schema. */
export function refusedWhy({ path, reason }: Pick<RefusalError, 'path' | 'reason'>): string {
  if (reason === undefined) return ''
  return intake(reason === 'bad-format' && !isDate(path) ? 'reason.bad-format.other' : `reason.${reason}`)
}

/** One line for a list or a cell. */
export function refusedLine(error: RefusalError): string {
  const why = refusedWhy(error)
  const field = refusedField(error.path)
  return why === '' ? `${field} ${error.message}` : `${field} ${why} (${error.message})`
}
