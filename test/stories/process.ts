import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { demoCompany } from '../../server/demo/company.ts'
import { compiled } from '../support/compile.ts'
import { freePort } from '../support/free-port.ts'
import { newTestUrl } from '../support/test-url.ts'

const READY_MS = 90_000

/** What an administrator writes into the environment, for a database and a WeCom of this test. */
export async function realSettings(weComOrigin: string): Promise<Record<string, string>> {
  const { url, remove } = await newTestUrl()
  onTestFinished(remove)
  const port = await freePort()
  return {
    ...demoCompany,
    PORT: String(port),
    DATABASE_URL: url,
    LIUKE_ORIGIN: `http://127.0.0.1:${port}`,
    LIUKE_SEALING_KEY: Buffer.alloc(32, 7).toString('base64'),
    WECOM_API_BASE: weComOrigin,
    WECOM_OAUTH_BASE: weComOrigin,
    LOG_LEVEL: 'warn',
  }
}

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** A command of package.json, to its end. */
export async function runCommand(
  script: string,
  args: string[],
  settings: Record<string, string>,
): Promise<Ended> {
  const { child, said } = start(script, args, settings)
  const [code] = await once(child, 'close')
  return { code: typeof code === 'number' ? code : null, ...said() }
}

/** The service of a real company, when it answers. */
export async function startProcess(settings: Record<string, string>): Promise<{ kill(): Promise<void> }> {
  const { child, said } = start('test/stories/service-process.ts', [], settings)
  const end = performance.now() + READY_MS
  while (!(await answers(`${settings['LIUKE_ORIGIN']}/api/v1/login/options`))) {
    if (child.exitCode !== null || performance.now() > end)
      throw new Error(`the service did not start: ${said().stderr}${said().stdout}`)
    await new Promise((next) => setTimeout(next, 50))
  }
  return {
    async kill() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

function start(script: string, args: string[], settings: Record<string, string>) {
  const file = join(compiled(), script.replace(/ts$/, 'js'))
  const child: ChildProcess = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const text = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk))
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk))
  return { child, said: () => text }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  )
}
