import { join } from 'node:path'
import { defaults } from '../config/defaults.ts'
import type { Settings } from '../config/env.ts'
import { schedule } from '../config/schedule.ts'
import { createApp } from './app.ts'
import { createChanges } from './features/changes.ts'
import type { Deps } from './features/deps.ts'
import { features } from './features/index.ts'
import { callbacksFirst } from './features/sync/index.ts'
import { createAccessLog } from './features/panel/access-log.ts'
import { startHeartbeat } from './platform/heartbeat.ts'
import { listen, type Listening } from './listen.ts'
import { jobHandlers } from './job-handlers.ts'
import { prepareDatabase } from './prepare-database.ts'
import { resumeAllWork } from './resume-work.ts'
import { seedCorp } from './seed-corp.ts'
import { createServiceSealer } from './service-sealer.ts'
import { settleRestored } from './settle-restored.ts'
import { createCorpBook } from './corps/corp-book.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createOpsApp } from './ops-app.ts'
import type { Clock } from './platform/clock.ts'
import { openDatabase, type Database } from './platform/db/index.ts'
import { packageRoot } from './platform/db/migrations-folder.ts'
import { migrationsAhead } from './platform/db/pending-migrations.ts'
import { openJobs } from './platform/jobs/index.ts'
import { startClockTicks, type ClockTicks } from './platform/jobs/clock-ticks.ts'
import { createLiveFeed } from './platform/live.ts'
import type { Log } from './platform/log.ts'
import { createWecoms } from './wecoms.ts'

export interface Service {
  deps: Deps
  origin: string
  /** Where OPS_PORT listens. */
  opsOrigin: string | null
  stop(): Promise<void>
}

export interface ServiceOptions {
  settings: Settings
  clock: Clock
  log: Log
  /** Folder of the built browser apps. */
  webRoot?: string
  /** 'guest': a command beside a running service; it reads and enqueues, but serves and works nothing. */
  as?: 'owner' | 'guest'
  /** Tests switch the clock table off and tick by hand. */
  ticks?: boolean
  /** Tests bring a migrated database of their own. */
  database?: Database
}

/** Builds what the service is made of; nothing runs yet. */
export async function buildDeps(options: ServiceOptions): Promise<Deps> {
  const database = options.database ?? (await openMigrated(options))
  try {
    return await assemble(database, options)
  } catch (error) {
    if (!options.database) await database.close()
    throw error
  }
}

async function assemble(
  database: Database,
  { settings, clock, log, as = 'owner' }: ServiceOptions,
): Promise<Deps> {
  const sealer = createServiceSealer(settings)
  const jobs = openJobs({ database, clock, log })
  const metrics = createMetrics()
  await seedCorp({ database, settings, sealer, clock })
  const corps = createCorpBook({ settings, sql: database.sql, sealer, clock, log })
  await corps.read(corps.homeId)
  const wecoms = createWecoms({ corps, database, clock, log, sealer, metrics })
  const deps: Deps = {
    database,
    jobs,
    clock,
    log,
    sealer,
    settings,
    defaults,
    live: createLiveFeed({ database, log }),
    accessLog: createAccessLog({ sql: database.sql, clock, log }),
    changes: createChanges(features, () => jobs),
    metrics,
    wecomBudget: wecoms.budgetLeft,
    corps,
    wecomOf: wecoms.of,
  }
  if (as !== 'guest') await settleRestored(deps)
  return deps
}

async function openMigrated({ settings, log, as = 'owner' }: ServiceOptions): Promise<Database> {
  await prepareDatabase(settings.DATABASE_URL)
  const database = await openDatabase({
    url: settings.DATABASE_URL,
    log,
    as,
    poolSize: settings.DATABASE_POOL_SIZE,
    applicationName: `liuke ${settings.LIUKE_ROLE}`,
  })
  const ahead = await migrationsAhead(database.sql)
  if (ahead.length > 0)
    log.warn(
      { migrations: ahead },
      'A newer version has added to this database; this one works on beside it, update it soon',
    )
  return database
}

/** Starts everything: features, worker, clock ticks, HTTP. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const deps = await buildDeps(options)
  const { settings } = options
  for (const feature of features) await feature.start?.(deps)
  await resumeAllWork(deps)
  const isWorker = settings.LIUKE_ROLE !== 'web'
  if (isWorker) deps.jobs.work(jobHandlers(deps))
  const stopHeartbeat = isWorker ? await startHeartbeat({ sql: deps.database.sql, log: deps.log }) : null
  const ticks = isWorker && options.ticks !== false ? startTicks(deps) : null
  const server = settings.LIUKE_ROLE === 'worker' ? null : await serve(deps, options)
  const { OPS_PORT: opsPort, OPS_HOST: opsHost } = settings
  const ops =
    opsPort === undefined
      ? null
      : await listen(createOpsApp(deps).callback(), { port: opsPort, host: opsHost })
  return {
    deps,
    opsOrigin: ops?.origin ?? null,
    origin: server?.origin ?? settings.LIUKE_ORIGIN,
    async stop() {
      await ticks?.stop()
      stopHeartbeat?.()
      await server?.close()
      await ops?.close()
      await deps.jobs.stop()
      deps.live.close()
      await deps.accessLog.settled()
      await deps.database.close()
    },
  }
}

/** A tick adds the task's job for each corp, in the transaction that claims the slot. */
function startTicks({ database: { sql }, jobs, clock, log }: Deps): ClockTicks {
  return startClockTicks({
    entries: schedule,
    sql,
    clock,
    log,
    async enqueue(tx, { task, slotAt }) {
      const corps = await tx.all<{ corpId: string }>('SELECT "corpId" FROM "Corp"')
      const key = slotAt.toISOString()
      await jobs.addMany(
        tx,
        corps.map(({ corpId }) => ({ name: task, corpId, payload: { corpId }, key, lane: 'sync' })),
      )
    },
  })
}

async function serve(deps: Deps, { settings, webRoot }: ServiceOptions): Promise<Listening> {
  const app = await createApp(deps, features, { webRoot: webRoot ?? join(packageRoot(), 'dist/web') })
  return listen(callbacksFirst(deps, app.callback()), { port: settings.PORT, host: settings.HOST })
}
