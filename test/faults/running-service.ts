import { startProcess } from '../stories/process.ts'
import type { Running } from './kill-effects.ts'

/** The real service as a process of its own that a test kills and starts again. */
export function runningService(settings: Record<string, string>): Running {
  let process: Awaited<ReturnType<typeof startProcess>> | null = null
  return {
    async start() {
      process = await startProcess(settings)
    },
    async kill() {
      await process?.kill()
      process = null
    },
  }
}
