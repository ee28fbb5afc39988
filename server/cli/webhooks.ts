import { servedCorp } from '../features/corps.ts'
import type { Deps } from '../features/deps.ts'
import { replay } from '../features/webhooks/replay.ts'
import { runCommand } from './open-command.ts'

const [what, id, ...rest] = process.argv.slice(2)
const isGood = what === 'replay' && id !== undefined && rest.length === 0

/** `replay dead` sends every dead letter once more, `replay ID` one message. */
async function replayMessages(deps: Deps, [which = 'dead']: readonly string[]): Promise<number> {
  const { corpId } = await servedCorp(deps.corps, undefined)
  let count = 0
  for (let sent = -1; sent !== 0; count += sent) {
    sent = await replay(deps, which === 'dead' ? { corpId } : { corpId, deliveryId: which })
    if (which !== 'dead') return print(sent)
  }
  return print(count)
}

function print(count: number): number {
  process.stdout.write(`${count} message${count === 1 ? '' : 's'} will be sent once more\n`)
  return 0
}

if (isGood) await runCommand(replayMessages, [id], { isWorker: false })
else {
  process.stderr.write('Usage: npm run webhooks -- replay dead | replay MESSAGE-ID\n')
  process.exitCode = 2
}
