import { fileURLToPath } from 'node:url'
import { readSettings } from '../../config/env.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { createLog } from '../../server/platform/log.ts'
import { exitWithProblems, runService } from '../../server/run-service.ts'

// server/main.ts with the pages of the tests, so that no build is needed.
const read = readSettings()
if ('problems' in read) exitWithProblems(read.problems)
const service = await runService({
  settings: read.settings,
  clock: systemClock,
  log: createLog({ level: 'silent' }),
  webRoot: fileURLToPath(new URL('web-root', import.meta.url)),
})
process.stdout.write(`${service.origin}\n`)
