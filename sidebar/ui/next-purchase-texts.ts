import { createTexts } from './i18n.ts'

// What the next visit is likely to be about: apart from the words of the first second.

const zh = {
  item: '可能购买：{item}',
  'item.percent': '{percent}%',
  'item.why': '本人 {of} 次消费中有 {own} 次，上次 {day}',
  'item.with': '常一起买：{item}（{percent}%，{count} 次）',
  'item.none': '买过的项目太少或都不到再买的时候，不猜测项目',
  'item.no-better': '回测里猜项目还不如总猜最常买的，不猜测项目',
  checked: '回测：{what}',
  'checked.dates': '日期平均差 {days} 天，{percent}% 落在窗口内',
  'checked.items': '项目猜中 {percent}%',
  'checked.none': '还没有回测',
  and: '，',
} as const

const en: Record<keyof typeof zh, string> = {
  item: 'Likely to buy: {item}',
  'item.percent': '{percent}%',
  'item.why': 'on {own} of {of:own purchase day|own purchase days}, last on {day}',
  'item.with': 'often with it: {item} ({percent}%, {count:time|times})',
  'item.none': 'Too few purchases, or none is due again: no item is guessed',
  'item.no-better': 'In the backtest always naming what is bought most did better: no item is guessed',
  checked: 'Backtest: {what}',
  'checked.dates': '{days:day|days} off on average, {percent}% within the window',
  'checked.items': '{percent}% of items right',
  'checked.none': 'Not backtested yet',
  and: ', ',
}

export const nextPurchase = createTexts(zh, en)
