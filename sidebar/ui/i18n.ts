import { ref } from 'vue'

export type Language = 'zh-CN' | 'en'

/** The one language of the page; templates that print a text redraw when it changes. */
export const language = ref<Language>('zh-CN')

export function setLanguage(next: Language): void {
  language.value = next
  document.documentElement.lang = next
}

/** First guess before the server has told the staff member's own choice. WeCom writes `Language/zh` into its agent. */
export function guessLanguage(agent: string, preferred: string): Language {
  const told = /\bLanguage\/(\w+)/i.exec(agent)?.[1] ?? preferred
  return told.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** Names in braces: '还剩 {days} 天' → 'days'. */
export type SlotsOf<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | SlotsOf<Rest>
  : never
type Arguments<S extends string> = [SlotsOf<S>] extends [never]
  ? []
  : [values: Record<SlotsOf<S>, string | number>]

/**
 * Chinese is the source of truth: a key that English lacks, and a value that the Chinese text wants, fail to compile.
 * English may write `{count:visit|visits}`, which prints the number and the right word.
 */
export function createTexts<const Z extends Record<string, string>>(
  zh: Z,
  en: Readonly<Record<keyof Z, string>>,
) {
  return function text<K extends keyof Z>(key: K, ...[values]: Arguments<Z[K]>): string {
    const template = language.value === 'en' ? en[key] : zh[key]
    return fillText(template ?? String(key), values ?? {})
  }
}

// Made once for each language: making one costs far more than using it.
const made: Partial<Record<Language, Intl.NumberFormat>> = {}

function numbers(): Intl.NumberFormat {
  return (made[language.value] ??= new Intl.NumberFormat(language.value))
}

export function fillText(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(
    /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, other?: string) => {
      const value = values[name]
      if (value === undefined) return whole
      const shown = typeof value === 'number' ? numbers().format(value) : value
      return one === undefined || other === undefined
        ? shown
        : `${shown} ${Number(value) === 1 ? one : other}`
    },
  )
}
