import { namedCorp } from './corp.ts'

// The way to a new session is a whole-page trip to the login route and back. A session that never sticks (cookies
// off, clock wrong) would make that a loop, so it is tried twice in half a minute and then a person decides.
const TRIES = 2
const WINDOW_MS = 30_000

export type SignIn = 'leaving' | 'gave-up'

export function signIn(
  app: 'chat' | 'console',
  returnTo: string,
  leave: (url: string) => void = (url) => location.assign(url),
): SignIn {
  const key = `liuke-sign-in-${app}`
  const now = performance.timeOrigin + performance.now()
  const recent = readTimes(key).filter((at) => now - at < WINDOW_MS)
  if (recent.length >= TRIES) return 'gave-up'
  sessionStorage.setItem(key, JSON.stringify([...recent, now]))
  const corp = namedCorp()
  const named = corp === null ? '' : `&corp=${encodeURIComponent(corp)}`
  leave(`/login/wecom?app=${app}${named}&return=${encodeURIComponent(returnTo)}`)
  return 'leaving'
}

/** For the button of the person who decided: the count starts again. */
export function forgetSignIns(app: 'chat' | 'console'): void {
  sessionStorage.removeItem(`liuke-sign-in-${app}`)
}

function readTimes(key: string): number[] {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]')
    return Array.isArray(value) ? value.filter((each) => typeof each === 'number') : []
  } catch {
    return []
  }
}
