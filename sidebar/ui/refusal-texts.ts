import { createTexts } from './i18n.ts'

// Why the company leaves somebody alone just now: of a post, of a step of a plan, in both apps.

const zh = {
  'opted-out': '客户不想被打扰',
  'day-cap': '今天已触达（自定上限）',
  'week-cap': '7 天内触达已满（自定上限）',
  'month-cap': '30 天内触达已满（自定上限）',
  'quiet-hours': '不打扰时段',
  'quiet-weekend': '周末不打扰',
  'steps-full': '7 天内的步骤已满（计划规定）',
} as const
const en: Record<keyof typeof zh, string> = {
  'opted-out': 'Wants no messages',
  'day-cap': 'Reached today (own cap)',
  'week-cap': 'Enough in 7 days (own cap)',
  'month-cap': 'Enough in 30 days (own cap)',
  'quiet-hours': 'Quiet hours',
  'quiet-weekend': 'Quiet weekend',
  'steps-full': 'Enough steps in 7 days (set by the plan)',
}
export const refusalCatalogues = { zh, en }
const text = createTexts(zh, en)

const isKnown = (reason: string): reason is keyof typeof zh => Object.hasOwn(zh, reason)

/** One of a newer server stands as it is. */
export function refusalText(reason: string): string {
  return isKnown(reason) ? text(reason) : reason
}
