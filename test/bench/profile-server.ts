import { readFileSync } from 'node:fs'
import { systemClock } from '../../server/platform/clock.ts'
import { createLog } from '../../server/platform/log.ts'
import type { Settings } from '../../config/env.ts'
import { startService } from '../../server/start-service.ts'

// The service as a process of its own, so that its CPU time can be told from the load's. Argument: a settings file.
const settings: Settings = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const service = await startService({
  settings,
  clock: systemClock,
  log: createLog({ level: 'error' }),
  ticks: false,
})
process.stdout.write(`${service.origin}\n`)
