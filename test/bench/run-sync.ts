import type { Deps } from '../../server/features/deps.ts'
import { startSyncRun } from '../../server/features/sync/start-run.ts'

/** A full sync, from its order to its end. */
export async function runSync(deps: Deps): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { id } = await startSyncRun(deps, { corpId, kind: 'full', trigger: 'cli', startedBy: null })
  for (;;) {
    const [run] = await deps.database.sql.all<{ state: string; errorText: string | null }>(
      'SELECT "state", "errorText" FROM "SyncRun" WHERE "corpId" = ? AND "id" = ?',
      [corpId, id],
    )
    if (run && !['queued', 'running'].includes(run.state)) {
      if (run.state !== 'done') throw new Error(`sync ended ${run.state}: ${run.errorText}`)
      return
    }
    await new Promise((next) => setTimeout(next, 20))
  }
}

// What is planned for later, such as the removal of an uploaded file, nobody waits for.
const SOON_MS = 60_000

/** Until the jobs that the sync or an import left behind are done. */
export async function jobsSettled({ database: { sql }, clock }: Deps): Promise<void> {
  for (;;) {
    const [row] = await sql.all<{ open: number }>(
      `SELECT COUNT(*) AS "open" FROM "Job" WHERE "state" = 'running' OR ("state" = 'ready' AND "runAt" <= ?)`,
      [new Date(clock.nowMs() + SOON_MS)],
    )
    if (row?.open === 0) return
    await new Promise((next) => setTimeout(next, 50))
  }
}
