import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../../server/platform/db/migrations-folder.ts'
import { numbersFor } from '../numbers.ts'
import { finding, type FaultOptions, type Finding, type Scenario } from '../scenario.ts'

interface Report {
  testResults: {
    assertionResults: { fullName: string; status: string; duration?: number; failureMessages: string[] }[]
  }[]
}

/** The ceiling of a test is meant for the small numbers: twenty restarts take longer than three. */
const FULL_MS = 3_600_000

/** A row whose whole measure is in test files: its tests are run as they are, each a finding. */
export function fromTests(files: string | string[], { row, title, target }: Omit<Scenario, 'run'>): Scenario {
  return { row, title, target, run: (options) => runTests([files].flat(), row, options) }
}

async function runTests(files: string[], row: string, options: FaultOptions): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-row-'))
  const report = join(folder, 'report.json')
  try {
    const args = [
      'vitest',
      'run',
      ...files.map((file) => `test/faults/${file}`),
      '-t',
      `\\b${row}\\b`,
      '--reporter=json',
      `--outputFile=${report}`,
      ...(options.isFull ? [`--testTimeout=${FULL_MS}`] : []),
    ]
    const child = spawn('npx', args, {
      cwd: packageRoot(),
      env: { ...process.env, ...numbersFor(options) },
      stdio: 'ignore',
    })
    const stop = (): void => void child.kill()
    process.once('exit', stop)
    await once(child, 'close')
    process.off('exit', stop)
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
    const ran = testResults
      .flatMap((one) => one.assertionResults)
      .filter(({ status }) => status === 'passed' || status === 'failed')
    if (ran.length === 0) throw new Error(`no test of ${row} ran: it needs PostgreSQL (TEST_DATABASE_URL)`)
    return ran.map(({ fullName, status, duration, failureMessages }) =>
      finding(
        `${fullName.trim()} (${((duration ?? 0) / 1_000).toFixed(1)} s)${failureMessages.map((text) => `: ${text.split('\n')[0] ?? ''}`).join('')}`,
        status === 'passed',
      ),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
