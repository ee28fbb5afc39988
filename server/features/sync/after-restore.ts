import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { Deps } from '../deps.ts'
import { newsSteps } from './news-of-run.ts'
import { startInside } from './start-run.ts'

/** Runs of the backup's day stand on places WeCom has forgotten: they end, and a full one makes the copy true again. */
export async function syncAfterRestore(tx: SqlTx, deps: Deps): Promise<void> {
  const now = deps.clock.now()
  await tx.run(
    `UPDATE "SyncStep" SET "state" = 'cancelled' WHERE "state" IN ('waiting', 'running') AND EXISTS (SELECT 1 FROM "SyncRun" r
       WHERE r."corpId" = "SyncStep"."corpId" AND r."id" = "SyncStep"."runId" AND r."state" IN ('queued', 'running'))`,
  )
  await tx.run(
    `UPDATE "SyncRun" SET "state" = 'cancelled', "endedAt" = ?, "updatedAt" = ? WHERE "state" IN ('queued', 'running')`,
    [now, now],
  )
  await tx.run('DELETE FROM "SyncCursor"')
  await tx.run(`DELETE FROM "SyncSeen" WHERE NOT ${inTextList(tx.dialect, '"step"')}`, [newsSteps])
  const corps = await tx.all<{ corpId: string }>('SELECT "corpId" FROM "Corp"')
  for (const { corpId } of corps)
    await startInside(tx, deps, { corpId, kind: 'full', trigger: 'start', startedBy: null })
}
