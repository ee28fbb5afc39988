import { onScopeDispose, ref, watch } from 'vue'
import type { LiveHintView } from '../../server/features/session/contract.ts'
import { namedCorp } from '../api/corp.ts'
import { readHint, type LiveHint } from '../api/live.ts'
import { addressOf } from '../api/request.ts'

// Hints carry ids and counts only: who hears one reads again what it shows. One stream serves the whole page.

type Topic = LiveHintView['topic']
type Hear = (hint: LiveHint) => void

const listeners = new Set<Hear>()
let stream: EventSource | null = null
/** False while the stream is broken: then pages ask by themselves. */
export const isLive = ref(false)

const AGAIN_AFTER_MS = 5_000

/** The browser mends a broken line; a refused one (a restart, a proxy) is tried again by us while somebody listens. */
function openStream(): void {
  stream = new EventSource(addressOf('/live', { app: 'console', corp: namedCorp() }))
  stream.onopen = () => (isLive.value = true)
  stream.onerror = () => {
    isLive.value = false
    if (stream?.readyState !== EventSource.CLOSED) return
    setTimeout(() => listeners.size > 0 && openStream(), AGAIN_AFTER_MS)
  }
  stream.onmessage = (message) => {
    const hint = readHint(message.data)
    if (hint) for (const hear of listeners) hear(hint)
  }
}

const GATHER_MS = 400
const POLL_MS = 4_000

/**
 * Calls `refresh` soon after something happened in one of the topics: several hints in a moment make one call. While
 * the stream is down, and `isBusy` says that something is moving, it is called every few seconds instead.
 */
export function useLive(
  topics: readonly Topic[],
  refresh: () => void,
  { isBusy = () => false }: { isBusy?: () => boolean } = {},
): void {
  let gathering: ReturnType<typeof setTimeout> | null = null
  const hear: Hear = (hint) => {
    if (!topics.some((topic) => topic === hint.topic) || gathering !== null) return
    gathering = setTimeout(() => {
      gathering = null
      refresh()
    }, GATHER_MS)
  }
  const poll = setInterval(() => {
    if (!isLive.value && isBusy() && document.visibilityState === 'visible') refresh()
  }, POLL_MS)

  // What happened while the line was down was not heard.
  const stopWatching = watch(isLive, (live) => live && refresh())
  listeners.add(hear)
  if (stream === null && typeof EventSource !== 'undefined') openStream()
  onScopeDispose(() => {
    listeners.delete(hear)
    stopWatching()
    if (gathering !== null) clearTimeout(gathering)
    clearInterval(poll)
    if (listeners.size > 0) return
    stream?.close()
    stream = null
    isLive.value = false
  })
}
