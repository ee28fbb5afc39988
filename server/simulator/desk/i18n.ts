import { ref } from 'vue'
import { en } from './words-en.ts'
import { zh } from './words-zh.ts'

export type Language = 'zh' | 'en'
export type Word = keyof typeof zh

export const language = ref<Language>('zh')

/** The text for a key in the chosen language, with {name} filled from `values`. */
export function t(key: Word, values: Record<string, string | number> = {}): string {
  const text: string = (language.value === 'zh' ? zh : en)[key]
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export function isWord(key: string): key is Word {
  return Object.hasOwn(zh, key)
}
