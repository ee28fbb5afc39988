import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { secondServiceOrigin, secondServicePort, simulatorOrigin } from './demo.ts'

const READY_MS = 90_000

/**
 * A second service beside the demo, set up as for a real company: its own empty database, the same WeCom. Without
 * `demoHost` it knows nothing of the desk. Returns how to stop it.
 */
export async function startSecondService({ demoHost }: { demoHost: boolean }): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-second-'))
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../dist/server/main.js')], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(secondServicePort),
      DATABASE_URL: `file:${join(folder, 'liuke.db')}`,
      LIUKE_ORIGIN: secondServiceOrigin,
      LIUKE_SEALING_KEY: Buffer.alloc(32, 7).toString('base64'),
      LIUKE_ADMINS: 'hanyue',
      WECOM_CORP_ID: 'wwlanyue00fake0001',
      WECOM_CORP_NAME: '澜岳汽车',
      WECOM_AGENT_ID: '1000002',
      WECOM_AGENT_SECRET: 'LANYUE-AGENT-SECRET-FAKE',
      WECOM_DIRECTORY_SECRET: 'LANYUE-DIRECTORY-SECRET-FAKE',
      WECOM_CALLBACK_TOKEN: 'LanyueDemoToken',
      WECOM_CALLBACK_AES_KEY: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
      WECOM_API_BASE: simulatorOrigin,
      WECOM_OAUTH_BASE: simulatorOrigin,
      LOG_LEVEL: 'warn',
      ...(demoHost ? { LIUKE_DEMO_HOST: simulatorOrigin } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await ready(() => said, child.exitCode)
  return async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    await rm(folder, { recursive: true })
  }
}

async function ready(said: () => string, exitCode: number | null): Promise<void> {
  const end = performance.now() + READY_MS
  while (performance.now() < end && exitCode === null) {
    const answer = await fetch(`${secondServiceOrigin}/api/v1/login/options`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resume) => setTimeout(resume, 100))
  }
  throw new Error(`The second service did not start:\n${said()}`)
}
