import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { dialectOf } from '../platform/db/dialect.ts'
import { UsageError } from '../platform/usage-error.ts'
import { commandSettings } from './command-settings.ts'
import { markRestored } from './mark-restored.ts'
import { runFileCommand } from './open-command.ts'
import { restoreCompany } from './restore-company.ts'

const USAGE = 'Usage: npm run restore -- FILE [--yes]   or, after a restore by other means: --mark-restored'
const POSTGRES = `This company is on PostgreSQL, which has its own tools: stop the service, then
  pg_restore --clean --if-exists --dbname="$DATABASE_URL" liuke.dump
  npm run restore -- --mark-restored
The second keeps what was open in the backup from being done twice. More in docs/postgresql.md.
`

/** npm run restore -- FILE [--yes] | --mark-restored */
await runFileCommand(async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { yes: { type: 'boolean' }, 'mark-restored': { type: 'boolean' } },
  })
  const { settings } = commandSettings()
  if (values['mark-restored']) return markRestored(settings)
  if (dialectOf(settings.DATABASE_URL) === 'postgresql') {
    process.stderr.write(POSTGRES)
    return 2
  }
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new UsageError(USAGE)
  return restoreCompany(settings, { file: resolve(file), isSure: values.yes === true })
})
