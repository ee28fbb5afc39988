import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../../server/platform/db/migrations-folder.ts'
import { finding, type Finding, type Scenario } from '../scenario.ts'

interface Report {
  testResults: {
    assertionResults: { fullName: string; status: string; duration?: number; failureMessages: string[] }[]
  }[]
}

/** A row whose whole measure is in a test file: its tests are run as they are, each a finding. */
export function fromTests(file: string, { row, title, target }: Omit<Scenario, 'run'>): Scenario {
  return { row, title, target, run: () => runTests(file, row) }
}

async function runTests(file: string, row: string): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-row-'))
  const report = join(folder, 'report.json')
  try {
    const args = [
      'vitest',
      'run',
      `test/faults/${file}`,
      '-t',
      `\\b${row}\\b`,
      '--reporter=json',
      `--outputFile=${report}`,
    ]
    const child = spawn('npx', args, { cwd: packageRoot(), stdio: 'ignore' })
    const stop = (): void => void child.kill()
    process.once('exit', stop)
    await once(child, 'close')
    process.off('exit', stop)
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
    const ran = testResults
      .flatMap((one) => one.assertionResults)
      .filter(({ status }) => status === 'passed' || status === 'failed')
    if (ran.length === 0)
      return [finding(`no test of ${row} ran: it needs PostgreSQL (TEST_DATABASE_URL)`, false)]
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
