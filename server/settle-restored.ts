import { features } from './features/index.ts'
import type { Deps } from './features/deps.ts'
import { readEpoch } from './platform/db/epoch.ts'
import { holdOpenJobs } from './platform/jobs/hold.ts'
import { ConfigProblem } from './seed-corp.ts'

/**
 * Jobs that may run again although they may have run before the restore: they read from WeCom or compute from our own
 * rows. Whatever else is open, above all what plans effects, waits for a person.
 */
export const GOES_ON_AFTER_RESTORE = [
  'actions.daily',
  'actions.recompute',
  'combos.mine',
  'combos.offers',
  'database.optimize',
  'effects.run', // holds each effect of an earlier epoch by itself
  'insights.daily',
  'insights.rebuild',
  'insights.recalibrate',
  'insights.rescore',
  'intake.sweep',
  'orders.import',
  'orders.relink',
  'orders.remove-file',
  'predictions.fit',
  'response.score',
  'response.train',
  'sessions.sweep',
  'sync.object',
  'sync.objects',
  'sync.poll-staff',
  'sync.reconcile-active',
  'sync.reconcile-all',
  'sync.run',
  'work.resume',
]

/**
 * The first start on a database that came back from a backup, by the command or by hand. Once, also when several
 * processes start together.
 */
export async function settleRestored(deps: Deps): Promise<void> {
  const { database, clock, log } = deps
  const epoch = await readEpoch(database.sql)
  if (epoch?.reason === 'moved')
    throw new ConfigProblem(
      `This company was moved to PostgreSQL (${epoch.startedAt}): point DATABASE_URL to it. To come back to this file all the same: npm run restore -- --mark-restored`,
    )
  if (!epoch || epoch.settledAt !== null) return
  const held = await database.sql.transaction(async (tx) => {
    const mine = await tx.run(
      'UPDATE "Epoch" SET "settledAt" = ? WHERE "number" = ? AND "settledAt" IS NULL',
      [clock.now(), epoch.number],
    )
    if (mine === 0) return null
    // tokens may have been replaced since; the rate windows are long over
    for (const table of ['WecomToken', 'RateSlice']) await tx.run(`DELETE FROM "${table}"`)
    const count = await holdOpenJobs(tx, clock, { goesOn: GOES_ON_AFTER_RESTORE })
    for (const feature of features) await feature.afterRestore?.(tx, deps)
    return count
  })
  if (held !== null)
    log.warn(
      { epoch: epoch.number, since: epoch.startedAt, heldJobs: held },
      'This database came back from a backup: open effects are held, sessions ended, a full sync begins',
    )
}
