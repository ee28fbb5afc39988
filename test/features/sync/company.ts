import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { defaults } from '../../../config/defaults.ts'
import type { Settings } from '../../../config/env.ts'
import { createChanges } from '../../../server/features/changes.ts'
import { contacts } from '../../../server/features/contacts/index.ts'
import { createAccessLog } from '../../../server/features/panel/access-log.ts'
import type { Deps } from '../../../server/features/deps.ts'
import { createEffects } from '../../../server/features/effects/index.ts'
import type { Feature } from '../../../server/features/feature.ts'
import { moments } from '../../../server/features/moments/index.ts'
import { notices } from '../../../server/features/notices/index.ts'
import { callbacksFirst, sync } from '../../../server/features/sync/index.ts'
import { readRun } from '../../../server/features/sync/read-runs.ts'
import { startSyncRun } from '../../../server/features/sync/start-run.ts'
import type { SyncRunView } from '../../../server/features/sync/contract.ts'
import { tags } from '../../../server/features/tags/index.ts'
import { welcome } from '../../../server/features/welcome/index.ts'
import { createMetrics } from '../../../server/metrics/metrics.ts'
import { homeOnly } from '../../../server/corps/home-corp.ts'
import { offsetClock, type OffsetClock } from '../../../server/platform/clock.ts'
import { mountRoutes } from '../../../server/platform/http/router.ts'
import { openJobs, type Jobs } from '../../../server/platform/jobs/index.ts'
import { createLiveFeed, type LiveHint } from '../../../server/platform/live.ts'
import { createLog } from '../../../server/platform/log.ts'
import { createSealer } from '../../../server/platform/seal.ts'
import { createBudget, createWecom, memoryTokenStore, type Wecom } from '../../../server/wecom/index.ts'
import {
  DEMO_CREDENTIALS,
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../../server/simulator/index.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'

export const corpId = DEMO_CREDENTIALS.corpId

/** The features of this area over a real database, a real client, and the simulator on loopback. */
export interface Company {
  simulator: Simulator
  deps: Deps
  database: TestDatabase
  clock: OffsetClock
  hints: LiveHint[]
  callbackUrl: string
  /** A full or reconciling run to its end. */
  run(kind?: 'full' | 'reconcile' | 'active', options?: { confirm?: boolean }): Promise<SyncRunView>
  /** Stops the worker in mid-work, like a killed process, and starts another one. */
  restartWorker(): Promise<void>
  /** Until nothing that is due soon waits or is being done. */
  settle(): Promise<void>
  /** Not needed for a database that was handed in: the end of the test closes it. */
  close(): Promise<void>
}

/** What waits longer is no part of what a test has begun. */
const SOON_MS = 60_000

const features: readonly Feature[] = [
  createEffects((deps) => Object.assign({}, ...features.map((feature) => feature.effects?.(deps) ?? {}))),
  notices,
  contacts,
  tags,
  moments,
  welcome,
  sync,
]

export async function startCompany({
  open,
  serviceClock: clock = offsetClock(),
  listeners = [],
  ...options
}: SimulatorOptions & {
  open?: () => Promise<TestDatabase>
  serviceClock?: OffsetClock
  /** Features that hear of changes, besides those of this area. */
  listeners?: readonly Feature[]
} = {}): Promise<Company> {
  const simulator = await startSimulator({
    port: 0,
    seed: 7,
    contacts: 200,
    staff: 14,
    groups: 6,
    limits: false,
    callbackRetryGapMs: 20,
    ...options,
  })
  const database = await (open ?? openTestDatabase)()
  const log = createLog({ level: 'silent' })
  const live = createLiveFeed()
  const hints: LiveHint[] = []
  live.listen(corpId, (hint) => hints.push(hint))
  const client = createClient(simulator, clock, 8)
  let jobs: Jobs = openJobs({ database, clock, log })
  const deps: Deps = {
    database,
    get jobs() {
      return jobs
    },
    clock,
    log,
    sealer: createSealer({ key: Buffer.alloc(32, 7).toString('base64'), keyId: 'k1' }),
    settings: settingsOf(simulator.origin),
    defaults,
    live,
    accessLog: createAccessLog({ sql: database.sql, clock, log }),
    changes: createChanges([...features, ...listeners], () => jobs),
    metrics: createMetrics(),
    wecomBudget: () => Promise.resolve([]),
    corps: homeOnly(settingsOf(simulator.origin)),
    wecomOf: () => client,
  }
  await seedCorp(deps)
  const work = (): void =>
    jobs.work(Object.assign({}, ...[...features, ...listeners].map((feature) => feature.jobs?.(deps) ?? {})))
  work()
  const server = await listen(deps)
  const { port } = server.address() as AddressInfo
  const callbackUrl = `http://127.0.0.1:${port}/wecom/callback/${corpId}`
  const company: Company = {
    simulator,
    deps,
    database,
    clock,
    hints,
    callbackUrl,
    async run(kind = 'full', { confirm } = {}) {
      const { id } = await startSyncRun(deps, {
        corpId,
        kind,
        trigger: 'console',
        startedBy: null,
        ...(confirm ? { confirm } : {}),
      })
      jobs.nudge()
      return waitForRun(deps, id)
    },
    async restartWorker() {
      await jobs.stop()
      jobs = openJobs({ database, clock, log })
      work()
    },
    async settle() {
      await waitFor(async () => {
        const rows = await database.sql.all(
          `SELECT 1 AS "ok" FROM "Job" WHERE "state" = 'running' OR ("state" = 'ready' AND "runAt" <= ?) LIMIT 1`,
          [new Date(clock.nowMs() + SOON_MS)],
        )
        return rows.length === 0
      })
    },
    close: () => (open ? Promise.resolve() : database.close()),
  }
  database.beforeClose(async () => {
    await jobs.stop()
    await new Promise((resolve) => server.close(resolve))
    client.close()
    await simulator.close()
  })
  return company
}

function createClient(simulator: Simulator, clock: OffsetClock, maxConcurrency: number): Wecom {
  // Waits of the client are shortened: the tests are about what comes out, not about the pauses.
  const sleep = (ms: number): Promise<void> => clock.sleep(Math.min(ms, 20))
  const now = (): number => clock.nowMs()
  return createWecom({
    corpId,
    agentId: DEMO_CREDENTIALS.agentId,
    agentSecret: DEMO_CREDENTIALS.agentSecret,
    directorySecret: DEMO_CREDENTIALS.directorySecret,
    baseUrl: simulator.origin,
    tokens: memoryTokenStore(),
    budget: createBudget({
      perMinute: 100_000,
      perHour: 1_000_000,
      interactiveShare: 0.2,
      maxConcurrency,
      now,
      sleep,
    }),
    now,
    sleep,
  })
}

function settingsOf(origin: string): Settings {
  return {
    PORT: 0,
    HOST: '127.0.0.1',
    OPS_HOST: '127.0.0.1',
    DATABASE_URL: 'file:test',
    DATABASE_POOL_SIZE: 10,
    LIUKE_ORIGIN: 'http://127.0.0.1:3000',
    LIUKE_SEALING_KEY: '',
    LIUKE_ADMINS: ['hanyue'],
    LIUKE_ROLE: 'all',
    LOG_LEVEL: 'silent',
    WECOM_CORP_ID: corpId,
    WECOM_CORP_NAME: '',
    WECOM_AGENT_ID: DEMO_CREDENTIALS.agentId,
    WECOM_AGENT_SECRET: DEMO_CREDENTIALS.agentSecret,
    WECOM_DIRECTORY_SECRET: DEMO_CREDENTIALS.directorySecret,
    WECOM_CALLBACK_TOKEN: DEMO_CREDENTIALS.callbackToken,
    WECOM_CALLBACK_AES_KEY: DEMO_CREDENTIALS.callbackAesKey,
    WECOM_API_BASE: origin,
    WECOM_OAUTH_BASE: origin,
  }
}

async function seedCorp({ database, clock, settings }: Deps): Promise<void> {
  const now = clock.now()
  await database.db.corp.create({
    data: {
      corpId,
      name: corpId,
      agentId: settings.WECOM_AGENT_ID,
      secretsSealed: '',
      createdAt: now,
      updatedAt: now,
    },
  })
}

async function listen(deps: Deps) {
  const app = new Koa()
  app.silent = true
  app.use(
    mountRoutes(
      features.flatMap((feature) => feature.routes ?? []),
      deps,
      { origin: deps.settings.LIUKE_ORIGIN, authenticate: () => Promise.resolve(null) },
    ),
  )
  const server = createServer(callbacksFirst(deps, app.callback()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

export async function waitForRun(deps: Deps, id: string): Promise<SyncRunView> {
  let run = await readRun(deps, corpId, id)
  await waitFor(async () => {
    run = await readRun(deps, corpId, id)
    return run.state !== 'queued' && run.state !== 'running'
  })
  return run
}

export async function waitFor(test: () => Promise<boolean> | boolean, ms = 60_000): Promise<void> {
  const until = performance.now() + ms
  while (!(await test())) {
    if (performance.now() > until) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
