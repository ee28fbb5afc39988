import { daysBetween, localDateOf } from '../../server/domain/time.ts'
import { serverNow } from './clock.ts'
import { language } from './i18n.ts'
import { dateFormat, numberFormat, relativeFormat } from './intl.ts'

// Days are the company's days, wherever the browser stands.
const ZONE = 'Asia/Shanghai'
const TEN_THOUSAND_YUAN_IN_FEN = 1_000_000

export function formatNumber(value: number): string {
  return numberFormat().format(value)
}

/** Whole yuan up to 100,000, then 万 or K, so that a figure fits a quarter of the panel. */
export function formatMoney(fen: number, { full = false }: { full?: boolean } = {}): string {
  const yuan = fen / 100
  const style = { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' } as const
  if (full || Math.abs(fen) < TEN_THOUSAND_YUAN_IN_FEN * 10) {
    const digits = full && fen % 100 !== 0 ? 2 : 0
    const format = { ...style, minimumFractionDigits: digits, maximumFractionDigits: digits }
    return numberFormat(format).format(yuan)
  }
  if (language.value === 'zh-CN')
    return `¥${formatNumber(Math.round(fen / (TEN_THOUSAND_YUAN_IN_FEN / 10)) / 10)} 万`
  return numberFormat({ ...style, notation: 'compact', maximumFractionDigits: 1 }).format(yuan)
}

/** +8613800006721 → 138 0000 6721; numbers of other countries stay as they are. */
export function formatPhone(phone: string): string {
  return phone.replace(/^(?:\+86)?(1\d{2})(\d{4})(\d{4})$/, '$1 $2 $3')
}

/** '2026-03-18' of an instant. */
export function dayOf(instant: string | Date): string {
  return localDateOf(new Date(instant).getTime())
}

/** Whole days from now's day to that day; negative is the past. Takes a day or an instant. */
export function daysFromToday(when: string): number {
  const day = when.length === 10 ? when : dayOf(when)
  return daysBetween(dayOf(serverNow()), day)
}

/** 今天, 昨天, 12 天前, 9 天后; short: 12d ago. */
export function formatDaysAway(when: string, { isShort = false }: { isShort?: boolean } = {}): string {
  const style = isShort ? 'narrow' : 'long'
  const format = relativeFormat({ numeric: 'auto', style })
  return airy(format.format(daysFromToday(when), 'day'))
}

/** A space between figures and Chinese, as everywhere else in our texts. */
function airy(text: string): string {
  return text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ')
}

/** A day in a list: 今天, 昨天, 3-15, and the year when it is another one. */
export function formatShortDay(when: string): string {
  const day = when.length === 10 ? when : dayOf(when)
  if (Math.abs(daysFromToday(day)) <= 1) return formatDaysAway(day)
  if (day.slice(0, 4) !== dayOf(serverNow()).slice(0, 4)) return day
  return `${Number(day.slice(5, 7))}-${day.slice(8)}`
}

export function formatTime(instant: string | Date): string {
  const style = { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return dateFormat(style).format(new Date(instant))
}

/** 今天 09:42, 昨天 18:30, else the day alone. */
export function formatMoment(instant: string): string {
  const days = daysFromToday(instant)
  if (days < -1 || days > 0) return formatShortDay(instant)
  return `${formatDaysAway(instant)} ${formatTime(instant)}`
}

/** 明天 09:42, 3-19 10:16: something that will happen at that time. */
export function formatDue(instant: string): string {
  return `${formatShortDay(instant)} ${formatTime(instant)}`
}

/** 3 月, or 2025 年 8 月 when it is another year. Takes '2026-03'. */
export function formatMonth(month: string): string {
  const year = month.slice(0, 4)
  const isThisYear = year === dayOf(serverNow()).slice(0, 4)
  if (language.value === 'zh-CN') return `${isThisYear ? '' : `${year} 年 `}${Number(month.slice(5, 7))} 月`
  const style: Intl.DateTimeFormatOptions = { timeZone: ZONE, month: 'long' }
  if (!isThisYear) style.year = 'numeric'
  return dateFormat(style).format(new Date(`${month}-15T12:00:00+08:00`))
}
