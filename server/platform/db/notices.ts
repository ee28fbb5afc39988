import pg from 'pg'

/** PostgreSQL's LISTEN: what other processes tell this one. Sent with `SELECT pg_notify(channel, text)`, at commit. */
export interface Notices {
  /** Also called with '' after the connection was away: something may have been missed. Gives the way to stop. */
  listen(channel: string, hear: (text: string) => void): () => void
  close(): Promise<void>
}

const RETRY_MS = [100, 250, 500, 1000, 2000]

/** One connection of its own, opened with the first listener and opened anew whenever it breaks. */
export function createNotices(
  options: pg.ClientConfig,
  log: { warn(detail: object, message: string): void },
): Notices {
  const listeners = new Map<string, Set<(text: string) => void>>()
  let client: pg.Client | null = null
  let isClosed = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let connecting: Promise<void> | null = null

  async function connect(): Promise<void> {
    const fresh = new pg.Client(options)
    const broke = (error?: Error): void => {
      if (client === fresh) client = null
      fresh.removeAllListeners()
      // a connection that is cut may still report it
      fresh.on('error', () => undefined)
      void fresh.end().catch(() => undefined)
      again(error)
    }
    fresh.on('error', broke)
    fresh.on('end', () => broke())
    fresh.on('notification', ({ channel, payload }) => tell(channel, payload ?? ''))
    try {
      await fresh.connect()
      client = fresh
      for (const channel of listeners.keys()) await fresh.query(`LISTEN ${quote(channel)}`)
    } catch (error) {
      return broke(error instanceof Error ? error : new Error(String(error)))
    }
    const wasAway = failures > 0
    failures = 0
    if (wasAway) for (const channel of listeners.keys()) tell(channel, '')
  }

  function again(error?: Error): void {
    if (isClosed || timer) return
    if (failures === 0) log.warn({ err: error }, 'The connection for notices broke; opening a new one')
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]
    failures += 1
    timer = setTimeout(() => {
      timer = undefined
      connecting = connect()
    }, wait)
  }

  function tell(channel: string, text: string): void {
    for (const hear of listeners.get(channel) ?? []) hear(text)
  }

  return {
    listen(channel, hear) {
      const known = listeners.get(channel)
      const set = known ?? new Set()
      listeners.set(channel, set.add(hear))
      if (!known) void client?.query(`LISTEN ${quote(channel)}`).catch(() => undefined)
      connecting ??= connect()
      return () => void set.delete(hear)
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await connecting
      const last = client
      client = null
      last?.removeAllListeners()
      last?.on('error', () => undefined)
      await last?.end().catch(() => undefined)
    },
  }
}

function quote(channel: string): string {
  if (!/^[a-z_]+$/.test(channel)) throw new Error(`Not the name of a channel: ${channel}`)
  return `"${channel}"`
}
