import { readSettings } from '../config/env.ts'
import { systemClock } from './platform/clock.ts'
import { createLog } from './platform/log.ts'
import { exitWithProblems, runService } from './run-service.ts'

// The service of a real company: settings from the environment, nothing simulated.
const read = readSettings()
if ('problems' in read) exitWithProblems(read.problems)
const log = createLog({ level: read.settings.LOG_LEVEL })
const service = await runService({ settings: read.settings, clock: systemClock, log })
log.info(
  { origin: read.settings.LIUKE_ORIGIN, listening: service.origin, role: read.settings.LIUKE_ROLE },
  'Liuke is ready',
)
log.flush()
