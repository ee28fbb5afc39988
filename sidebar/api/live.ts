import { namedCorp } from './corp.ts'
import { addressOf, appName } from './request.ts'

/** A hint that something changed: ids and counts only. */
export interface LiveHint {
  topic: string
  id: string
  detail: Readonly<Record<string, number | string>>
}

export interface LiveHearing {
  hear(hint: LiveHint): void
  /** The line was not there for a while: whatever changed meanwhile was not heard, so read again. */
  missed(): void
}

const AGAIN_AFTER_MS = 5_000
/** The page reads while its line opens: a line that takes longer may have missed something in between. */
const SLOW_OPENING_MS = 1_000
/** A phone that slept may hold a dead line without knowing. */
const LONG_HIDDEN_MS = 60_000

/**
 * Server-sent events; the server tells of a contact or group only to the page that names it as `watch`.
 * The browser reconnects after a broken line; a refused one (503, 401) is tried again by us.
 */
export function listenLive(watch: string, { hear, missed }: LiveHearing): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let brokenSince: number | null = null
  let hiddenSince: number | null = null

  function open(): void {
    clearTimeout(timer)
    source?.close()
    const line = new EventSource(addressOf('/live', { app: appName(), corp: namedCorp(), watch }))
    const beganAt = performance.now()
    source = line
    line.addEventListener('open', () => {
      if (brokenSince !== null || performance.now() - beganAt > SLOW_OPENING_MS) missed()
      brokenSince = null
    })
    line.addEventListener('message', (event: MessageEvent<unknown>) => {
      const hint = readHint(event.data)
      if (hint) hear(hint)
    })
    line.addEventListener('error', () => {
      if (source !== line) return
      brokenSince ??= performance.now()
      if (line.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_AFTER_MS)
    })
  }

  function onVisibility(): void {
    if (document.visibilityState === 'hidden') hiddenSince = performance.now()
    else if (hiddenSince !== null && performance.now() - hiddenSince > LONG_HIDDEN_MS) {
      brokenSince ??= hiddenSince
      open()
    }
  }

  open()
  document.addEventListener('visibilitychange', onVisibility)
  return () => {
    document.removeEventListener('visibilitychange', onVisibility)
    clearTimeout(timer)
    source?.close()
    source = null
  }
}

export function readHint(data: unknown): LiveHint | null {
  if (typeof data !== 'string') return null
  try {
    const value = JSON.parse(data) as Partial<LiveHint> | null
    if (typeof value?.topic !== 'string' || typeof value.id !== 'string') return null
    return { topic: value.topic, id: value.id, detail: value.detail ?? {} }
  } catch {
    return null
  }
}
