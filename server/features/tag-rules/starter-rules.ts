import type { Condition, FactsLeaf } from '../../domain/audience/condition.ts'

export interface StarterRule {
  key: string
  name: string
  note: string
  condition: Condition
}

/** Eight months of consumption are what the base tags are made of. */
const MONTHS_8 = 240
const service = (rest: Omit<FactsLeaf, 'is' | 'kinds'>): FactsLeaf => ({
  is: 'facts',
  kinds: ['order-service'],
  ...rest,
})
const anyOrder = ['order-vehicle', 'order-service', 'order-visit']

/**
 * The base tags every corp begins with; docs/tags.md says what each means. They are ordinary rules: changed, switched off,
 * or left as they are.
 */
export const STARTER_RULES: readonly StarterRule[] = [
  {
    key: 'frequent',
    name: '高频到店',
    note: '近 8 个月有 3 天以上来做过服务',
    condition: service({ withinDays: MONTHS_8, measure: 'count', min: 3 }),
  },
  {
    key: 'spender',
    name: '高消费',
    note: '近 8 个月服务消费 5,000 元以上，不含购车',
    condition: service({ withinDays: MONTHS_8, measure: 'sum', min: 5000 }),
  },
  {
    key: 'steady',
    name: '按时保养',
    note: '近 8 个月做过服务，下次保养还没有过期',
    condition: {
      all: [
        service({ withinDays: MONTHS_8, measure: 'count', min: 1 }),
        { is: 'range', field: 'serviceInDays', min: 0 },
      ],
    },
  },
  {
    key: 'away',
    name: '久未到店',
    note: '来过，但最近一次到店已超过 8 个月',
    condition: { is: 'facts', kinds: anyOrder, measure: 'days-since-last', min: MONTHS_8 },
  },
  {
    key: 'first-service',
    name: '首次服务',
    note: '只来做过一次服务',
    condition: service({ measure: 'count', min: 1, max: 1 }),
  },
  {
    key: 'decides-fast',
    name: '快速决策',
    note: '从第一次看车到买车不超过 7 天',
    condition: { is: 'range', field: 'daysToBuy', max: 7 },
  },
  {
    key: 'compares',
    name: '理性比较',
    note: '买车前看过 3 个以上车型，或看了 60 天以上才买',
    condition: {
      any: [
        { is: 'range', field: 'modelsCompared', min: 3 },
        { is: 'range', field: 'daysToBuy', min: 60 },
      ],
    },
  },
  {
    key: 'undecided',
    name: '看车未购',
    note: '近 90 天到店看车，之后没有购车',
    condition: {
      all: [
        { is: 'facts', kinds: ['order-visit'], withinDays: 90, measure: 'count', min: 1 },
        { is: 'facts', kinds: ['order-vehicle'], withinDays: 90, measure: 'count', max: 0 },
      ],
    },
  },
  {
    key: 'several-cars',
    name: '多车家庭',
    note: '名下两台车以上',
    condition: { is: 'range', field: 'vehicles', min: 2 },
  },
  {
    key: 'old-car',
    name: '车龄三年以上',
    note: '有一台车已开了 36 个月以上',
    condition: { is: 'range', field: 'vehicleAgeMonths', min: 36 },
  },
  {
    key: 'service-due',
    name: '保养到期',
    note: '保养已过期 60 天以内，或 30 天内到期',
    condition: { is: 'range', field: 'serviceInDays', min: -60, max: 30 },
  },
  {
    key: 'warranty-ends',
    name: '质保将到期',
    note: '质保在 60 天内结束',
    condition: { is: 'range', field: 'warrantyInDays', min: 0, max: 60 },
  },
  {
    key: 'insurance-due',
    name: '续保期',
    note: '保险在 45 天内到期',
    condition: { is: 'range', field: 'insuranceInDays', min: 0, max: 45 },
  },
  {
    key: 'moments-fan',
    name: '朋友圈活跃',
    note: '近 90 天赞或评论过 3 条以上朋友圈',
    condition: { is: 'facts', kinds: ['like', 'comment'], withinDays: 90, measure: 'count', min: 3 },
  },
  {
    key: 'group-member',
    name: '车友群成员',
    note: '现在在至少一个客户群里',
    condition: { is: 'range', field: 'groups', min: 1 },
  },
  {
    key: 'newcomer',
    name: '新客',
    note: '30 天内添加为客户',
    condition: { is: 'range', field: 'followedDays', max: 30 },
  },
]
