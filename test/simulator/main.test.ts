import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const ENTRY = join(import.meta.dirname, '../../server/simulator/main.ts')
const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

interface Child {
  child: ChildProcess
  out: () => string
  errors: () => string
  ended: Promise<number | null>
}

function launch(env: Record<string, string>): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY], {
    env: { ...process.env, SIMULATOR_CONTACTS: '20', ...env },
  })
  running.push(child)
  let out = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null))
  return { child, out: () => out, errors: () => errors, ended }
}

async function firstLine(child: Child): Promise<string> {
  for (let tries = 0; tries < 400 && !child.out().includes('\n'); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  return child.out().split('\n')[0] ?? ''
}

describe('the simulator as a process', () => {
  it('says in one line where it listens, and ends on SIGTERM', async () => {
    const child = launch({ SIMULATOR_PORT: '0' })
    const said: { ready: boolean; origin: string } = JSON.parse(await firstLine(child))
    expect(said.ready).toBe(true)
    const clock = await fetch(`${said.origin}/sim/clock`)
    expect(await clock.json()).toMatchObject({ offsetMs: 0 })
    child.child.kill('SIGTERM')
    expect(await child.ended).toBe(0)
  })

  it('says which port is taken and ends with 1', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const bound = server.address()
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0
    const child = launch({ SIMULATOR_PORT: String(port) })
    expect(await child.ended).toBe(1)
    expect(child.errors()).toContain(`port ${port} on 127.0.0.1 is taken`)
    server.close()
  })
})
