import { demoCompany } from '../../server/demo/company.ts'
import { openDatabase, type Database } from '../../server/platform/db/index.ts'
import type { Sealer } from '../../server/platform/seal.ts'
import { createServiceSealer } from '../../server/service-sealer.ts'
import { startSimulator, type Simulator, type SimulatorOptions } from '../../server/simulator/index.ts'
import { freePort } from '../support/free-port.ts'
import { newTestUrl } from '../support/test-url.ts'
import type { Commands, SyncStart } from './commands.ts'
import type { Host, StartHost } from './host.ts'
import { compare, describe, isEqual, type Comparison } from './oracle/compare.ts'
import { readCopy } from './oracle/read-copy.ts'
import { readTruth } from './oracle/read-truth.ts'
import { finding, type Finding } from './scenario.ts'
import { until } from './until.ts'

export const corpId = demoCompany.WECOM_CORP_ID
/** After it what a dead process was at is given to others. */
const LEASE_MS = 31_000
const SEALING_KEY = Buffer.alloc(32, 7).toString('base64')

export interface LabOptions {
  company?: SimulatorOptions
  /** Settings of the service, on top of those of a real company. */
  settings?: Record<string, string>
  clockOffsetMs?: number
  /** Waits of the service end when its clock is moved past them. */
  movesWaits?: boolean
  /** False: the service is started by the row itself. */
  isStarted?: boolean
  /** A first full sync, so that what follows happens to a complete copy. */
  isSynced?: boolean
  /** The callback address is saved. */
  isCalledBack?: boolean
  /** Another database than the rows run on; empty and migrated. */
  newDatabase?: typeof newTestUrl
}

export interface EndedRun {
  id: string
  state: string
  errorKind: string | null
  errorText: string | null
}

/** A simulated WeCom, the real service, and a second connection to its database for the oracle. */
export interface Lab {
  simulator: Simulator
  database: Database
  sealer: Sealer
  url: string
  /** The environment of the service. */
  settings: Record<string, string>
  callbackUrl: string
  /** Lines of the service's log, from warnings on. */
  logLines: string[]
  commands(): Commands
  start(more?: {
    settings?: Record<string, string>
    clockOffsetMs?: number
    isReceiver?: boolean
  }): Promise<void>
  kill(): Promise<void>
  act(name: string, input: unknown): Record<string, unknown>
  connect(): Promise<void>
  /** A run to its end. */
  sync(start?: Partial<SyncStart>): Promise<EndedRun>
  runEnded(id: string, patienceMs?: number): Promise<EndedRun>
  /** Nothing is on its way, nothing waits to be handled. */
  quiet(patienceMs?: number): Promise<void>
  compare(): Promise<Comparison>
  /** The oracle's word as a finding. */
  equality(): Promise<Finding>
  count(sql: string): Promise<number>
  customersOf(userid: string): string[]
  close(): Promise<void>
}

/** Opens a company of this size; the caller closes it. */
export async function openLab(
  startHost: StartHost,
  { company, settings, clockOffsetMs = 0, movesWaits = false, ...options }: LabOptions & { seed: number },
): Promise<Lab> {
  const simulator = await startSimulator({
    port: 0,
    seed: options.seed,
    contacts: 60,
    staff: 8,
    groups: 3,
    limits: false,
    callbackRetryGapMs: 100,
    ...company,
  })
  const { url, remove } = await (options.newDatabase ?? newTestUrl)()
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const real = {
    ...demoCompany,
    PORT: String(port),
    DATABASE_URL: url,
    LIUKE_ORIGIN: origin,
    LIUKE_SEALING_KEY: SEALING_KEY,
    WECOM_API_BASE: simulator.origin,
    WECOM_OAUTH_BASE: simulator.origin,
    LOG_LEVEL: 'warn',
    ...settings,
  }
  simulator.corp.appOrigin = origin
  const database = await openDatabase({
    url,
    log: { warn: () => undefined },
    as: 'guest',
  })
  const sealer = createServiceSealer({ LIUKE_SEALING_KEY: SEALING_KEY })
  const logLines: string[] = []
  let host: Host | null = null
  let skewMs = 0

  const count = async (sql: string): Promise<number> => {
    const [row] = await database.sql.all<{ n: number }>(sql)
    return Number(row?.n ?? 0)
  }
  const lab: Lab = {
    simulator,
    database,
    sealer,
    url,
    settings: real,
    callbackUrl: `${origin}/wecom/callback/${corpId}`,
    logLines,
    commands() {
      if (!host) throw new Error('the service does not run')
      const { commands } = host
      return { ...commands, setClock: (offsetMs) => commands.setClock(offsetMs + skewMs) }
    },
    async start(more = {}) {
      host = await startHost({
        settings: { ...real, ...more.settings },
        clockOffsetMs: (more.clockOffsetMs ?? clockOffsetMs) + skewMs,
        isReceiver: more.isReceiver ?? false,
        movesWaits,
        hear: (line) => void logLines.push(line),
      })
    },
    async kill() {
      const running = host
      host = null
      await running?.kill()
      // Alone on its file the next one knows that nobody else is at work; on PostgreSQL it waits for the leases to end.
      if (!running || database.dialect === 'sqlite') return
      skewMs += LEASE_MS
      simulator.clock.advance(LEASE_MS)
    },
    act: (name, input) => simulator.actions(name, input),
    async connect() {
      const saved = await simulator.callbacks.setUrl(lab.callbackUrl)
      if (!saved.ok) throw new Error(`the callback address was not saved: ${saved.reason}`)
    },
    async sync(start = {}) {
      const { id } = await lab.commands().sync({ kind: 'full', ...start })
      return lab.runEnded(id)
    },
    async runEnded(id, patienceMs = 120_000) {
      let run: EndedRun | undefined
      let steps = 0
      await until(
        async () => {
          const rows = await database.sql.all<EndedRun & Record<string, never>>(
            'SELECT "id", "state", "errorKind", "errorText" FROM "SyncRun" WHERE "corpId" = ? AND "id" = ?',
            [corpId, id],
          )
          run = rows[0]
          steps = await count(
            `SELECT SUM("doneCount") AS "n" FROM "SyncStep" WHERE "corpId" = '${corpId}' AND "runId" = '${id}'`,
          )
          return run !== undefined && run.state !== 'queued' && run.state !== 'running'
        },
        {
          patienceMs,
          what: () => `the end of the run; it is ${run?.state ?? 'unknown'}`,
          progress: () => `${run?.state} ${steps}`,
        },
      )
      if (!run) throw new Error('no run')
      return run
    },
    async quiet(patienceMs = 60_000) {
      const waiting = (): number => simulator.callbacks.waiting()
      await until(() => waiting() === 0, {
        patienceMs,
        what: () => `the callbacks; ${waiting()} wait for an answer`,
        progress: waiting,
      })
      const open = (): Promise<number> =>
        count(
          `SELECT (SELECT COUNT(*) FROM "Job" WHERE "state" IN ('ready', 'running') AND "name" LIKE 'sync.%') +
             (SELECT COUNT(*) FROM "InboxEvent" WHERE "state" = 'received') AS "n"`,
        )
      let left = 0
      await until(async () => (left = await open()) === 0, {
        patienceMs,
        what: () => `an empty queue; ${left} are open`,
        progress: () => left,
      })
    },
    async compare() {
      const nowMs = simulator.clock.now()
      return compare(await readCopy({ sql: database.sql, sealer, corpId, nowMs }), readTruth(simulator))
    },
    async equality() {
      const comparison = await lab.compare()
      return finding(describe(comparison), isEqual(comparison))
    },
    count,
    customersOf: (userid) => [...simulator.world.follows.each(userid)].map((one) => one.externalUserid),
    async close() {
      await simulator.close()
      await lab.kill()
      await database.close()
      await remove()
    },
  }
  try {
    if (options.isStarted !== false) await lab.start()
    if (options.isSynced) {
      const { state, errorText } = await lab.sync()
      if (state !== 'done') throw new Error(`the first sync ended ${state}: ${errorText ?? ''}`)
    }
    if (options.isCalledBack) await lab.connect()
    return lab
  } catch (error) {
    // Nobody else could: a service that went on would keep the rows after it from the processor.
    await lab.close()
    throw error
  }
}
