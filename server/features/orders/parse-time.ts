import { isLocalDate, type LocalDate, localDateOf, startOfDayMs } from '../../domain/time.ts'
import { narrow } from '../../domain/identity-values.ts'

export interface OrderTime {
  ms: number
  on: LocalDate
}

const LOCAL =
  /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T\s]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?)?分?)?$/
const WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/

/** Times without a zone are Shanghai's, as in every Chinese system. null: not a time. */
export function parseOrderTime(text: string): OrderTime | null {
  const plain = narrow(text)
  if (WITH_ZONE.test(plain)) {
    const ms = Date.parse(plain)
    return Number.isNaN(ms) ? null : { ms, on: localDateOf(ms) }
  }
  const match = LOCAL.exec(plain)
  if (!match) return null
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0'] = match
  // 202631 could be two dates; without separators all eight digits are needed.
  if (/^\d+$/.test(plain) && plain.length !== 8) return null
  const on = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!isLocalDate(on) || on < '1980-01-01') return null
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  return { ms: startOfDayMs(on) + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000, on }
}
