import { ulid } from 'ulid'
import type { Clock } from '../clock.ts'
import type { Database, SqlTx } from '../db/index.ts'
import type { Log } from '../log.ts'
import type { Carrier } from './carrier.ts'
import { type ClaimedJob, type Head, readHeads } from './claim.ts'
import { JOBS_CHANNEL } from './channel.ts'
import { createEndings } from './endings.ts'
import { bringCompanions, type Claimed, joinClaimed, membersOf } from './join.ts'
import { freeHands, LANES } from './lanes.ts'
import { recoverLost, sweepEnded } from './recover.ts'
import { runJob } from './run-job.ts'
import { renewLeases, type Run } from './settle.ts'
import { type JobHandlers, LeaseLost } from './types.ts'

export interface WorkerOptions {
  database: Database
  clock: Clock
  log: Log
  handlers: JobHandlers
  carrier: Carrier
  /** Jobs at the same time in this process. */
  hands: number
  leaseMs: number
}

export interface Worker {
  nudge(): void
  /** The run of this job here, if any, loses its lease at once. */
  abandon(id: string): void
  drain(): Promise<void>
  stop(): Promise<void>
}

interface Running extends Claimed {
  stop: AbortController
  ended: Promise<void>
}

const POLL_MS = 1000
const RECOVER_EVERY_MS = 5000
const SWEEP_EVERY_MS = 10 * 60_000
const STOP_WAIT_MS = 10_000
/** A PostgreSQL without notices: the job shows only once the caller has committed, and is looked for this much later. */
const AFTER_NUDGE_MS = [10, 40, 150, 400]
/** A due job that was announced has been taken by then. */
const OVERDUE_MS = 2000

/** Takes jobs from the table and runs them. On SQLite claims queue behind open transactions, so a nudge finds its job. */
export function startWorker(options: WorkerOptions): Worker {
  const { database, clock, log, handlers, carrier, hands, leaseMs } = options
  const { sql } = database
  const worker = ulid()
  const running = new Map<string, Running>()
  const timers = new Set<NodeJS.Timeout>()
  let pumping: Promise<void> | null = null
  let wish: 'none' | 'look' | 'urgent' = 'none'
  let claimedLast = 0
  let isStopping = false
  let isDraining = false
  let lookFailure: unknown = null
  let nextLook: NodeJS.Timeout | undefined

  const endings = createEndings({ sql, clock, carrier, log })

  function pump(): Promise<void> {
    pumping ??= pumpAll()
    return pumping
  }

  async function pumpAll(): Promise<void> {
    clearTimeout(nextLook)
    let waitMs = POLL_MS
    claimedLast = 0
    lookFailure = null
    try {
      do {
        const isUrgent = wish === 'urgent'
        wish = 'none'
        waitMs = await takeWork(isUrgent)
      } while (wish !== 'none' && !isStopping)
    } catch (error) {
      lookFailure = error
      log.error({ err: error }, 'Looking for jobs failed; trying again')
    }
    // no await between the last look at `wish` and this line, or a nudge in between would be lost
    pumping = null
    if (!isStopping) nextLook = later(waitMs, () => void pump())
  }

  /** Claims and starts what is due; gives the wait until it makes sense to look again. */
  async function takeWork(isUrgent: boolean): Promise<number> {
    if (isStopping || running.size >= hands) return POLL_MS
    if (!isUrgent) {
      // an idle poll only reads; a nudge goes through the writer, behind the transaction that added the job
      const heads = await readHeads(sql)
      if (!heads.some(isDue)) return nextWait(heads)
    }
    const { claimed, heads } = await sql.transaction(claimDue)
    claimedLast += claimed.length
    for (const { job, companions } of claimed) start(job, companions)
    return nextWait(heads)
  }

  async function claimDue(tx: SqlTx): Promise<{ claimed: Claimed[]; heads: Head[] }> {
    const heads = await readHeads(tx)
    const room = new Map(
      Object.entries(handlers).map(([name, handler]) => [name, roomFor(name, handler.concurrency)]),
    )
    const claimed: ClaimedJob[] = []
    for (const lane of LANES.keys()) {
      const due = heads.filter((head) => head.lane === lane && isDue(head)).map(({ name }) => name)
      if (due.length === 0) continue
      const limit = freeHands(lane, { total: hands, running: running.size + claimed.length })
      const overdueMs = isDraining ? 0 : OVERDUE_MS
      const claim = { lane, limit, due, room, overdueMs, worker, leaseMs, clock }
      if (limit > 0) claimed.push(...(await carrier.claim(tx, claim)))
    }
    const together = joinClaimed(claimed, ({ name }) => handlers[name]?.join !== undefined)
    for (const one of together) if (one.mayGrow) await bringCompanions(tx, one, { worker, leaseMs, clock })
    return { claimed: together, heads }
  }

  function roomFor(name: string, concurrency = Infinity): number {
    let busy = 0
    for (const { job } of running.values()) if (job.name === name) busy += 1
    return concurrency - busy
  }

  function start(job: ClaimedJob, companions: readonly ClaimedJob[]): void {
    const handler = handlers[job.name]
    if (!handler) return
    const stop = new AbortController()
    const run = runKey(job)
    const ended = runJob(job, { companions, handler, stop, clock, log, isStopping: () => isStopping })
      .then(async ({ answer, ofCompanions }) => {
        // first the one that keeps what is left of all
        await endings.store(job, answer)
        await Promise.all(companions.map((one) => endings.store(one, ofCompanions)))
      })
      .finally(() => {
        running.delete(run)
        look('look')
      })
    running.set(run, { job, companions, mayGrow: false, stop, ended })
  }

  function look(how: 'look' | 'urgent'): void {
    if (wish !== 'urgent') wish = how
    if (!isStopping) void pump()
  }

  function later(ms: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
    return timer
  }

  async function keepLeases(): Promise<void> {
    const runs = [...running.values()]
    if (runs.length === 0) return
    const held = await renewLeases(sql, runs.flatMap(membersOf), new Date(clock.nowMs() + leaseMs))
    for (const { job, stop } of runs) if (!held.has(job.id)) stop.abort(new LeaseLost())
  }

  async function recover(isStart: boolean): Promise<void> {
    const ours = new Set([...running.values()].flatMap(membersOf).map(runKey))
    const isOurs = (run: Run): boolean => ours.has(runKey(run))
    // alone on the file, whatever is marked as running at the start was left by a process that ended
    const found = await recoverLost(sql, {
      handlers,
      clock,
      carrier,
      isOurs,
      ignoreLeases: isStart && database.isAlone,
    })
    if (found > 0) log.warn({ count: found }, 'Jobs of a process that ended without a word were put back')
    if (found > 0) look('look')
  }

  const guarded = (what: string, act: () => Promise<void>) => () =>
    act().catch((error: unknown) => log.error({ err: error }, `${what} failed; trying again`))
  const intervals = [
    setInterval(guarded('Renewing job leases', keepLeases), leaseMs / 3),
    setInterval(
      guarded('Recovering jobs', () => recover(false)),
      RECOVER_EVERY_MS,
    ),
    setInterval(
      guarded('Sweeping ended jobs', () => sweepEnded(sql, clock)),
      SWEEP_EVERY_MS,
    ),
  ]
  const stopListening = database.notices?.listen(JOBS_CHANNEL, () => look('look'))
  const started = guarded('Recovering jobs', () => recover(true))().then(() => look('look'))

  return {
    nudge() {
      // with notices the commit itself calls
      if (database.notices) return look('look')
      look('urgent')
      if (database.dialect === 'postgresql') for (const ms of AFTER_NUDGE_MS) later(ms, () => look('look'))
    },
    abandon(id) {
      for (const { job, stop } of running.values()) if (job.id === id) stop.abort(new LeaseLost())
    },
    async drain() {
      await started
      isDraining = true
      for (let round = 0; round < 100_000; round += 1) {
        wish = 'urgent'
        await pump()
        const ends = [...running.values()].map(({ ended }) => ended)
        if (ends.length > 0) await Promise.race(ends)
        // a queue that could not be looked at is not known to be empty
        else if (lookFailure !== null) throw lookFailure
        else if (claimedLast === 0) return void (isDraining = false)
      }
      throw new Error('The queue does not get empty: a job adds itself again at once')
    },
    async stop() {
      isStopping = true
      stopListening?.()
      for (const timer of [...intervals, ...timers]) clearTimeout(timer)
      await started
      await pumping
      await Promise.race([Promise.all([...running.values()].map(({ ended }) => ended)), endOfPatience()])
      const left = [...running.values()]
      await Promise.all(left.flatMap(membersOf).map((job) => endings.store(job, { state: 'returned' })))
      for (const { stop } of left) stop.abort(new LeaseLost())
      await Promise.all(left.map(({ ended }) => ended))
      await endings.settled()
      for (const timer of timers) clearTimeout(timer)
    },
  }

  function endOfPatience(): Promise<void> {
    return new Promise((done) => later(STOP_WAIT_MS, done))
  }

  function isDue({ runAt }: Head): boolean {
    return runAt <= clock.now()
  }

  function nextWait(heads: readonly Head[]): number {
    const waits = heads.map(({ runAt }) => runAt.getTime() - clock.nowMs())
    const soonest = Math.min(POLL_MS, ...waits.filter((wait) => wait > 0))
    return Math.max(5, soonest)
  }
}

function runKey({ id, fence }: Run): string {
  return `${id}/${fence}`
}
