/** Commands speak English, or Chinese where the terminal does (LC_ALL, LC_MESSAGES, LANG). */
export function commandLanguage(source: NodeJS.ProcessEnv = process.env): 'zh' | 'en' {
  const locale = source['LC_ALL'] || source['LC_MESSAGES'] || source['LANG'] || ''
  return locale.startsWith('zh') ? 'zh' : 'en'
}
