const KEY = 'liuke-corp'

/**
 * The corp this page was opened for: entry addresses name it (`/chat/?corp=…`), and the tab remembers it while pages
 * change. null: the service's only or first corp.
 */
export function namedCorp(): string | null {
  const named = new URLSearchParams(location.search).get('corp')
  if (named) {
    sessionStorage.setItem(KEY, named)
    return named
  }
  return sessionStorage.getItem(KEY)
}

/** Names the corp in a call, so that a session of another corp in this browser gives no answer. */
export function corpHeader(): Record<string, string> {
  const corp = namedCorp()
  return corp === null ? {} : { 'x-liuke-corp': corp }
}
