import type { ChoiceField, Measure, RangeField } from './condition.ts'

export type Tongue = 'zh-CN' | 'en'

/** Words of one language; a new field without them does not compile. */
export interface Words {
  choice: Record<ChoiceField, string>
  range: Record<RangeField, string>
  measure: Record<Measure, string>
  kinds: Record<string, string>
  relation: Record<string, string>
  gender: Record<string, string>
  tier: Record<string, string>
  stage: Record<string, string>
  churnBand: Record<string, string>
  /** {month} */
  month: string
  name: string
  noValue: string
  everyone: string
  nobody: string
  is: string
  isNot: string
  contains: string
  /** {days} */
  within: string
  ever: string
  /** {text} */
  about: string
  /** {what} */
  not: string
  and: string
  or: string
  comma: string
  between: string
  /** {count} */
  more: string
}

const zh: Words = {
  choice: {
    relation: '关系',
    gender: '性别',
    unit: '门店',
    owner: '跟进人',
    addWay: '添加方式',
    channel: '渠道',
    group: '客户群',
    corpTag: '企业标签',
    tag: '标签',
    tier: '分层',
    stage: '阶段',
    grade: '车主等级',
    churnBand: '流失风险',
    birthdayMonth: '生日月份',
    model: '车型',
  },
  range: {
    followedDays: '添加天数',
    groups: '所在群数',
    recencyDays: '距最近到店天数',
    visitDays: '到店天数（分层周期内）',
    spentYuan: '服务消费（元，分层周期内）',
    recencyScore: '最近到店分',
    frequencyScore: '到店频次分',
    monetaryScore: '消费分',
    distance: '关系距离（0 近，100 远）',
    churnPercent: '流失可能（%）',
    clvYuan: '未来一年价值（元）',
    nextVisitInDays: '预计下次到店还有（天）',
    replacementInDays: '预计换车还有（天）',
    responsePercent: '回应可能（%）',
    vehicles: '车辆数',
    vehicleAgeMonths: '车龄（月）',
    serviceInDays: '保养到期还有（天）',
    warrantyInDays: '质保到期还有（天）',
    insuranceInDays: '保险到期还有（天）',
    inspectionInDays: '年检到期还有（天）',
  },
  measure: {
    count: '次数',
    sum: '金额合计',
    'days-since-last': '距最近一次天数',
    'days-since-first': '距第一次天数',
    interest: '兴趣分（0–100，购车后重计）',
  },
  kinds: {
    'order-vehicle': '购车',
    'order-service': '服务订单',
    'order-visit': '到店看车',
    'group-join': '入群',
    like: '朋友圈点赞',
    comment: '朋友圈评论',
    note: '跟进记录',
    task: '任务',
    tag: '标签变更',
    remark: '改备注',
    script: '发送话术',
    survey: '满意度回访',
    payment: '付款',
    coupon: '优惠券',
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
  },
  relation: { followed: '有人跟进', awaiting: '待交接', lost: '已流失', none: '没有添加' },
  gender: { '1': '男', '2': '女' },
  tier: {
    '7': '重要价值',
    '5': '重要发展',
    '3': '重要保持',
    '1': '重要挽留',
    '6': '一般价值',
    '4': '一般发展',
    '2': '一般保持',
    '0': '一般挽留',
  },
  stage: {
    introduction: '引入期',
    growth: '成长期',
    maturity: '成熟期',
    dormant: '休眠期',
    lost: '流失期',
  },
  churnBand: { high: '高', medium: '中', low: '低' },
  month: '{month} 月',
  name: '姓名或备注',
  noValue: '没有',
  everyone: '所有客户',
  nobody: '没有人',
  is: '是',
  isNot: '不是',
  contains: '含',
  within: '近 {days} 天',
  ever: '历来',
  about: '「{text}」',
  not: '不满足（{what}）',
  and: '，且 ',
  or: '，或 ',
  comma: '、',
  between: '{min}–{max}',
  more: '等 {count} 项',
}

const en: Words = {
  choice: {
    relation: 'Relation',
    gender: 'Gender',
    unit: 'Store',
    owner: 'Advisor',
    addWay: 'Added by',
    channel: 'Channel',
    group: 'Group',
    corpTag: 'Corp tag',
    tag: 'Tag',
    tier: 'Tier',
    stage: 'Stage',
    grade: 'Owner grade',
    churnBand: 'Churn risk',
    birthdayMonth: 'Birthday month',
    model: 'Model',
  },
  range: {
    followedDays: 'Days since added',
    groups: 'Groups joined',
    recencyDays: 'Days since last visit',
    visitDays: 'Visit days (tier window)',
    spentYuan: 'Service spend (¥, tier window)',
    recencyScore: 'Recency score',
    frequencyScore: 'Frequency score',
    monetaryScore: 'Spend score',
    distance: 'Distance (0 close, 100 far)',
    churnPercent: 'Churn probability (%)',
    clvYuan: 'Value of the next year (¥)',
    nextVisitInDays: 'Days until the expected visit',
    replacementInDays: 'Days until the expected replacement',
    responsePercent: 'Response probability (%)',
    vehicles: 'Vehicles',
    vehicleAgeMonths: 'Vehicle age (months)',
    serviceInDays: 'Days until service',
    warrantyInDays: 'Days until warranty ends',
    insuranceInDays: 'Days until insurance ends',
    inspectionInDays: 'Days until inspection',
  },
  measure: {
    count: 'count',
    sum: 'total amount',
    'days-since-last': 'days since the last',
    'days-since-first': 'days since the first',
    interest: 'interest (0–100, from the last car on)',
  },
  kinds: {
    'order-vehicle': 'car purchase',
    'order-service': 'service order',
    'order-visit': 'showroom visit',
    'group-join': 'group join',
    like: 'moment like',
    comment: 'moment comment',
    note: 'note',
    task: 'task',
    tag: 'tag change',
    remark: 'remark change',
    script: 'script sent',
    survey: 'survey',
    payment: 'payment',
    coupon: 'coupon',
    'link-open': 'link opened',
    booking: 'booking',
    'test-drive': 'test drive',
    complaint: 'complaint',
    review: 'review',
    call: 'call',
    'app-visit': 'mini-program visit',
    partner: 'partner fact',
    trip: 'trip',
    inspection: 'inspection',
    insurance: 'insurance',
    warranty: 'warranty',
  },
  relation: { followed: 'followed', awaiting: 'to hand over', lost: 'lost', none: 'never added' },
  gender: { '1': 'male', '2': 'female' },
  tier: {
    '7': 'Top value',
    '5': 'Top to grow',
    '3': 'Top to keep',
    '1': 'Top to win back',
    '6': 'Regular value',
    '4': 'Regular to grow',
    '2': 'Regular to keep',
    '0': 'Regular to win back',
  },
  stage: {
    introduction: 'introduction',
    growth: 'growth',
    maturity: 'maturity',
    dormant: 'dormant',
    lost: 'lost',
  },
  churnBand: { high: 'high', medium: 'medium', low: 'low' },
  month: 'month {month}',
  name: 'Name or remark',
  noValue: 'none',
  everyone: 'all customers',
  nobody: 'nobody',
  is: 'is',
  isNot: 'is not',
  contains: 'contains',
  within: 'in the last {days} days',
  ever: 'ever',
  about: '“{text}”',
  not: 'not ({what})',
  and: ' and ',
  or: ' or ',
  comma: ', ',
  between: '{min}–{max}',
  more: 'and {count} in all',
}

export const WORDS: Record<Tongue, Words> = { 'zh-CN': zh, en }
