import { CORP_USAGE, runCorpCli } from '../corps/corp-cli.ts'
import { runDoctor } from '../doctor/run-doctor.ts'
import { runCommand } from './open-command.ts'

const args = process.argv.slice(2)
if (args.length === 0 || args.includes('--help')) {
  process.stderr.write(CORP_USAGE)
  process.exitCode = 2
} else if (args[0] === 'check') {
  process.exitCode = await runDoctor(args.slice(1))
} else await runCommand(runCorpCli, args, { isWorker: false })
