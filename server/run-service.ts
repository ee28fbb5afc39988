import closeWithGrace from 'close-with-grace'
import { EXIT_CONFIG } from '../config/env.ts'
import { ConfigProblem } from './seed-corp.ts'
import { startService, type Service, type ServiceOptions } from './start-service.ts'

const STOP_MS = 12_000

/** Starts the service for a whole process: explains a failed start, stops gracefully on a signal. */
export async function runService(
  options: ServiceOptions,
  { onStop }: { onStop?: () => Promise<void> } = {},
): Promise<Service> {
  const service = await startService(options).catch((error: unknown) => explainAndExit(error, options))
  closeWithGrace({ delay: STOP_MS, logger: false }, async ({ err, signal }) => {
    if (err) options.log.error({ err }, 'stopping after an error nobody handled')
    else options.log.info({ signal }, 'stopping')
    await service.stop()
    await onStop?.()
    options.log.flush()
  })
  return service
}

function explainAndExit(error: unknown, { settings, log }: ServiceOptions): never {
  log.flush()
  const text = error instanceof Error ? error.message : String(error)
  if (isPortTaken(error)) {
    process.stderr.write(
      `Port ${settings.PORT} is taken: stop what uses it, or choose another: PORT=3001 npm start\n`,
    )
    process.exit(1)
  }
  process.stderr.write(`Liuke cannot start: ${text}\n`)
  process.exit(error instanceof ConfigProblem ? EXIT_CONFIG : 1)
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

/** Prints everything that is wrong with the settings and ends the process. */
export function exitWithProblems(problems: string[]): never {
  process.stderr.write(
    `Settings need attention (${problems.length}):\n${problems.map((line) => `  - ${line}\n`).join('')}`,
  )
  process.exit(EXIT_CONFIG)
}
