import { isRecord } from './http.ts'
import { isWholeAppRefused, isRightRefused } from './error-kinds.ts'
import { WecomError } from './error.ts'
import type { Refusal, TokenStore } from './types.ts'

/** After a refusal that only a person can lift: three attempts an hour, so that nothing looks like a storm. */
const COOLDOWN_MS = 20 * 60_000
/** How long a refusal is remembered when nobody asks any more. */
const KEPT_MS = 30 * 24 * 3_600_000
/** Another process may have met, or lifted, a refusal: looked up this often. */
const LOOK_EVERY_MS = 30_000
const LOOK_BEFORE_REFUSING_MS = 1_000

type Held = Refusal & { until: number }

export type Refusals = {
  /** Throws the refusal again instead of asking WeCom, while its pause lasts. Then one caller asks, the others wait on. */
  check(api: string, secret: string): Promise<void>
  refused(failure: { errcode: number; errmsg: string }, api: string, secret: string): Promise<void>
  answered(api: string, secret: string): Promise<void>
  /** Neither yes nor no: the next caller may ask. */
  unanswered(api: string, secret: string): void
  list(): Promise<Refusal[]>
  forget(): Promise<void>
}

/** What WeCom refuses this corp as a whole: secret, address, disabled app, missing right. Shared through the token store. */
export function createRefusals(input: { corpId: string; store: TokenStore; now: () => number }): Refusals {
  const { store, now } = input
  const key = `wecom:${input.corpId}:refused`
  let held = new Map<string, Held>()
  let lookedAt = -Infinity
  let looking = Promise.resolve()
  /** Families whose last answer was a refused right: a second one closes the family. */
  const lastRefused = new Set<string>()

  /** Callers who come together share one look: a second one would undo what the first has just decided. */
  function look(afterMs: number): Promise<void> {
    if (now() - lookedAt >= afterMs) {
      lookedAt = now()
      looking = load().catch((error: unknown) => {
        lookedAt = -Infinity
        throw error
      })
    }
    return looking
  }

  async function load(): Promise<void> {
    const stored = await store.read(key)
    held = stored && stored.expiresAt > now() ? readHeld(stored.value) : new Map()
  }

  /** One errcode, one pause: the app and the contact-sync secret mostly call from the same address. */
  function pause(errcode: number, until: number): void {
    for (const one of held.values()) if (one.errcode === errcode) one.until = until
  }

  async function save(): Promise<void> {
    await store.write(key, JSON.stringify([...held]), held.size > 0 ? now() + KEPT_MS : 0)
  }

  function scopesOf(api: string, secret: string): string[] {
    return [`app:${secret}`, `family:${familyOf(api)}:${secret}`, `api:${api}:${secret}`]
  }

  const findHeld = (api: string, secret: string): Held | undefined =>
    scopesOf(api, secret)
      .map((scope) => held.get(scope))
      .find((one) => one !== undefined)

  return {
    async check(api, secret) {
      await look(LOOK_EVERY_MS)
      if (!findHeld(api, secret)) return
      await look(LOOK_BEFORE_REFUSING_MS)
      const one = findHeld(api, secret)
      if (!one) return
      if (one.until <= now()) {
        // This caller asks; the others wait for its answer, those with another secret as well.
        pause(one.errcode, now() + COOLDOWN_MS)
        await save()
        return
      }
      const { errcode, errmsg } = one
      const again = new Date(one.until).toISOString()
      throw new WecomError({
        kind: 'denied',
        api,
        errcode,
        errmsg: `${errmsg} (not asked again before ${again})`,
      })
    },
    async refused({ errcode, errmsg }, api, secret) {
      const family = familyOf(api)
      const isWhole = isWholeAppRefused(errcode)
      if (!isWhole && !isRightRefused(errcode)) return
      await look(LOOK_EVERY_MS)
      const isFamily = lastRefused.has(`${family}:${secret}`)
      const [app = '', ofFamily = '', ofApi = ''] = scopesOf(api, secret)
      if (!isWhole) lastRefused.add(`${family}:${secret}`)
      const at = now()
      held.set(isWhole ? app : isFamily ? ofFamily : ofApi, {
        errcode,
        errmsg,
        api,
        at,
        until: at + COOLDOWN_MS,
      })
      pause(errcode, at + COOLDOWN_MS)
      await save()
    },
    async answered(api, secret) {
      lastRefused.delete(`${familyOf(api)}:${secret}`)
      const lifted: Held[] = []
      for (const scope of scopesOf(api, secret)) {
        const one = held.get(scope)
        // A token is given to any address and to an app without rights: it lifts only what gettoken itself met.
        if (!one || (api === 'gettoken' && one.api !== 'gettoken')) continue
        held.delete(scope)
        lifted.push(one)
      }
      if (lifted.length === 0) return
      for (const { errcode } of lifted) pause(errcode, now())
      await save()
    },
    unanswered(api, secret) {
      const one = findHeld(api, secret)
      if (one) pause(one.errcode, now())
    },
    async list() {
      await look(LOOK_BEFORE_REFUSING_MS)
      return [...held.values()].map(({ until: _until, ...refusal }) => refusal)
    },
    async forget() {
      await look(0)
      if (held.size === 0) return
      held = new Map()
      await save()
    },
  }
}

/** 'externalcontact/groupchat/list' → 'externalcontact': one permission of the console opens a family. */
function familyOf(api: string): string {
  return api.split('/', 1)[0] ?? api
}

function readHeld(text: string): Map<string, Held> {
  const value: unknown = JSON.parse(text)
  const found = new Map<string, Held>()
  for (const entry of Array.isArray(value) ? value : []) {
    const [scope, one]: unknown[] = Array.isArray(entry) ? entry : []
    if (typeof scope !== 'string' || !isRecord(one)) continue
    const [errcode, at, until] = [Number(one['errcode']), Number(one['at']), Number(one['until'])]
    found.set(scope, { errcode, at, until, errmsg: String(one['errmsg']), api: String(one['api']) })
  }
  return found
}
