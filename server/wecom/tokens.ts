import { createHash } from 'node:crypto'
import { isSecretRejected } from './error-kinds.ts'
import { isWecomError, WecomError } from './error.ts'
import { isRecord } from './http.ts'
import type { StoredToken, TokenStore } from './types.ts'

/** Renewed this long before its end, so that no call starts with a token about to die. */
const EARLY_MS = 5 * 60_000
/** After a wrong secret: at most three attempts an hour, because WeCom blocks addresses that keep asking. */
const COOLDOWN_MS = 20 * 60_000

export type Credential = {
  /** A usable value. `rejected` is a value WeCom has just refused: never answered again unless WeCom repeats it. */
  get(rejected?: string): Promise<StoredToken>
}

export type Fetched = { value: string; expiresInMs: number }

/** One cached token or ticket: a single flight in this process, and one at a time across all that share the store. */
export function createCredential(input: {
  key: string
  store: TokenStore
  now: () => number
  fetch: () => Promise<Fetched>
}): Credential {
  const { key, store, now } = input
  let known: StoredToken | null = null
  let flight: Promise<{ token: StoredToken; fresh: boolean }> | null = null

  async function renew(rejected: string | undefined) {
    return store.exclusive(key, async () => {
      const stored = await store.read(key)
      if (stored && isUsable(stored, now(), rejected)) return { token: stored, fresh: false }
      // Should no new one come, nobody may try the dead one again: each try would cost a call.
      if (stored && stored.value === rejected) await store.write(key, stored.value, 0)
      await failDuringCooldown(key, store, now())
      const token = await fetchOnce()
      await store.write(key, token.value, token.expiresAt)
      return { token, fresh: true }
    })
  }

  async function fetchOnce(): Promise<StoredToken> {
    try {
      const { value, expiresInMs } = await input.fetch()
      return { value, expiresAt: now() + expiresInMs - Math.min(EARLY_MS, expiresInMs / 2) }
    } catch (error) {
      if (isWecomError(error, 'denied') && isSecretRejected(error.errcode)) {
        const note = JSON.stringify({ errcode: error.errcode, errmsg: error.errmsg, api: error.api })
        await store.write(`${key}:cooldown`, note, now() + COOLDOWN_MS)
      }
      throw error
    }
  }

  return {
    async get(rejected) {
      for (;;) {
        if (known && isUsable(known, now(), rejected)) return known
        known = null
        flight ??= renew(rejected).finally(() => {
          flight = null
        })
        const { token, fresh } = await flight
        known = token
        // A flight that somebody else began may bring the very value that was refused meanwhile.
        if (fresh || token.value !== rejected) return token
      }
    },
  }
}

function isUsable(token: StoredToken, now: number, rejected: string | undefined): boolean {
  return token.expiresAt > now && token.value !== rejected
}

/** A person has mended the secret, or believes so: the next caller asks at once. */
export async function endCooldown(key: string, store: TokenStore, now: number): Promise<void> {
  if (await readCooldown(key, store, now)) await store.write(`${key}:cooldown`, '', 0)
}

async function readCooldown(key: string, store: TokenStore, now: number): Promise<StoredToken | null> {
  const cooldown = await store.read(`${key}:cooldown`)
  return cooldown && cooldown.expiresAt > now ? cooldown : null
}

async function failDuringCooldown(key: string, store: TokenStore, now: number) {
  const cooldown = await readCooldown(key, store, now)
  if (!cooldown) return
  const note: unknown = JSON.parse(cooldown.value)
  if (!isRecord(note)) return
  throw new WecomError({
    kind: 'denied',
    api: String(note.api),
    errcode: Number(note.errcode),
    errmsg: `${String(note.errmsg)} (not asked again for ${Math.ceil((cooldown.expiresAt - now) / 60_000)} min)`,
    retryAfterMs: cooldown.expiresAt - now,
  })
}

/** Part of the store's keys: a new secret has a new token, and no cooldown of the old one. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 12)
}

/** For one process without a database, and for tests. */
export function memoryTokenStore(): TokenStore {
  const tokens = new Map<string, StoredToken>()
  const tails = new Map<string, Promise<unknown>>()
  return {
    read: async (key) => tokens.get(key) ?? null,
    write: async (key, value, expiresAt) => {
      tokens.set(key, { value, expiresAt })
    },
    exclusive: (key, run) => {
      const turn = (tails.get(key) ?? Promise.resolve()).then(run, run)
      tails.set(key, turn)
      return turn
    },
  }
}
