// Child process of the tests: moves until it is killed, saying how far it is.
import { movableClock } from '../../../server/platform/clock.ts'
import { move } from '../../../server/platform/db/move/move.ts'

const [from = '', to = ''] = process.argv.slice(2)
await move({
  from,
  to,
  clock: movableClock('2026-11-22T10:00:00Z'),
  onProgress: ({ phase, rows }) => void process.stdout.write(`${phase} ${rows}\n`),
})
