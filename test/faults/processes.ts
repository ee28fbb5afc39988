import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Settings } from '../../config/env.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { createLog } from '../../server/platform/log.ts'
import { startSimulator, type Simulator } from '../../server/simulator/index.ts'
import { startService, type Service } from '../../server/start-service.ts'
import { openTestPostgres, type TestDatabase } from '../support/database.ts'
import { becomeMember, testSettings } from '../support/service.ts'
import { openBrowser, type Browser } from '../support/http-client.ts'

const HOME = 'http://127.0.0.1:3000'

/** Several stateless services before one PostgreSQL and one WeCom, each with connections of its own. */
export interface Fleet {
  database: TestDatabase
  simulator: Simulator
  /** `url`: another way to the same database. */
  start(role: Settings['LIUKE_ROLE'], url?: string): Promise<Service>
  /** A browser whose requests go to these services in turn, signed in as this member. */
  signIn(services: Service[], userid: string): Promise<Browser>
}

export async function openFleet(server: string): Promise<Fleet> {
  const simulator = await startSimulator({
    port: 0,
    seed: 7,
    contacts: 30,
    groups: 2,
    limits: false,
    appOrigin: HOME,
    callbackRetryGapMs: 20,
  })
  const database = await openTestPostgres(server)
  const ends: (() => Promise<void>)[] = []
  onTestFinished(async () => {
    for (const end of ends.reverse()) await end()
    await simulator.close()
    await database.close()
  })
  return {
    database,
    simulator,
    async start(role, url = database.url) {
      const settings = {
        ...testSettings({ home: HOME, simulator, isDemo: false }),
        DATABASE_URL: url,
        DATABASE_POOL_SIZE: 4,
        LIUKE_ROLE: role,
      }
      const service = await startService({
        settings,
        clock: systemClock,
        log: createLog({ level: 'silent' }),
        webRoot: fileURLToPath(new URL('../support/web-root', import.meta.url)),
        ticks: false,
      })
      ends.push(async () => {
        await service.stop()
        service.deps.wecomOf(settings.WECOM_CORP_ID).close()
      })
      return service
    },
    async signIn(services, userid) {
      const browser = openBrowser(new InTurn(services, simulator.origin), { home: HOME, app: 'console' })
      ends.push(async () => browser.close())
      becomeMember(browser, simulator, userid)
      const arrived = await browser.visit('/login/wecom?app=console&return=/console/')
      if (new URL(arrived.url).pathname !== '/console/') throw new Error(`not signed in: ${arrived.text}`)
      return browser
    },
  }
}

/** A load balancer without memory. */
class InTurn extends Map<string, string> {
  private asked = 0
  private readonly services: Service[]

  constructor(services: Service[], simulatorOrigin: string) {
    super([[simulatorOrigin, simulatorOrigin]])
    this.services = services
  }

  override get(origin: string): string | undefined {
    if (origin !== HOME) return super.get(origin)
    this.asked += 1
    return this.services[this.asked % this.services.length]?.origin
  }
}
