import { fileURLToPath } from 'node:url'
import { readSettings } from '../../config/env.ts'
import { offsetClock } from '../../server/platform/clock.ts'
import { createLog } from '../../server/platform/log.ts'
import { exitWithProblems, runService } from '../../server/run-service.ts'
import { commandsOf } from './commands.ts'
import { movingClock } from './moving-clock.ts'

// server/main.ts for the fault tests: pages that need no build, a clock that can be moved, and commands by message.
const read = readSettings()
if ('problems' in read) exitWithProblems(read.problems)
const openClock = process.argv[5] === 'moves-waits' ? movingClock : offsetClock
const clock = openClock(Number(process.argv[2] ?? 0))
// The settings refuse this for SQLite; here it stands for a worker that hangs.
const isReceiver = process.argv[3] === 'receiver'
const service = await runService({
  settings: isReceiver ? { ...read.settings, LIUKE_ROLE: 'web' } : read.settings,
  clock,
  log: createLog({ level: read.settings.LOG_LEVEL, bufferBytes: 0 }),
  webRoot: fileURLToPath(new URL('../support/web-root', import.meta.url)),
  ticks: process.argv[4] === 'ticks',
})
const commands = commandsOf(service.deps, clock)

interface Asked {
  id: number
  name: keyof typeof commands
  input: never
}

process.on('message', ({ id, name, input }: Asked) => {
  commands[name](input).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
process.send?.({ ready: true })
