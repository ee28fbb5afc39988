import type { SopTrigger } from '../../server/domain/sop/plan.ts'
import { createTexts } from './i18n.ts'

// When a step of a plan is due, said the same way in chat and console.

const zh = {
  'added.0': '添加当天',
  added: '添加后第 {day} 天',
  'delivered.0': '交车当天',
  delivered: '交车后第 {day} 天',
  'service-due.0': '保养到期当天',
  'service-due': '保养到期前 {day} 天',
  'warranty-end.0': '质保到期当天',
  'warranty-end': '质保到期前 {day} 天',
  'insurance-end.0': '保险到期当天',
  'insurance-end': '保险到期前 {day} 天',
  'founded.0': '建群当天',
  founded: '建群后第 {day} 天',
} as const
const en: Record<keyof typeof zh, string> = {
  'added.0': 'On the day added',
  added: '{day:day|days} after being added',
  'delivered.0': 'On the day of delivery',
  delivered: '{day:day|days} after delivery',
  'service-due.0': 'On the day the service is due',
  'service-due': '{day:day|days} before the service is due',
  'warranty-end.0': 'On the day the warranty ends',
  'warranty-end': '{day:day|days} before the warranty ends',
  'insurance-end.0': 'On the day the insurance ends',
  'insurance-end': '{day:day|days} before the insurance ends',
  'founded.0': 'On the day of founding',
  founded: '{day:day|days} after founding',
}
export const sopDayCatalogues = { zh, en }
const text = createTexts(zh, en)

export function dayText(trigger: SopTrigger, day: number): string {
  return day === 0 ? text(`${trigger}.0`) : text(trigger, { day })
}
