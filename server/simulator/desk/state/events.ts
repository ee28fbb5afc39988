import { onScopeDispose } from 'vue'

export type DeskEventName = 'message' | 'truth-changed' | 'callback-delivered' | 'clock'

/** Listens to the simulator. The browser reconnects by itself; `onOpen` runs each time, to catch up. */
export function useEvents(
  handlers: Record<DeskEventName, (data: Record<string, unknown>) => void>,
  onOpen: () => void,
): void {
  const source = new EventSource('/desk/api/events')
  source.addEventListener('open', onOpen)
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(read(event)))
  }
  onScopeDispose(() => source.close())
}

function read(event: Event): Record<string, unknown> {
  if (!(event instanceof MessageEvent) || typeof event.data !== 'string') return {}
  try {
    const data: unknown = JSON.parse(event.data)
    return typeof data === 'object' && data !== null ? Object.fromEntries(Object.entries(data)) : {}
  } catch {
    return {}
  }
}

/** Joins a burst of calls into one at its end. */
export function settle(run: () => void, quietMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(run, quietMs)
  }
}
