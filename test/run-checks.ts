// The part of `npm run check` that runs no test: two commands at a time, and all of them although one fails. Further
// commands, given as arguments, run with them: npm test builds at the same time.
import { spawn } from 'node:child_process'

const AT_ONCE = 2

// The native compiler. vue-tsc works only with the package `typescript`, which is the one before.
const TSC = 'node node_modules/typescript-7/bin/tsc --noEmit'

// Longest first, so that none is left to end alone.
const checks = [
  'vue-tsc --noEmit -p sidebar',
  ...process.argv.slice(2),
  'prettier --check --cache --cache-strategy content .',
  'vue-tsc --noEmit -p server/simulator/desk',
  TSC,
  `${TSC} -p test/browser`,
  'tsx prisma/new-migration.ts --check',
  'oxlint --deny-warnings',
]

// As an npm script: the commands of node_modules/.bin are on the path.
async function passes(command: string): Promise<boolean> {
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const hear = (chunk: Buffer): void => void (said += chunk.toString())
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const code = await new Promise<number | null>((done) => child.once('close', done))
  process.stdout.write(code === 0 ? `✓ ${command}\n` : `✗ ${command} ended with ${code}\n${said}\n`)
  return code === 0
}

const results: boolean[] = []
const left = [...checks]
async function work(): Promise<void> {
  for (let next = left.shift(); next !== undefined; next = left.shift()) results.push(await passes(next))
}
await Promise.all(Array.from({ length: AT_ONCE }, work))
process.exitCode = results.every(Boolean) ? 0 : 1
