// Sends events: five seconds for an answer, three tries in total, and the seeded faults of the plan.

import { machineNow } from '../clock.ts'
import type { FaultBox } from '../faults.ts'
import { seal, sealedQuery, type CallbackKeys } from './cipher.ts'
import { eventXml, type CorpEvent } from './events.ts'
import type { Caller } from './http.ts'
import { verifyUrl, type Verification } from './verify.ts'

export interface Attempt {
  atMs: number
  status: number
  tookMs: number
  error?: string
}

export interface Delivery {
  id: number
  event: string
  changeType: string
  xml: string
  state: 'waiting' | 'delivered' | 'failed' | 'dropped' | 'no-url'
  attempts: Attempt[]
}

export interface Callbacks {
  emit(event: CorpEvent): void
  /** Sends a kept event, also a dropped one, once more; resolves with the last answer. */
  resend(id: number): Promise<Attempt>
  /** Saves the URL only when it passes the check. */
  setUrl(url: string): Promise<Verification>
  url(): string | undefined
  deliveries(): readonly Delivery[]
  onDelivery(listener: (delivery: Delivery) => void): void
  /** Sent and not answered, or to be sent yet. */
  waiting(): number
  /** Resolves when nothing waits to be sent. */
  settled(): Promise<void>
  close(): void
}

export interface CallbackOptions {
  keys: CallbackKeys
  agentId: number
  caller: Caller
  faults: FaultBox
  now: () => number
  cutMs: number
  tries: number
  retryGapMs: number
}

const KEPT = 20_000

export function createCallbacks(options: CallbackOptions): Callbacks {
  const { caller, faults, keys } = options
  const kept: Delivery[] = []
  const listeners: ((delivery: Delivery) => void)[] = []
  const timers = new Set<NodeJS.Timeout>()
  const idle = new Set<() => void>()
  let url: string | undefined
  let count = 0
  let open = 0
  let closed = false

  const finished = (): void => {
    open -= 1
    if (open > 0) return
    for (const wake of idle) wake()
    idle.clear()
  }
  const later = (ms: number, run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
  }
  const body = (sealed: string): string =>
    `<xml><ToUserName><![CDATA[${keys.receiveId}]]></ToUserName><AgentID><![CDATA[${options.agentId}]]></AgentID><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`
  const tryOnce = async (delivery: Delivery, target: string): Promise<Attempt> => {
    // Each try is sealed anew: the same inner text under another nonce, time and head.
    const sealed = seal(keys, delivery.xml)
    const query = sealedQuery(keys, sealed, options.now())
    const from = machineNow()
    const one: Attempt = { atMs: options.now(), status: 0, tookMs: 0 }
    try {
      const joined = target + (target.includes('?') ? '&' : '?') + query.toString()
      one.status = (
        await caller.send(joined, { method: 'POST', body: body(sealed), timeoutMs: options.cutMs })
      ).status
    } catch (error) {
      one.error = error instanceof Error ? error.message : 'not reached'
    }
    one.tookMs = machineNow() - from
    delivery.attempts.push(one)
    return one
  }
  const attempt = async (delivery: Delivery, target: string, tries = 1): Promise<Attempt> => {
    const one = await tryOnce(delivery, target)
    const good = one.status === 200
    if (!good && tries < options.tries && !closed) {
      await new Promise<void>((wake) => later(options.retryGapMs, wake))
      return attempt(delivery, target, tries + 1)
    }
    // A repeat that fails does not undo an answer that was given.
    delivery.state = good || delivery.state === 'delivered' ? 'delivered' : 'failed'
    finished()
    for (const listener of listeners) listener(delivery)
    return one
  }
  const start = (delivery: Delivery, delayMs: number): void => {
    const target = url
    if (target === undefined) return
    open += 1
    if (delayMs > 0) later(delayMs, () => void attempt(delivery, target))
    else void attempt(delivery, target)
  }
  return {
    emit: (event) => {
      count += 1
      const xml = eventXml(keys.receiveId, event, Math.floor(options.now() / 1000))
      const plan = faults.planDelivery()
      const state = url === undefined ? 'no-url' : plan.dropped ? 'dropped' : 'waiting'
      const delivery: Delivery = {
        id: count,
        event: event.event,
        changeType: event.changeType,
        xml,
        state,
        attempts: [],
      }
      kept.push(delivery)
      if (kept.length > KEPT) kept.splice(0, KEPT / 10)
      if (state !== 'waiting') {
        for (const listener of listeners) listener(delivery)
        return
      }
      for (const delayMs of plan.delaysMs) start(delivery, delayMs)
    },
    resend: (id) => {
      const delivery = kept.find((one) => one.id === id)
      if (!delivery) throw new RangeError(`no event ${id} is kept`)
      if (url === undefined) throw new RangeError('no callback URL is saved')
      open += 1
      return attempt(delivery, url)
    },
    setUrl: async (next) => {
      const result = await verifyUrl(next, { keys, caller, nowMs: options.now() })
      if (result.ok) url = next
      return result
    },
    url: () => url,
    deliveries: () => kept,
    onDelivery: (listener) => void listeners.push(listener),
    waiting: () => open,
    settled: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => void idle.add(resolve))),
    close: () => {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      caller.close()
    },
  }
}
