import { fileURLToPath } from 'node:url'
import { readSettings } from '../../config/env.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { createLog } from '../../server/platform/log.ts'
import { exitWithProblems, runService } from '../../server/run-service.ts'

// server/main.ts with pages that need no build: the service of a real company as a process of its own.
const read = readSettings()
if ('problems' in read) exitWithProblems(read.problems)
await runService({
  settings: read.settings,
  clock: systemClock,
  log: createLog({ level: read.settings.LOG_LEVEL }),
  webRoot: fileURLToPath(new URL('../support/web-root', import.meta.url)),
})
