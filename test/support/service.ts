import { fileURLToPath } from 'node:url'
import { readSettings, type Settings } from '../../config/env.ts'
import type { Deps } from '../../server/features/deps.ts'
import { startSyncRun } from '../../server/features/sync/index.ts'
import { offsetClock, type OffsetClock } from '../../server/platform/clock.ts'
import { createLog, type Log } from '../../server/platform/log.ts'
import {
  DEMO_CREDENTIALS,
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../server/simulator/index.ts'
import { startService } from '../../server/start-service.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { openBrowser, type Browser } from './http-client.ts'

export const corpId = DEMO_CREDENTIALS.corpId
const webRoot = fileURLToPath(new URL('web-root', import.meta.url))

/** The whole service on a free port, over a real database and the real client against a simulated WeCom. */
export interface TestService {
  /** The address people see; the port behind it differs. */
  home: string
  /** Where it listens really. */
  address: string
  /** Where OPS_PORT listens. */
  opsOrigin: string | null
  deps: Deps
  database: TestDatabase
  simulator: Simulator
  clock: OffsetClock
  /** A browser of nobody; chat, console or calls without an app. */
  browser(app?: Browser['app']): Browser
  /** A browser that went through WeCom's login as this member. */
  signIn(userid: string, app?: 'chat' | 'console'): Promise<Browser>
  /** Moves the clocks of service and simulator. */
  advance(ms: number): void
  /** A full sync to its end, and what hangs on it. */
  sync(): Promise<void>
  staffId(userid: string): Promise<string>
  /** Ends the service alone, for tests about its end. */
  stop(): Promise<void>
  close(): Promise<void>
}

export interface TestServiceOptions {
  open?: () => Promise<TestDatabase>
  home?: string
  /** The simulator as the demo's host page. */
  isDemo?: boolean
  settings?: Partial<Settings>
  company?: SimulatorOptions
  log?: Log
  /** False: leave the copy empty. */
  isSynced?: boolean
}

export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const home = options.home ?? 'http://127.0.0.1:3000'
  const simulator = await startSimulator({
    port: 0,
    seed: 7,
    contacts: 120,
    staff: 14,
    groups: 8,
    limits: false,
    appOrigin: home,
    ...options.company,
  })
  const database = await (options.open ?? openTestDatabase)()
  const clock = offsetClock()
  const settings = {
    ...testSettings({ home, simulator, isDemo: options.isDemo === true }),
    ...options.settings,
  }
  const service = await startService({
    settings,
    clock,
    log: options.log ?? createLog({ level: 'silent' }),
    webRoot,
    ticks: false,
    // The database belongs to the test, which may look into it after the service has ended.
    database: { ...database, close: () => Promise.resolve() },
  })
  const at = new Map([
    [home, service.origin],
    [simulator.origin, simulator.origin],
  ])
  const browsers: Browser[] = []
  let isStopped = false
  const browser = (app: Browser['app'] = 'console'): Browser => {
    const opened = openBrowser(at, { home, app })
    browsers.push(opened)
    return opened
  }
  const stop = async (): Promise<void> => {
    if (isStopped) return
    isStopped = true
    await service.stop()
  }
  const { deps } = service
  const test: TestService = {
    home,
    address: service.origin,
    opsOrigin: service.opsOrigin,
    deps,
    database,
    simulator,
    clock,
    browser,
    async signIn(userid, app = 'console') {
      const opened = browser(app)
      becomeMember(opened, simulator, userid)
      const arrived = await opened.visit(`/login/wecom?app=${app}&return=/${app}/`)
      if (new URL(arrived.url).pathname !== `/${app}/`)
        throw new Error(`${userid} could not sign in: ${arrived.status} ${arrived.text.slice(0, 300)}`)
      return opened
    },
    advance(ms) {
      clock.setOffset(clock.offsetMs + ms)
      simulator.clock.advance(ms)
    },
    async sync() {
      await startSyncRun(deps, { corpId, kind: 'full', trigger: 'cli', startedBy: null })
      deps.jobs.nudge()
      await deps.jobs.drain()
      // PostgreSQL plans blindly until it has counted; it does so by itself within a minute.
      if (database.dialect === 'postgresql') await database.sql.run('ANALYZE')
    },
    async staffId(userid) {
      const where = { corpId_userKey: { corpId, userKey: userid.toLowerCase() } }
      return (await database.db.staff.findUniqueOrThrow({ where, select: { id: true } })).id
    },
    stop,
    async close() {
      for (const opened of browsers) opened.close()
      await stop()
      deps.wecomOf(corpId).close()
      await simulator.close()
      await database.close()
    },
  }
  if (options.isSynced !== false) await test.sync()
  return test
}

/** What the desk of the simulator does when a member is picked. */
export function becomeMember(browser: Browser, simulator: Simulator, userid: string): void {
  browser.cookies.set(simulator.origin, new Map([['desk_user', encodeURIComponent(userid)]]))
}

export function testSettings({
  home,
  simulator,
  isDemo,
}: {
  home: string
  simulator: Simulator
  isDemo: boolean
}): Settings {
  const read = readSettings({
    PORT: '0',
    LIUKE_ORIGIN: home,
    LIUKE_SEALING_KEY: Buffer.alloc(32, 7).toString('base64'),
    LIUKE_ADMINS: 'hanyue',
    LOG_LEVEL: 'silent',
    WECOM_CORP_ID: corpId,
    WECOM_CORP_NAME: '澜岳汽车',
    WECOM_AGENT_ID: String(DEMO_CREDENTIALS.agentId),
    WECOM_AGENT_SECRET: DEMO_CREDENTIALS.agentSecret,
    WECOM_DIRECTORY_SECRET: DEMO_CREDENTIALS.directorySecret,
    WECOM_CALLBACK_TOKEN: DEMO_CREDENTIALS.callbackToken,
    WECOM_CALLBACK_AES_KEY: DEMO_CREDENTIALS.callbackAesKey,
    WECOM_API_BASE: simulator.origin,
    WECOM_OAUTH_BASE: simulator.origin,
    ...(isDemo ? { LIUKE_DEMO_HOST: simulator.origin } : {}),
  })
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.settings
}
