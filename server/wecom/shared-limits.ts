import { isRecord } from './http.ts'
import { createLimitWindows } from './limit-windows.ts'
import type { LimitState } from './limit-windows.ts'
import type { Budget, TokenStore } from './types.ts'

/** Another process may have been refused: looked up this often, so that no call costs a statement of its own. */
const LOOK_EVERY_MS = 1_000
/** How long a refusal that is over is remembered: a block lasts a day at most, and its level one day more. */
const KEPT_MS = 2 * 24 * 3_600_000

/** What WeCom's answers have taught about one interface. */
type Learned = { block?: LimitState; parallel?: number }

export type SharedLimits = {
  /** Resolves when the budget knows what all processes, and earlier lives of this one, have met. */
  look(): Promise<void>
  isBlocked(api: string): boolean
  /** 45009: answers when the interface may be called again. */
  refused(api: string, startedAt: number): Promise<number>
  succeeded(api: string, startedAt: number): Promise<void>
  /** After every answer: was it 45033? */
  concurrency(api: string, refused: boolean): Promise<void>
}

/** Blocks after 45009 and the parallel calls that 45033 left, kept for one corp in the token store. */
export function createSharedLimits(input: {
  corpId: string
  store: TokenStore
  budget: Budget
  now: () => number
}): SharedLimits {
  const { store, budget, now } = input
  const key = `wecom:${input.corpId}:limits`
  const windows = createLimitWindows()
  let lookedAt = -Infinity
  let looking = Promise.resolve()

  async function read(): Promise<Map<string, Learned>> {
    const stored = await store.read(key)
    return stored && stored.expiresAt > now() ? readLearned(stored.value) : new Map()
  }

  async function load(): Promise<void> {
    const learned = await read()
    for (const [api, { block, parallel }] of learned) {
      if (block) budget.blocked(api, block.until)
      if (parallel !== undefined) budget.startParallel(api, parallel)
    }
    windows.adopt(new Map([...learned].flatMap(([api, { block }]) => (block ? [[api, block]] : []))), now())
  }

  /** Under a lock, because two interfaces may be refused at once in two processes. */
  async function change(api: string, edit: (learned: Learned) => Learned): Promise<void> {
    const save = async () => {
      const all = await read()
      all.set(api, edit(all.get(api) ?? {}))
      await store.write(key, JSON.stringify([...all]), now() + KEPT_MS)
    }
    // WeCom's answer must not be lost for the note of it: without one the others meet the refusal themselves.
    await store.exclusive(key, save).catch(() => undefined)
  }

  return {
    look() {
      // A clock that was set back must not end the looking.
      if (Math.abs(now() - lookedAt) >= LOOK_EVERY_MS) {
        lookedAt = now()
        looking = load().catch((error: unknown) => {
          lookedAt = -Infinity
          throw error
        })
      }
      return looking
    },
    isBlocked: (api) => (windows.stateOf(api)?.until ?? 0) > now(),
    async refused(api, startedAt) {
      const before = windows.stateOf(api)
      const until = windows.refused(api, startedAt, now())
      budget.blocked(api, until)
      const block = windows.stateOf(api)
      if (!block || block === before) return until
      await change(api, (learned) =>
        learned.block && learned.block.until > until ? learned : { ...learned, block },
      )
      return until
    },
    async succeeded(api, startedAt) {
      if (!windows.succeeded(api, startedAt)) return
      await change(api, ({ block, ...learned }) =>
        block && block.until > startedAt ? { ...learned, block } : learned,
      )
    },
    async concurrency(api, refused) {
      const parallel = budget.concurrency(api, refused)
      if (parallel !== null) await change(api, (learned) => ({ ...learned, parallel }))
    },
  }
}

function readLearned(text: string): Map<string, Learned> {
  const value: unknown = JSON.parse(text)
  const found = new Map<string, Learned>()
  for (const entry of Array.isArray(value) ? value : []) {
    const [api, one]: unknown[] = Array.isArray(entry) ? entry : []
    if (typeof api !== 'string' || !isRecord(one)) continue
    const { block, parallel } = one
    found.set(api, {
      ...(isRecord(block) ? { block: { level: Number(block['level']), until: Number(block['until']) } } : {}),
      ...(typeof parallel === 'number' ? { parallel } : {}),
    })
  }
  return found
}
