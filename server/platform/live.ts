import { EventEmitter } from 'node:events'
import { ulid } from 'ulid'
import type { Database } from './db/index.ts'
import type { Log } from './log.ts'

/** A hint that something changed: ids and counts only, never content. */
export interface LiveHint {
  corpId: string
  topic:
    | 'sync'
    | 'contact'
    | 'group'
    | 'import'
    | 'effect'
    | 'inbox'
    | 'handover'
    | 'insight'
    | 'webhook'
    | 'post'
    | 'code'
    | 'model'
  id: string
  detail?: Record<string, number | string>
}

/** Feed behind the server-sent events. On PostgreSQL a hint reaches the pages of every process. */
export interface LiveFeed {
  tell(hint: LiveHint): void
  /** `missed`: hints of other processes may have been lost for a while. */
  listen(corpId: string, hear: (hint: LiveHint) => void, missed?: () => void): () => void
  close(): void
}

const CHANNEL = 'liuke_live'

export function createLiveFeed({ database, log }: { database?: Database; log?: Log } = {}): LiveFeed {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  // A process hears its own notices as well, and has told them already.
  const self = ulid()
  const gap = Symbol('gap')
  const stop = database?.notices?.listen(CHANNEL, (text) => {
    if (text === '') return void emitter.emit(gap)
    const told = readNotice(text)
    if (told && told.from !== self) emitter.emit(told.hint.corpId, told.hint)
  })
  return {
    tell(hint) {
      emitter.emit(hint.corpId, hint)
      if (!database?.notices) return
      const text = JSON.stringify({ from: self, hint })
      database.sql
        .all('SELECT pg_notify(?, ?)', [CHANNEL, text])
        // The database is away: once it is back, the processes that listen there have their pages read again.
        .catch((error: unknown) => log?.warn({ err: error }, 'a live hint did not reach the other processes'))
    },
    listen(corpId, hear, missed = () => undefined) {
      emitter.on(corpId, hear).on(gap, missed)
      return () => void emitter.off(corpId, hear).off(gap, missed)
    },
    close: () => stop?.(),
  }
}

/** Written by another process of ours, maybe of another version. */
function readNotice(text: string): { from: string; hint: LiveHint } | null {
  const told: unknown = JSON.parse(text)
  if (typeof told !== 'object' || told === null || !('from' in told) || !('hint' in told)) return null
  return told as { from: string; hint: LiveHint }
}
