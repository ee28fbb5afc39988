import { createTexts } from './i18n.ts'

// How likely a customer answers: the same words in the chat and in the console.

const zh = {
  word: '回应的可能',
  chance: '{percent}%',
  average: '全部消息平均 {percent}%',
  more: '{what}：更可能回应',
  less: '{what}：更不容易回应',
  'not-enough-data': '数据不足：模型还没有学到比平均更准的东西',
  'f.daysSinceVisit': '距上次到店的天数',
  'f.hasVisited': '两年内是否来过',
  'f.visitDays': '两年内到店的次数',
  'f.lnSpend': '两年内的服务消费',
  'f.recentSends': '近 30 天收到的消息',
  'f.other': '其他因素',
} as const

const en: Record<keyof typeof zh, string> = {
  word: 'Chance of an answer',
  chance: '{percent}%',
  average: 'Average of all messages {percent}%',
  more: '{what}: more likely to answer',
  less: '{what}: less likely to answer',
  'not-enough-data': 'Not enough data: the model does not know better than the average yet',
  'f.daysSinceVisit': 'Days since the last visit',
  'f.hasVisited': 'Whether they came within two years',
  'f.visitDays': 'Visits within two years',
  'f.lnSpend': 'Service spend within two years',
  'f.recentSends': 'Messages in the last 30 days',
  'f.other': 'Another factor',
}

export const answers = createTexts(zh, en)

/** A feature of the model that says something of a customer. */
export function traitText(feature: string): string {
  switch (feature) {
    case 'daysSinceVisit':
    case 'hasVisited':
    case 'visitDays':
    case 'lnSpend':
    case 'recentSends':
      return answers(`f.${feature}`)
    default:
      return answers('f.other')
  }
}
