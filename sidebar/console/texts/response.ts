import { isActionRule } from '../../../server/domain/actions.ts'
import { createTexts } from '../../ui/i18n.ts'
import { scripts } from './scripts.ts'

export const zh = {
  title: '回应模型',
  note: '从发出的消息和七天内的结果里学：客户回应的可能有多大。',
  on: '启用回应模型',
  train: '重新训练',
  training: '已开始训练，稍后刷新',
  saved: '已保存',
  'state.ok': '在用',
  'state.no-better': '没有比平均值更准，暂不使用',
  'state.not-enough-data':
    '数据不足：需要 {rows} 条满七天的消息、其中 {answers} 条有回应，且前后都有；现在有 {hasRows} 和 {hasAnswers} 条。',
  'state.off': '回应模型已关闭，不参与任何排序。',
  'state.none': '还没有训练过。每天凌晨训练一次，也可以现在开始。',
  'fig.trained': '训练于',
  'fig.rows': '消息（有回应）',
  'fig.scored': '已评分客户',
  'fig.rate': '平均回应率',
  'fig.auc': '排序能力 AUC',
  'fig.brier': 'Brier（全猜平均）',
  'fig.logLoss': '对数损失',
  'fig.calibration': '校准',
  'cal.platt': 'Platt 曲线',
  'cal.isotonic': '保序分段',
  'plot.title': '说的和实际的',
  'plot.note': '最近五分之一的消息，按预测从低到高分十组，每组人数相同。点在虚线上，说明说多少就是多少。',
  'plot.view': '显示方式',
  'plot.chart': '图',
  'plot.table': '表',
  'plot.label': '十组的预测回应率和实际回应率',
  'plot.bin': '组',
  'plot.count': '消息',
  'plot.predicted': '预测',
  'plot.observed': '实际',
  'why.title': '什么在起作用',
  'why.note': '对数几率，正数表示更可能回应。数值项按一个单位，话术类型和「{reference}」比。',
  'why.feature': '因素',
  'why.value': '影响',
  'f.daysSinceVisit': '距上次到店（天）',
  'f.hasVisited': '两年内来过',
  'f.visitDays': '两年内到店日数',
  'f.lnSpend': '两年内服务消费（取对数）',
  'f.recentSends': '近 30 天已发消息',
  'f.rule': '类型：{level}',
  'f.other': '其他因素',
} as const

export const en: Record<keyof typeof zh, string> = {
  title: 'Response model',
  note: 'Learned from what was sent and what came of it within seven days: how likely a customer answers.',
  on: 'Use the response model',
  train: 'Train again',
  training: 'Started; read again in a while',
  saved: 'Saved',
  'state.ok': 'In use',
  'state.no-better': 'No better than the average: not used',
  'state.not-enough-data':
    'Not enough data: it takes {rows} messages whose seven days are over, {answers} of them answered, early and late; there are {hasRows} and {hasAnswers}.',
  'state.off': 'The response model is off and ranks nothing.',
  'state.none': 'Not trained yet. It is trained every night, or now.',
  'fig.trained': 'Trained',
  'fig.rows': 'Messages (answered)',
  'fig.scored': 'Customers scored',
  'fig.rate': 'Average response',
  'fig.auc': 'Ranking, AUC',
  'fig.brier': 'Brier (of the average)',
  'fig.logLoss': 'Log loss',
  'fig.calibration': 'Calibration',
  'cal.platt': 'Platt curve',
  'cal.isotonic': 'Isotonic steps',
  'plot.title': 'Said and seen',
  'plot.note':
    'The latest fifth of the messages in ten groups of equal size, from the least likely. On the dashed line what is said is what happens.',
  'plot.view': 'View',
  'plot.chart': 'Chart',
  'plot.table': 'Table',
  'plot.label': 'Predicted and observed response of ten groups',
  'plot.bin': 'Group',
  'plot.count': 'Messages',
  'plot.predicted': 'Predicted',
  'plot.observed': 'Observed',
  'why.title': 'What moves it',
  'why.note': 'Log-odds: above 0 more likely. Numbers count for one unit, kinds against “{reference}”.',
  'why.feature': 'Factor',
  'why.value': 'Effect',
  'f.daysSinceVisit': 'Days since the last visit',
  'f.hasVisited': 'Came within two years',
  'f.visitDays': 'Visit-days in two years',
  'f.lnSpend': 'Service spend in two years (log)',
  'f.recentSends': 'Messages in the last 30 days',
  'f.rule': 'Kind: {level}',
  'f.other': 'Another factor',
}

export const response = createTexts(zh, en)

/** A column of the model in words. */
export function featureText(feature: string, level: string | null): string {
  switch (feature) {
    case 'daysSinceVisit':
    case 'hasVisited':
    case 'visitDays':
    case 'lnSpend':
    case 'recentSends':
      return response(`f.${feature}`)
    case 'rule':
      return response('f.rule', { level: ruleText(level ?? '') })
    default:
      return response('f.other')
  }
}

/** A kind of message as the scripts name it; one that is not known any more keeps its name. */
export function ruleText(rule: string): string {
  return isActionRule(rule) ? scripts(`scene.${rule}`) : rule
}
