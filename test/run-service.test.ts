import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { newTestUrl } from './support/test-url.ts'
import { newSqliteFile } from './support/templates.ts'

// The whole process: how it starts, why it does not, and how it ends.

const good = {
  PORT: '0',
  LIUKE_ORIGIN: 'http://127.0.0.1:3000',
  LIUKE_SEALING_KEY: Buffer.alloc(32, 7).toString('base64'),
  WECOM_CORP_ID: 'wwlanyue00fake0001',
  WECOM_AGENT_ID: '1000002',
  WECOM_AGENT_SECRET: 'agent-secret',
  WECOM_CALLBACK_TOKEN: 'Token1',
  WECOM_CALLBACK_AES_KEY: 'a'.repeat(43),
  // Nobody answers there; nothing in these tests asks.
  WECOM_API_BASE: 'http://127.0.0.1:9',
  LOG_LEVEL: 'silent',
}

interface Running {
  /** Where it listens; rejects when it ends first. */
  origin(): Promise<string>
  kill(signal: NodeJS.Signals): void
  ended: Promise<{ code: number | null; errors: string }>
}

function run(script: string, env: Record<string, string>): Running {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const lines = createInterface({ input: child.stdout })
  const firstLine = once(lines, 'line').then(([line]) => String(line))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, errors }))
  return {
    origin: () => Promise.race([firstLine, ended.then((end) => Promise.reject(new Error(end.errors)))]),
    kill: (signal) => void child.kill(signal),
    ended,
  }
}

async function database(): Promise<string> {
  const { path, remove } = await newSqliteFile()
  onTestFinished(remove)
  return `file:${path}`
}

describe('the process', () => {
  it('ends with 78 and the whole list when settings are wrong', async () => {
    const { LIUKE_SEALING_KEY: _, ...rest } = good
    const { code, errors } = await run('../server/main.ts', { ...rest, PORT: 'x' }).ended
    expect(code).toBe(78)
    expect(errors.split('\n')).toEqual([
      'Settings need attention (2):',
      expect.stringMatching(/^ {2}- PORT: must be a port number/),
      expect.stringMatching(/^ {2}- LIUKE_SEALING_KEY: is missing; make one with: openssl/),
      '',
    ])
  })

  it('says which port is taken and how to choose another', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    const { code, errors } = await run('support/run-child.ts', {
      ...good,
      PORT: String(port),
      DATABASE_URL: await database(),
    }).ended
    expect([code, errors]).toEqual([
      1,
      `Port ${port} is taken: stop what uses it, or choose another: PORT=3001 npm start\n`,
    ])
  })

  it('refuses a database that somebody runs on, and with 78 one of another company', async () => {
    const env = { ...good, DATABASE_URL: await database() }
    const first = run('support/run-child.ts', env)
    await first.origin()
    const second = await run('support/run-child.ts', env).ended
    expect([second.code, second.errors]).toEqual([1, expect.stringContaining('A SQLite company allows one')])
    first.kill('SIGTERM')
    expect((await first.ended).code).toBe(0)
    const third = await run('support/run-child.ts', { ...env, WECOM_CORP_ID: 'wwanother00fake02' }).ended
    expect([third.code, third.errors]).toEqual([
      78,
      expect.stringMatching(
        /holds another company \(wwlanyue00fake0001\), not wwanother00fake02: point DATABASE_URL/,
      ),
    ])
  })

  it('P3 stops under load without failing a request on an open connection', async () => {
    const { url, remove } = await newTestUrl()
    onTestFinished(remove)
    const running = run('support/run-child.ts', { ...good, DATABASE_URL: url })
    const origin = await running.origin()
    const visitors = Array.from({ length: 12 }, (): Visitor => ({ answered: 0, failures: [] }))
    const load = visitors.map((visitor, n) =>
      askUntilGone(visitor, `${origin}${n % 2 ? '/healthz' : '/api/v1/login/options'}`),
    )
    await expect
      .poll(() => Math.min(...visitors.map(({ answered }) => answered)), { timeout: 60_000 })
      .toBeGreaterThan(5)
    const askedMs = performance.now()
    running.kill('SIGTERM')
    const { code, errors } = await running.ended
    expect(performance.now() - askedMs).toBeLessThan(12_000)
    expect([code, errors]).toEqual([0, ''])
    await Promise.all(load)
    expect(visitors.flatMap(({ failures }) => failures)).toEqual([])
  })
})

interface Visitor {
  answered: number
  failures: string[]
}

/** One connection, request after request, until the server closes it and takes no new one. */
async function askUntilGone(visitor: Visitor, url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (;;) {
    const result = await ask(agent, url)
    if (result === 'ok') visitor.answered += 1
    else if (result !== 'refused') visitor.failures.push(result)
    if (result !== 'ok') break
  }
  agent.destroy()
}

function ask(agent: Agent, url: string): Promise<string> {
  return new Promise((resolve) => {
    const outgoing = request(url, { agent, headers: { 'x-liuke-app': 'console' } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode === 200 ? 'ok' : `status ${answer.statusCode}`))
      answer.on('error', (error) => resolve(error.message))
    })
    // A new connection may be refused by then; one that was open may not break.
    outgoing.on('error', (error) => resolve(outgoing.reusedSocket ? error.message : 'refused'))
    outgoing.end()
  })
}
