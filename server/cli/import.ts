import { isFileKind, runFactsImport } from '../features/intake/file/facts-cli.ts'
import { runOrdersImport } from '../features/orders/import-cli.ts'
import { runCommand } from './open-command.ts'

const [kind = '', ...args] = process.argv.slice(2)
if (kind === 'orders') await runCommand(runOrdersImport, args)
else if (isFileKind(kind)) await runCommand((deps, rest) => runFactsImport(deps, kind, rest), args)
else {
  process.stderr.write(
    'Usage: npm run import -- orders|events|vehicles|profiles|surveys|payments|coupons|partner FILE.csv [--dry-run] [--map field=header]\n',
  )
  process.exitCode = 2
}
