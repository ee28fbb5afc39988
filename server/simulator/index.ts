// Starts a stand-in for WeCom with a seeded company. README.md says what it imitates and what it does not.

import { setTimeout as sleep } from 'node:timers/promises'
import { runAction } from './actions/index.ts'
import { settleTransfers } from './actions/transfers.ts'
import { createCallBook, type CallBook } from './calls.ts'
import { createCallbacks, type Callbacks } from './callbacks/delivery.ts'
import { createCaller } from './callbacks/http.ts'
import { createClock, shanghaiMidnight, type ClockOptions, type SimClock } from './clock.ts'
import { createCorp, DEMO_CREDENTIALS, type Corp, type Credentials } from './corp.ts'
import { createFaultBox, type FaultBox, type FaultPlanInput } from './faults.ts'
import { openJournal } from './journal.ts'
import { createLimiter } from './limits.ts'
import { serveSimulation } from './server.ts'
import type { Simulation } from './simulation.ts'
import { createTokenDesk, type TokenDesk } from './tokens.ts'
import { createWelcomeBook } from './welcomes.ts'
import { checkSeed } from './world/seed.ts'
import { truthPage, truthRows, type TruthKind, type TruthPage } from './world/truth.ts'
import { createWorld, type World } from './world/world.ts'

export { DEMO_CREDENTIALS } from './corp.ts'
export type { FaultPlan, FaultPlanInput, FaultRule } from './faults.ts'
export type { TruthKind } from './world/truth.ts'

export interface SimulatorOptions {
  host?: string
  /** 0 takes any free port. */
  port?: number
  seed?: number
  /** 1 … 1 000 000 */
  contacts?: number
  /** The seven named members are always there, so fewer than seven means seven. */
  staff?: number
  groups?: number
  /** 何俊 has left before the records begin, unless he is to leave while one looks on. */
  leaver?: 'gone' | 'present'
  credentials?: Partial<Credentials>
  /** Keeps every change, so that the next start with the same numbers gives the same truth. */
  journalFile?: string
  /** Tried until it passes the check; events raised before that go nowhere, as in WeCom. */
  callbackUrl?: string
  /** Origin of the CRM, which is the app's trusted domain. */
  appOrigin?: string
  clock?: ClockOptions
  faults?: FaultPlanInput
  /** Published frequency limits; on by default. */
  limits?: boolean
  avatarBase?: string
  /** Time limits of a callback, shortened in tests. */
  callbackCutMs?: number
  callbackRetryGapMs?: number
}

export interface Simulator {
  origin: string
  clock: SimClock
  faults: FaultBox
  calls: CallBook
  callbacks: Callbacks
  corp: Corp
  tokens: TokenDesk
  world: World
  /** How many calls of a path are in hand: come in, and not answered yet. */
  inHand(path: string): number
  /** Does what a person would do in the client, callbacks included. */
  actions(name: string, input: unknown): Record<string, unknown>
  truth: {
    rows(kind: TruthKind): Generator<Record<string, unknown>>
    page(kind: TruthKind, page?: { cursor?: string; limit?: number }): TruthPage
  }
  close(): Promise<void>
}

const TICK_MS = 1000
const CALLBACK_SOCKETS = 256

function prepare(options: SimulatorOptions): Simulation {
  const early = createClock(options.clock)
  const wanted = checkSeed({
    seed: options.seed ?? 1,
    contacts: options.contacts ?? 2000,
    staff: options.staff ?? 40,
    groups: options.groups ?? 60,
    leaver: options.leaver ?? 'gone',
    epochMs: shanghaiMidnight(early.now()),
    avatarBase: options.avatarBase ?? '',
  })
  const opened = options.journalFile === undefined ? undefined : openJournal(options.journalFile, wanted)
  const moves = opened?.changes.flatMap((one) => (one.kind === 'clock' ? [one.offsetMs] : [])) ?? []
  const offsetMs = moves.at(-1)
  const clock = offsetMs === undefined ? early : createClock({ ...options.clock, offsetMs })
  const world = createWorld({
    seed: opened?.seed ?? wanted,
    clock,
    ...(opened ? { journal: opened.journal } : {}),
  })
  for (const change of opened?.changes ?? []) world.replay(change)
  const corp = createCorp(
    { ...DEMO_CREDENTIALS, ...options.credentials },
    options.appOrigin ?? 'http://127.0.0.1:3000',
  )
  const faults = createFaultBox(options.faults)
  const callbacks = createCallbacks({
    keys: corp.keys,
    agentId: options.credentials?.agentId ?? DEMO_CREDENTIALS.agentId,
    caller: createCaller(CALLBACK_SOCKETS),
    faults,
    now: clock.now,
    cutMs: options.callbackCutMs ?? 5000,
    tries: 3,
    retryGapMs: options.callbackRetryGapMs ?? 1000,
  })
  return {
    world,
    origin: '',
    corp,
    callbacks,
    faults,
    tokens: createTokenDesk(clock.now),
    limiter: createLimiter(clock.now),
    limitsOn: options.limits ?? true,
    calls: createCallBook(clock.now),
    welcomes: createWelcomeBook(clock.now),
    sentRequests: new Map(),
  }
}

/** An administrator would press "save" again until the service is up. */
async function keepTryingUrl(sim: Simulation, url: string, closed: () => boolean): Promise<void> {
  while (!closed()) {
    const result = await sim.callbacks.setUrl(url)
    if (result.ok) return
    await sleep(1000, undefined, { ref: false })
  }
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const sim = prepare(options)
  const { world } = sim
  world.clock.onMove(() => {
    world.change({ kind: 'clock', offsetMs: world.clock.offsetMs() })
    settleTransfers(sim)
  })
  const listening = await serveSimulation(sim, {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 3900,
  })
  sim.origin = listening.origin
  const ticking = setInterval(() => settleTransfers(sim), TICK_MS).unref()
  let closed = false
  if (options.callbackUrl !== undefined) void keepTryingUrl(sim, options.callbackUrl, () => closed)
  return {
    origin: listening.origin,
    clock: world.clock,
    faults: sim.faults,
    calls: sim.calls,
    callbacks: sim.callbacks,
    corp: sim.corp,
    tokens: sim.tokens,
    world,
    inHand: (path) => sim.limiter.running(path),
    actions: (name, input) => runAction(sim, name, input),
    truth: {
      rows: (kind) => truthRows(world, kind),
      page: (kind, page = {}) => truthPage(world, kind, { cursor: page.cursor, limit: page.limit ?? 500 }),
    },
    close: async () => {
      closed = true
      clearInterval(ticking)
      sim.callbacks.close()
      await listening.close()
    },
  }
}
