import { language } from './i18n.ts'

// Making a formatter costs milliseconds on a slow machine, using one costs microseconds: each is made once.
const made = new Map<string, unknown>()

function once<T>(kind: string, options: object, make: () => T): T {
  const key = `${kind} ${language.value} ${JSON.stringify(options)}`
  const known = made.get(key) as T | undefined
  if (known !== undefined) return known
  const formatter = make()
  made.set(key, formatter)
  return formatter
}

/** In the language of the page; so are the other two. */
export function numberFormat(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return once('number', options, () => new Intl.NumberFormat(language.value, options))
}

export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once('date', options, () => new Intl.DateTimeFormat(language.value, options))
}

export function relativeFormat(options: Intl.RelativeTimeFormatOptions): Intl.RelativeTimeFormat {
  return once('relative', options, () => new Intl.RelativeTimeFormat(language.value, options))
}
