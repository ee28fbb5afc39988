import type { Finding } from '../features/setup/checks/finding.ts'
import { labels, states, texts } from './texts.ts'

export type Language = 'zh' | 'en'

/** The sentence of a finding, with the fix in it. */
export function sentenceOf({ check, outcome, params }: Finding, language: Language): string {
  const text = Object.entries(texts).find(([key]) => key === `${check}.${outcome}`)?.[1][language] ?? outcome
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
}

/** One line for each check, its label and state in columns; Chinese signs are two columns wide. */
export function linesOf(findings: readonly Finding[], language: Language): string[] {
  return findings.map((finding) => {
    const label = wide(labels[finding.check][language], 16)
    const state = wide(states[finding.state][language], 9)
    return `${label}${state}${sentenceOf(finding, language)}`
  })
}

function wide(text: string, columns: number): string {
  const used = [...text].reduce((sum, sign) => sum + (/[\u2e80-\uffef]/.test(sign) ? 2 : 1), 0)
  return text + ' '.repeat(Math.max(1, columns - used))
}
