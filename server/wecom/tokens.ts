import { createHash } from 'node:crypto'
import { isSecretRejected } from './error-kinds.ts'
import { isWecomError, WecomError } from './error.ts'
import { isRecord } from './http.ts'
import type { StoredToken, TokenState, TokenStore } from './types.ts'

/** Renewed this long before its end, so that no call starts with a token about to die. */
const EARLY_MS = 5 * 60_000
/** After a wrong secret: at most three attempts an hour, because WeCom blocks addresses that keep asking. */
const COOLDOWN_MS = 20 * 60_000
/** How long a failure is remembered when nobody asks any more. */
const FAILURE_KEPT_MS = 2 * 24 * 3_600_000
/** Each night's work needs a token; one that ended longer ago than this was not asked for, or not given. */
const STALE_MS = 26 * 3_600_000

export type Credential = {
  /** A usable value. `rejected` is a value WeCom has just refused: never answered again unless WeCom repeats it. */
  get(rejected?: string): Promise<StoredToken>
  /** Whether a value could be had lately, from what the store knows. */
  state(): Promise<TokenState>
}

export type Fetched = { value: string; expiresInMs: number }

/** One cached token or ticket: a single flight in this process, and one at a time across all that share the store. */
export function createCredential(input: {
  key: string
  store: TokenStore
  now: () => number
  /** Milliseconds that no change of the clock moves. */
  elapsed: () => number
  fetch: () => Promise<Fetched>
}): Credential {
  const { key, store, now, elapsed } = input
  let known: StoredToken | null = null
  /** Its end by the monotonic clock: the wall clock may be set back, and then an old token looked young again. */
  let knownUntil = Infinity
  /** The value that came to that end. */
  let spent: string | undefined
  let flight: Promise<{ token: StoredToken; fresh: boolean }> | null = null

  function keep(token: StoredToken, fresh: boolean): void {
    known = token
    knownUntil = elapsed() + token.expiresAt - now()
    // WeCom may give the same value again; then it lives.
    if (fresh) spent = undefined
  }

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
      if (isWecomError(error)) {
        const failure = JSON.stringify({ errcode: error.errcode, at: now() })
        await store.write(`${key}:failed`, failure, now() + FAILURE_KEPT_MS)
      }
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
        if (known && knownUntil <= elapsed()) spent = known.value
        if (known && known.value !== spent && isUsable(known, now(), rejected)) return known
        known = null
        const dead = rejected ?? spent
        flight ??= renew(dead).finally(() => {
          flight = null
        })
        const { token, fresh } = await flight
        keep(token, fresh)
        // A flight that somebody else began may bring the very value that was refused meanwhile.
        if (fresh || token.value !== dead) return token
      }
    },
    async state() {
      const [token, failure] = await Promise.all([store.read(key), store.read(`${key}:failed`)])
      return judgeToken(token, failure, now())
    },
  }
}

function judgeToken(token: StoredToken | null, failure: StoredToken | null, now: number): TokenState {
  const endedAt = token?.expiresAt ?? 0
  if (endedAt > now) return { state: 'good' }
  const note: unknown = failure && failure.expiresAt > now ? JSON.parse(failure.value) : null
  // A failure older than the token was overcome by it.
  if (isRecord(note) && Number(note['at']) >= endedAt)
    return { state: 'failing', errcode: Number(note['errcode']), at: Number(note['at']) }
  return { state: endedAt > 0 && now - endedAt > STALE_MS ? 'stale' : 'idle' }
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
