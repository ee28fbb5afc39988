import { schedule } from '../../../config/schedule.ts'
import type { Deps } from '../deps.ts'
import type { SyncStatus } from './contract.ts'
import { newestRun } from './read-runs.ts'

const WHOLE = ['full', 'reconcile']
const OPEN = ['queued', 'running']
const ENDED = ['done', 'partial', 'failed', 'cancelled']

export async function readStatus(deps: Deps, corpId: string): Promise<SyncStatus> {
  const { db } = deps.database
  const [running, queued, last, equal, driftOpen, inboxWaiting, inboxParked] = await Promise.all([
    newestRun(deps, corpId, { states: ['running'] }),
    newestRun(deps, corpId, { states: OPEN }),
    newestRun(deps, corpId, { states: ENDED, kinds: WHOLE }),
    db.syncRun.findFirst({
      where: { corpId, kind: { in: WHOLE }, state: 'done' },
      orderBy: { endedAt: 'desc' },
      select: { endedAt: true },
    }),
    db.drift.count({ where: { corpId, state: { in: ['open', 'braked'] } } }),
    db.inboxEvent.count({ where: { corpId, state: 'received' } }),
    db.inboxEvent.count({ where: { corpId, state: 'parked' } }),
  ])
  return {
    current: running ?? queued,
    last,
    syncedAt: equal?.endedAt?.toISOString() ?? null,
    nextReconcileAt: nextReconcile(deps.clock.nowMs()),
    driftOpen,
    inboxWaiting,
    inboxParked,
  }
}

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000

/** The nightly pass of the clock table: minute and hour of an Asia/Shanghai day. */
function nextReconcile(nowMs: number): string | null {
  const entry = schedule.find((one) => one.task === 'sync.reconcile-all')
  const [minute, hour] = (entry?.cron ?? '').split(' ').map(Number)
  if (minute === undefined || hour === undefined || Number.isNaN(minute) || Number.isNaN(hour)) return null
  const local = nowMs + SHANGHAI_MS
  const today = local - (local % DAY_MS) + hour * 3_600_000 + minute * 60_000
  return new Date((today > local ? today : today + DAY_MS) - SHANGHAI_MS).toISOString()
}
