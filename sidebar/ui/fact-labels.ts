import type { Facts } from '../api/customers.ts'
import { dayOf, formatShortDay } from './format.ts'
import { createTexts } from './i18n.ts'

type Fact = Facts['items'][number]

const zh = {
  name: '姓名',
  gender: '性别',
  birthday: '生日',
  age: '年龄',
  city: '城市',
  address: '地址',
  family: '家庭',
  children: '子女',
  income: '收入',
  occupation: '职业',
  education: '学历',
  interests: '兴趣',
  driving: '驾驶',
  budget: '预算',
  modelWanted: '意向车型',
  preferredStore: '常去门店',
  preferredTime: '方便时间',
  memberNo: '会员号',
  company: '公司',
  description: '描述',
  addWay: '添加方式',
  channel: '渠道',
  vehicle: '车辆',
  deliveredOn: '交付日期',
  lastServiceOn: '上次保养',
  nextServiceOn: '下次保养',
  warrantyEndsOn: '质保到期',
  insuranceEndsOn: '保险到期',
  inspectionDueOn: '年检到期',
  odometerKm: '里程（公里）',
  firstSeenAt: '首次记录',
  wecom: '来自企业微信',
  orders: '来自订单',
  computed: '由系统推算',
  self: '客户自己说的',
  staff: '顾问填写',
  survey: '来自问卷',
  other: '另有说法',
} as const
const en: Record<keyof typeof zh, string> = {
  name: 'Name',
  gender: 'Gender',
  birthday: 'Birthday',
  age: 'Age',
  city: 'City',
  address: 'Address',
  family: 'Family',
  children: 'Children',
  income: 'Income',
  occupation: 'Occupation',
  education: 'Education',
  interests: 'Interests',
  driving: 'Driving',
  budget: 'Budget',
  modelWanted: 'Wants',
  preferredStore: 'Store',
  preferredTime: 'Best time',
  memberNo: 'Member no.',
  company: 'Company',
  description: 'Description',
  addWay: 'Added by',
  channel: 'Channel',
  vehicle: 'Vehicle',
  deliveredOn: 'Delivered',
  lastServiceOn: 'Last service',
  nextServiceOn: 'Next service',
  warrantyEndsOn: 'Warranty ends',
  insuranceEndsOn: 'Insurance ends',
  inspectionDueOn: 'Inspection due',
  odometerKm: 'Odometer (km)',
  firstSeenAt: 'First seen',
  wecom: 'from WeCom',
  orders: 'from orders',
  computed: 'calculated',
  self: 'told by the customer',
  staff: 'noted by an advisor',
  survey: 'from a survey',
  other: 'also said',
}
const text = createTexts(zh, en)
const known = (key: string): key is keyof typeof zh => Object.hasOwn(zh, key)

/** A field this build does not know keeps its own name rather than vanish. */
export function factLabel(field: string): string {
  const [name = field] = field.split(':')
  return known(name) ? text(name) : name
}

/** `wayOf` names the ways of adding, of which each app has its own words. */
export function factValue({ field, value }: Fact, wayOf: (way: number) => string): string {
  if (field === 'addWay') return wayOf(Number(value))
  return field === 'firstSeenAt' ? dayOf(value) : value
}

export function sourceText(source: string): string {
  return known(source) ? text(source) : source
}

/** Where it comes from, and since when: a source that is no key is a colleague's name. */
export function factSource({ field, source, at }: Fact): string {
  const other = field.endsWith(':other') ? text('other') : ''
  return [other, sourceText(source), at ? formatShortDay(at) : ''].filter(Boolean).join(' · ')
}
