/** What may stand in a script, with the label of its slot and an example. */
export const VARIABLES = {
  'customer.name': { label: '客户姓名', example: '林晓雨' },
  'customer.surname': { label: '客户姓氏', example: '林' },
  'customer.title': { label: '称谓', example: '女士' },
  'customer.salutation': { label: '称呼', example: '林女士' },
  'vehicle.model': { label: '车型', example: '澜岳 S7' },
  'vehicle.plate': { label: '车牌', example: '沪A·**321' },
  'vehicle.nextServiceOn': { label: '下次保养日期', example: '3月26日' },
  'vehicle.serviceInDays': { label: '距保养天数', example: '9' },
  'vehicle.lastServiceOn': { label: '上次保养日期', example: '2025年12月15日' },
  'benefit.name': { label: '权益名称', example: '工时抵用券' },
  'benefit.endsOn': { label: '权益到期日期', example: '3月26日' },
  'advisor.name': { label: '顾问姓名', example: '李娜' },
  'formerAdvisor.name': { label: '前任顾问', example: '张伟' },
  'store.name': { label: '门店', example: '浦东店' },
  'tier.name': { label: '客户分层', example: '重要价值' },
  'tier.lastVisitOn': { label: '最近到店日期', example: '2月15日' },
} as const

export type VariableName = keyof typeof VARIABLES
export const VARIABLE_NAMES = Object.keys(VARIABLES) as VariableName[]

export function isVariable(name: string): name is VariableName {
  return Object.hasOwn(VARIABLES, name)
}

/** null: not known, so the slot stays open. */
export type VariableValues = Record<VariableName, string | number | null>
