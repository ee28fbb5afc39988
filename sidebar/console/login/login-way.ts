/** Inside WeCom the silent OAuth trip works; every other browser shows the options of the login page. */
export function loginWay(userAgent: string): 'oauth' | 'options' {
  return /\bwxwork\b/i.test(userAgent) ? 'oauth' : 'options'
}

/** The place inside the console to come back to. Anything that is not a plain path of ours leads to the start. */
export function safeReturn(given: unknown): string {
  if (typeof given !== 'string' || !/^\/(?![/\\])/.test(given) || given.includes('\\')) return '/'
  return given.startsWith('/login') ? '/' : given
}
