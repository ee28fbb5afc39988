import type { Deps } from '../deps.ts'

/** One run of a corp at a time: a queued one waits until the one before has ended. True when it is this one's turn. */
export function claimRun(
  { database, clock }: Pick<Deps, 'database' | 'clock'>,
  { corpId, runId }: { corpId: string; runId: string },
): Promise<boolean> {
  const now = clock.now()
  return database.sql.transaction(async (tx) => {
    // On PostgreSQL two that are claimed at once would not see each other: they meet at this row, as they do at their start.
    await tx.run('UPDATE "Corp" SET "updatedAt" = ? WHERE "corpId" = ?', [now, corpId])
    const changed = await tx.run(
      `UPDATE "SyncRun" SET "state" = 'running', "startedAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" = 'queued'
         AND NOT EXISTS (SELECT 1 FROM "SyncRun" o WHERE o."corpId" = ? AND o."state" = 'running')`,
      [now, now, corpId, runId, corpId],
    )
    return changed > 0
  })
}
