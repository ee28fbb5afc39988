import { runDoctor } from '../doctor/run-doctor.ts'
import { isUsageError } from '../platform/usage-error.ts'

try {
  process.exitCode = await runDoctor(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  if (isUsageError(error)) process.stderr.write('Usage: npm run doctor [-- --json] [--corp ID]\n')
  process.exitCode = isUsageError(error) ? 2 : 1
}
