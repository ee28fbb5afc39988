import { runSyncCli } from '../features/sync/sync-cli.ts'
import { runCommand } from './open-command.ts'

await runCommand(runSyncCli, process.argv.slice(2))
