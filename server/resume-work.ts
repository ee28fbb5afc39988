import type { Deps } from './features/deps.ts'
import { features } from './features/index.ts'

/**
 * Work that is open without its job gets it again: at each start, for a crash or a restored backup may have parted them;
 * and every hour, for a job that failed for good while the disk was full must not leave its work waiting for ever.
 */
export async function resumeWork(deps: Deps, corpId: string): Promise<void> {
  for (const feature of features) await feature.resume?.(deps, corpId)
}

export async function resumeAllWork(deps: Deps): Promise<void> {
  const corps = await deps.database.sql.all<{ corpId: string }>('SELECT "corpId" FROM "Corp"')
  for (const { corpId } of corps) await resumeWork(deps, corpId)
}
