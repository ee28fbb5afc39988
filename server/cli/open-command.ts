import { followSimulatorClock } from '../demo/simulator-clock.ts'
import type { Deps } from '../features/deps.ts'
import { jobHandlers } from '../job-handlers.ts'
import { offsetClock } from '../platform/clock.ts'
import { DatabaseError } from '../platform/db/database-error.ts'
import { createLog } from '../platform/log.ts'
import { isUsageError } from '../platform/usage-error.ts'
import { buildDeps } from '../start-service.ts'
import { commandSettings } from './command-settings.ts'

/**
 * What a command works with. Beside a running service on SQLite it is a guest: it enqueues and follows, the service
 * works. Alone it works the jobs itself, unless the command leaves them to the service (`isWorker: false`).
 */
export async function openCommand({ isWorker = true } = {}): Promise<{ deps: Deps; close(): Promise<void> }> {
  const { settings, simulatorOrigin } = commandSettings()
  const log = createLog({ level: 'warn' })
  const clock = offsetClock()
  const stopClock = simulatorOrigin
    ? await followSimulatorClock(clock, simulatorOrigin).catch(() => null)
    : null
  const options = { settings, clock, log }
  const deps = await buildDeps({ ...options, as: 'owner' }).catch((error: unknown) => {
    if (error instanceof DatabaseError && error.code === 'LIUKE_OWNED')
      return buildDeps({ ...options, as: 'guest' })
    throw error
  })
  const isGuest = settings.DATABASE_URL.startsWith('file:') && !deps.database.isAlone
  if (isWorker && !isGuest) deps.jobs.work(jobHandlers(deps))
  return {
    deps,
    async close() {
      stopClock?.()
      await deps.jobs.stop()
      await deps.database.close()
      log.flush()
    },
  }
}

/** Runs a command to its end; its answer is the exit code. */
export async function runCommand(
  work: (deps: Deps, args: string[]) => Promise<number>,
  args: string[],
  options: { isWorker?: boolean } = {},
): Promise<void> {
  const { deps, close } = await openCommand(options)
  try {
    process.exitCode = await work(deps, args)
  } catch (error) {
    tellFailure(error)
  } finally {
    await close()
  }
}

/** For commands on the database file itself, which build no service. */
export async function runFileCommand(work: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work(process.argv.slice(2))
  } catch (error) {
    tellFailure(error)
  }
}

function tellFailure(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = isUsageError(error) ? 2 : 1
}
