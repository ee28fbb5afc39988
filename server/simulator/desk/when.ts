// Times as a chat client writes them. Days are Asia/Shanghai days, whatever the machine's zone.
import type { Language } from './i18n.ts'

const ZONE = 'Asia/Shanghai'
const DAY_MS = 86_400_000
const ZONE_MS = 8 * 3_600_000

const locale = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB')

function format(ms: number, language: Language, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(language), { timeZone: ZONE, ...options }).format(ms)
}

const dayNumber = (ms: number): number => Math.floor((ms + ZONE_MS) / DAY_MS)

export const clockTime = (ms: number, language: Language): string =>
  format(ms, language, { hour: '2-digit', minute: '2-digit', hour12: false, hourCycle: 'h23' })

function dayLabel(ms: number, nowMs: number, language: Language): string {
  const age = dayNumber(nowMs) - dayNumber(ms)
  if (age === 0) return language === 'zh' ? '今天' : 'Today'
  if (age === 1) return language === 'zh' ? '昨天' : 'Yesterday'
  if (age > 1 && age < 7) return format(ms, language, { weekday: 'short' })
  if (age < 330) return format(ms, language, { month: language === 'zh' ? 'long' : 'short', day: 'numeric' })
  return format(ms, language, { year: 'numeric', month: 'numeric', day: 'numeric' })
}

/** For a chat list: the time today, else the day. */
export function listTime(at: string | null, nowMs: number, language: Language): string {
  const ms = at === null ? NaN : Date.parse(at)
  if (Number.isNaN(ms)) return ''
  return dayNumber(nowMs) === dayNumber(ms) ? clockTime(ms, language) : dayLabel(ms, nowMs, language)
}

/** For the line between messages: day and time. */
export function flowTime(at: string, nowMs: number, language: Language): string {
  const ms = Date.parse(at)
  return Number.isNaN(ms) ? '' : `${dayLabel(ms, nowMs, language)} ${clockTime(ms, language)}`
}

/** For the strip: always with the date. */
export function stripTime(nowMs: number, language: Language): string {
  const day = format(nowMs, language, { month: language === 'zh' ? 'long' : 'short', day: 'numeric' })
  return `${day} ${clockTime(nowMs, language)}`
}
