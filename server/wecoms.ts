import type { CorpAccess, CorpBook } from './features/corps.ts'
import type { Clock } from './platform/clock.ts'
import type { Database } from './platform/db/index.ts'
import { createRateSlices } from './platform/db/rate-slices.ts'
import { databaseTokenStore } from './platform/db/token-store.ts'
import { createLeases } from './platform/leases.ts'
import type { Log } from './platform/log.ts'
import type { Sealer } from './platform/seal.ts'
import type { Metrics } from './metrics/metrics.ts'
import { createBudget, createWecom, type Budget, type Wecom } from './wecom/index.ts'

// 访问频率限制: one corp and one interface, 10,000 a minute and 150,000 an hour.
const PER_MINUTE = 10_000
const PER_HOUR = 150_000
const WINDOWS = [
  { windowSec: 60, limit: PER_MINUTE },
  { windowSec: 3_600, limit: PER_HOUR },
]
/** Not published (45033 exists); the client backs off by itself when WeCom says no. */
const MAX_CONCURRENCY = 10
/** Longer than any call. */
const RETIRE_MS = 60_000

export interface BudgetLeft {
  api: string
  window: 'minute' | 'hour'
  left: number
}

/** One client per corp: its token, tickets and call budget are shared through the database. */
export function createWecoms({
  corps,
  database,
  clock,
  log,
  sealer,
  metrics,
}: {
  corps: CorpBook
  database: Database
  clock: Clock
  log: Log
  sealer: Sealer
  metrics: Metrics
}): {
  of(corpId: string): Wecom
  budgetLeft(): Promise<BudgetLeft[]>
} {
  const clients = new Map<string, { access: string; client: Wecom }>()
  const { sql } = database
  const leases = createLeases(sql, clock)
  const sleep = (ms: number) => clock.sleep(ms)

  const budgets = new Map<string, ReturnType<typeof createBudget>>()

  /** One for the life of the process: a new secret does not empty WeCom's windows. */
  function budgetOf(corpId: string): Budget {
    const known = budgets.get(corpId)
    if (known) return known
    const budget = createBudget({
      perMinute: PER_MINUTE,
      perHour: PER_HOUR,
      interactiveShare: 0.2,
      maxConcurrency: MAX_CONCURRENCY,
      now: () => clock.nowMs(),
      sleep,
      // One process alone keeps its own count; several share the database's.
      ...(database.isAlone
        ? {}
        : { lease: createRateSlices({ sql, clock, corpId, windowsOf: () => WINDOWS }) }),
    })
    budgets.set(corpId, budget)
    return budget
  }

  function open({ corpId, agentId, agentSecret, directorySecret, apiBase }: CorpAccess): Wecom {
    return createWecom({
      corpId,
      agentId,
      agentSecret,
      ...(directorySecret ? { directorySecret } : {}),
      baseUrl: apiBase,
      tokens: databaseTokenStore({ sql, sealer, leases, clock, corpId }),
      budget: budgetOf(corpId),
      now: () => clock.nowMs(),
      sleep,
      log(event) {
        metrics.wecomCall(event)
        log.debug(event)
      },
    })
  }

  return {
    async budgetLeft() {
      const used = database.isAlone
        ? [...budgets.values()].flatMap((budget) => budget.used())
        : await readSharedUse(sql, clock)
      return leastLeft(used)
    },
    of(corpId) {
      const corp = corps.find(corpId)
      if (!corp) throw new Error(`No corp ${corpId} is served here: npm run corp -- list`)
      const access = JSON.stringify([corp.agentId, corp.agentSecret, corp.directorySecret, corp.apiBase])
      const known = clients.get(corpId)
      if (known?.access === access) return known.client
      // Calls under way still need the old client's connections.
      if (known) setTimeout(() => known.client.close(), RETIRE_MS).unref()
      const client = open(corp)
      clients.set(corpId, { access, client })
      return client
    },
  }
}

type Use = { api: string; minute: number; hour: number }

/** What all processes together have taken of the windows that run now, corp by corp. */
async function readSharedUse(sql: Database['sql'], clock: Clock): Promise<Use[]> {
  const rows = await sql.all<{ api: string; windowSec: number; startsAt: string; takenCount: number }>(
    'SELECT "api", "windowSec", "startsAt", "takenCount" FROM "RateSlice" WHERE "startsAt" > ?',
    [new Date(clock.nowMs() - 3_600_000)],
  )
  const running = rows.filter((row) => Date.parse(row.startsAt) + row.windowSec * 1000 > clock.nowMs())
  return running.map(({ api, windowSec, takenCount }) => ({
    api,
    minute: windowSec === 60 ? takenCount : 0,
    hour: windowSec === 60 ? 0 : takenCount,
  }))
}

function leastLeft(used: readonly Use[]): BudgetLeft[] {
  const apis = [...new Set(used.map(({ api }) => api))].sort()
  return apis.flatMap((api) => {
    const own = used.filter((one) => one.api === api)
    const most = (window: 'minute' | 'hour') => Math.max(...own.map((one) => one[window]))
    return [
      { api, window: 'minute' as const, left: Math.max(0, PER_MINUTE - most('minute')) },
      { api, window: 'hour' as const, left: Math.max(0, PER_HOUR - most('hour')) },
    ]
  })
}
