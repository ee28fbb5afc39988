import type { Clock } from '../clock.ts'
import type { SqlTx } from '../db/sql.ts'

const HELD =
  'Held: it was open in the backup that was restored and may have been done since. Repeat it if not'

/** After a restore: open jobs but those named wait for a person, shown as failed; gives how many. */
export async function holdOpenJobs(
  tx: SqlTx,
  clock: Clock,
  { goesOn }: { goesOn: readonly string[] },
): Promise<number> {
  return tx.run(
    `UPDATE "Job" SET "state" = 'failed', "openKey" = NULL, "againJson" = NULL, "isMidway" = FALSE, "fence" = "fence" + 1,
       "leasedBy" = NULL, "leaseUntil" = NULL, "errorText" = ?, "endedAt" = ?
     WHERE "state" IN ('ready', 'running') AND "name" NOT IN (${goesOn.map(() => '?').join(', ')})`,
    [HELD, clock.now(), ...goesOn],
  )
}
