import { Readable } from 'node:stream'
import { acceptUpload } from '../../server/features/orders/accept-upload.ts'
import { startImport } from '../../server/features/orders/start-import.ts'
import { startSyncRun } from '../../server/features/sync/index.ts'
import type { Deps } from '../../server/features/deps.ts'
import type { OffsetClock } from '../../server/platform/clock.ts'
import { liveMb } from './collect-garbage.ts'
import { watchStretches } from './longest-stretch.ts'

export interface SyncStart {
  kind: 'full' | 'reconcile' | 'active'
  trigger?: 'console' | 'clock'
  confirm?: boolean
}

/** What a test may ask of the service besides its HTTP face, wherever it runs. */
export interface Commands {
  sync(start: SyncStart): Promise<{ id: string; joined: boolean }>
  /** Moves the service's clock, and its waits with it. */
  setClock(offsetMs: number): Promise<void>
  /** Adds the job that the clock table would add at this slot. */
  tick(at: { task: string; slot: string }): Promise<void>
  memoryMb(): Promise<number>
  /** What is still in use after a garbage collection. */
  liveMb(): Promise<number>
  /** Uploads a file of orders and starts its import. */
  importOrders(csv: string): Promise<{ id: string }>
  /** Busy without a pause, at its longest since it was asked last; the first time begins the watch. */
  longestStretchMs(): Promise<number>
}

export function commandsOf(deps: Deps, clock: OffsetClock): Commands {
  const corpId = deps.settings.WECOM_CORP_ID
  let watch = { longestMs: () => 0, stop: () => undefined as void }
  return {
    async sync({ kind, trigger = 'console', confirm = false }) {
      const started = await startSyncRun(deps, { corpId, kind, trigger, startedBy: null, confirm })
      deps.jobs.nudge()
      return started
    },
    setClock: async (offsetMs) => clock.setOffset(offsetMs),
    async tick({ task, slot }) {
      const { sql } = deps.database
      const job = { name: task, corpId, payload: { corpId }, key: slot, lane: 'sync' as const }
      await sql.transaction((tx) => deps.jobs.addMany(tx, [job]))
      deps.jobs.nudge()
    },
    memoryMb: async () => Math.round(process.memoryUsage().rss / 1_048_576),
    liveMb: async () => liveMb(),
    async importOrders(csv) {
      const upload = { corpId, staffId: null, fileName: 'orders.csv', bytes: Readable.from([csv]) }
      const { run, suggestedMapping } = await acceptUpload(deps, upload)
      await startImport(deps, { corpId, importId: run.id, mapping: suggestedMapping, isDryRun: false })
      return { id: run.id }
    },
    async longestStretchMs() {
      const longest = watch.longestMs()
      watch.stop()
      watch = watchStretches()
      return longest
    },
  }
}
