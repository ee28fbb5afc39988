import { createTexts } from '../../ui/i18n.ts'

const zh = {
  title: '阶段与等级',
  stage: '阶段',
  none: '还没有计算。同步或导入后几秒内会有。',
  change: '改阶段',
  restore: '恢复自动',
  'form.until': '有效到',
  'form.why': '原因',
  'form.hint': '例如：客户出国半年',
  'form.about': '到期后自动按规则判定。设为未流失的阶段时，暂停挽回任务。',
  'in-2-weeks': '两周',
  'in-a-month': '一个月',
  'in-3-months': '三个月',
  save: '保存',
  saving: '正在保存',
  cancel: '取消',
  saved: '阶段已改为{stage}，到 {day}',
  restored: '已恢复自动判定：{stage}',
} as const
const en: Record<keyof typeof zh, string> = {
  title: 'Stage and grade',
  stage: 'Stage',
  none: 'Not computed yet. It follows seconds after a sync or an import.',
  change: 'Change stage',
  restore: 'Back to the rule',
  'form.until': 'Until',
  'form.why': 'Why',
  'form.hint': 'For example: abroad for half a year',
  'form.about': 'Then the rule counts again. A stage other than dormant or lost pauses win-back tasks.',
  'in-2-weeks': '2 weeks',
  'in-a-month': '1 month',
  'in-3-months': '3 months',
  save: 'Save',
  saving: 'Saving',
  cancel: 'Cancel',
  saved: 'Stage is {stage} until {day}',
  restored: 'Back to the rule: {stage}',
}

export const st = createTexts(zh, en)
